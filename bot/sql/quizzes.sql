-- name: create_quiz(id, platform, place, pack, setup, created_at)!
INSERT INTO quiz (id, platform, place, pack, setup, created_at)
VALUES (:id, :platform, :place, :pack, :setup, :created_at)
ON CONFLICT (platform, place) WHERE closed_at IS NULL DO NOTHING;

-- name: close_quiz(quiz_id, at, how)!
UPDATE quiz SET closed_at = :at, closed_how = :how
WHERE id = :quiz_id AND closed_at IS NULL;

-- name: open_quiz(platform, place)
SELECT id, platform, place, pack, setup, created_at FROM quiz
WHERE platform = :platform AND place = :place AND closed_at IS NULL;

-- name: open_quizzes(platform)
SELECT id, platform, place, pack, setup, created_at FROM quiz
WHERE platform = :platform AND closed_at IS NULL
ORDER BY created_at, id;

-- name: moves(quiz_id)
SELECT move FROM move WHERE quiz_id = :quiz_id ORDER BY number;
