-- name: leave_voice(id)!
DELETE FROM voice WHERE id = :id;

-- name: own_quiz(quiz_id, owner)!
-- Nothing is written where a living process speaks for the quiz. The caller holds the quiz, and has buried the dead.
UPDATE quiz SET owner = :owner
WHERE id = :quiz_id AND closed_at IS NULL
AND (owner IS NULL OR owner NOT IN (SELECT voice.id FROM voice WHERE voice.id <> :owner))
AND EXISTS (SELECT 1 FROM voice WHERE voice.id = :owner);

-- name: park_quiz(quiz_id, owner, moves)!
-- Nothing is written where a move was made that its owner has not seen. The caller holds the quiz.
UPDATE quiz SET owner = NULL
WHERE id = :quiz_id AND owner = :owner
AND NOT EXISTS (SELECT 1 FROM move WHERE quiz_id = :quiz_id AND number >= :moves);

-- name: orphans(platform, owner)
-- The caller has buried the dead. Those of its own it may have lost.
SELECT id, platform, place, pack, setup, created_at, server, owner FROM quiz
WHERE platform = :platform AND closed_at IS NULL AND owner IS NOT NULL
AND owner NOT IN (SELECT voice.id FROM voice WHERE voice.id <> :owner)
ORDER BY created_at, id;

-- name: wish_shown(quiz_id)!
UPDATE quiz SET wishes = wishes + 1 WHERE id = :quiz_id AND closed_at IS NULL;
