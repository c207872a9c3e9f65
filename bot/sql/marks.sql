-- name: note_mark(platform, person, question, server, credit, at)*!
-- The latest answer counts. What is said again after a crash changes nothing.
INSERT INTO mark (platform, person, question, server, credit, at)
VALUES (:platform, :person, :question, :server, :credit, :at)
ON CONFLICT (platform, person, question) DO UPDATE
SET server = excluded.server, credit = excluded.credit, at = excluded.at
WHERE excluded.at >= mark.at;

-- name: note_played(platform, person, quiz_id, server, place, points, correct, counted, rank, players, at)*!
INSERT INTO played (platform, person, quiz_id, server, place, points, correct, counted, rank, players, at)
VALUES (:platform, :person, :quiz_id, :server, :place, :points, :correct, :counted, :rank, :players, :at)
ON CONFLICT (platform, person, quiz_id) DO NOTHING;

-- name: marks(platform, person)
SELECT question, credit, at FROM mark WHERE platform = :platform AND person = :person ORDER BY at, question;

-- name: played(platform, person, most)
SELECT quiz_id, points, correct, counted, rank, players, at FROM played
WHERE platform = :platform AND person = :person
ORDER BY at DESC, quiz_id LIMIT :most;

-- name: forget_person_marks(platform, person)
DELETE FROM mark WHERE platform = :platform AND person = :person RETURNING 1;

-- name: forget_person_played(platform, person)
DELETE FROM played WHERE platform = :platform AND person = :person RETURNING 1;

-- name: forget_marks(platform, server)
DELETE FROM mark WHERE platform = :platform AND server = :server RETURNING 1;

-- name: forget_played(platform, server)
DELETE FROM played WHERE platform = :platform AND server = :server RETURNING 1;
