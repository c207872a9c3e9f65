-- name: append_move(quiz_id, number, move, at)!
-- Nothing is written unless the quiz is open and the number is the next one. The row of the quiz is held until the
-- commit, so that another process cannot close it in between.
INSERT INTO move (quiz_id, number, move, at)
SELECT quiz.id, CAST(:number AS BIGINT), :move, :at FROM quiz
WHERE quiz.id = :quiz_id AND quiz.closed_at IS NULL AND (
    CAST(:number AS BIGINT) = 0
    OR EXISTS (
        SELECT 1 FROM move AS last WHERE last.quiz_id = :quiz_id AND last.number = CAST(:number AS BIGINT) - 1
    )
)
FOR SHARE OF quiz
ON CONFLICT (quiz_id, number) DO NOTHING;

-- name: append_shared_move(quiz_id, number, move, at)!
-- The same, and nothing is written unless some process is to speak for the quiz: it will see the move.
INSERT INTO move (quiz_id, number, move, at)
SELECT quiz.id, CAST(:number AS BIGINT), :move, :at FROM quiz
WHERE quiz.id = :quiz_id AND quiz.closed_at IS NULL AND quiz.owner IS NOT NULL AND (
    CAST(:number AS BIGINT) = 0
    OR EXISTS (
        SELECT 1 FROM move AS last WHERE last.quiz_id = :quiz_id AND last.number = CAST(:number AS BIGINT) - 1
    )
)
FOR SHARE OF quiz
ON CONFLICT (quiz_id, number) DO NOTHING;
