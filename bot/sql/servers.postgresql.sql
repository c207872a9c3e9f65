-- name: hold_quizzes(platform, server)
-- Held until the commit, so that another process cannot add a move to a quiz that is being deleted.
SELECT id FROM quiz WHERE platform = :platform AND server = :server ORDER BY id FOR UPDATE;
