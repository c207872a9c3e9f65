-- name: remember_seen(platform, place, question, at, server)*!
-- A place stays in its server: whoever does not know the server does not take it away.
INSERT INTO seen (platform, place, question, at, server)
VALUES (:platform, :place, :question, :at, :server)
ON CONFLICT (platform, place, question) DO UPDATE
SET at = excluded.at, server = COALESCE(NULLIF(excluded.server, ''), seen.server);

-- name: seen(platform, place)
SELECT question FROM seen WHERE platform = :platform AND place = :place;
