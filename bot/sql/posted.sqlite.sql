-- name: keep_posted(quiz_id, slot, message)!
-- Nothing is written unless there is the quiz. SQLite has one writer at a time.
INSERT INTO posted (quiz_id, slot, message)
SELECT quiz.id, :slot, :message FROM quiz WHERE quiz.id = :quiz_id
ON CONFLICT (quiz_id, slot) DO UPDATE SET message = excluded.message;
