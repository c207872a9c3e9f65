-- name: append_move(quiz_id, number, move, at)!
-- Nothing is written unless the quiz is open and the number is the next one. SQLite has one writer at a time.
INSERT INTO move (quiz_id, number, move, at)
SELECT quiz.id, :number, :move, :at FROM quiz
WHERE quiz.id = :quiz_id AND quiz.closed_at IS NULL AND (
    :number = 0
    OR EXISTS (SELECT 1 FROM move AS last WHERE last.quiz_id = :quiz_id AND last.number = :number - 1)
)
ON CONFLICT (quiz_id, number) DO NOTHING;
