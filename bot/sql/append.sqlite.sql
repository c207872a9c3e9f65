-- name: append_move(quiz_id, number, move, at)!
-- Nothing is written unless the quiz is open and the number is the next one. SQLite has one writer at a time.
INSERT INTO move (quiz_id, number, move, at)
SELECT quiz.id, :number, :move, :at FROM quiz
WHERE quiz.id = :quiz_id AND quiz.closed_at IS NULL AND (
    :number = 0
    OR EXISTS (SELECT 1 FROM move AS last WHERE last.quiz_id = :quiz_id AND last.number = :number - 1)
)
ON CONFLICT (quiz_id, number) DO NOTHING;

-- name: append_shared_move(quiz_id, number, move, at)!
-- The same, and nothing is written unless some process is to speak for the quiz: it will see the move.
INSERT INTO move (quiz_id, number, move, at)
SELECT quiz.id, :number, :move, :at FROM quiz
WHERE quiz.id = :quiz_id AND quiz.closed_at IS NULL AND quiz.owner IS NOT NULL AND (
    :number = 0
    OR EXISTS (SELECT 1 FROM move AS last WHERE last.quiz_id = :quiz_id AND last.number = :number - 1)
)
ON CONFLICT (quiz_id, number) DO NOTHING;
