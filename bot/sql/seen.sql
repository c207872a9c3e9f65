-- name: remember_seen(platform, place, question, at)*!
INSERT INTO seen (platform, place, question, at)
VALUES (:platform, :place, :question, :at)
ON CONFLICT (platform, place, question) DO UPDATE SET at = excluded.at;

-- name: seen(platform, place)
SELECT question FROM seen WHERE platform = :platform AND place = :place;
