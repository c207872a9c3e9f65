-- name: keep_posted(quiz_id, slot, message)!
-- Nothing is written unless there is the quiz. Its row is held until the commit, so that another process cannot delete
-- it in between.
INSERT INTO posted (quiz_id, slot, message)
SELECT quiz.id, :slot, :message FROM quiz WHERE quiz.id = :quiz_id
FOR KEY SHARE OF quiz
ON CONFLICT (quiz_id, slot) DO UPDATE SET message = excluded.message;
