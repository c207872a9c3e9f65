-- name: create_quiz(id, platform, place, pack, setup, created_at, server)!
INSERT INTO quiz (id, platform, place, pack, setup, created_at, server)
VALUES (:id, :platform, :place, :pack, :setup, :created_at, :server)
ON CONFLICT (platform, place) WHERE closed_at IS NULL DO NOTHING;

-- name: close_quiz(quiz_id, at, how)!
UPDATE quiz SET closed_at = :at, closed_how = :how
WHERE id = :quiz_id AND closed_at IS NULL;

-- name: quiz(quiz_id)
SELECT id, platform, place, pack, setup, created_at, server, owner FROM quiz WHERE id = :quiz_id;

-- name: open_quiz(platform, place)
SELECT id, platform, place, pack, setup, created_at, server, owner FROM quiz
WHERE platform = :platform AND place = :place AND closed_at IS NULL;

-- name: open_quizzes(platform)
SELECT id, platform, place, pack, setup, created_at, server, owner FROM quiz
WHERE platform = :platform AND closed_at IS NULL
ORDER BY created_at, id;

-- name: moves(quiz_id)
SELECT move FROM move WHERE quiz_id = :quiz_id ORDER BY number;

-- name: moves_since(quiz_id, number)
SELECT move FROM move WHERE quiz_id = :quiz_id AND number >= :number ORDER BY number;

-- name: last_move_at(quiz_id)
SELECT at FROM move WHERE quiz_id = :quiz_id ORDER BY number DESC LIMIT 1;

-- name: posted(quiz_id)
SELECT slot, message FROM posted WHERE quiz_id = :quiz_id;
