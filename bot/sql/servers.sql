-- name: settings(platform, scope)
SELECT settings FROM settings WHERE platform = :platform AND scope = :scope;

-- name: keep_settings(platform, scope, text, at)!
INSERT INTO settings (platform, scope, settings, at)
VALUES (:platform, :scope, :text, :at)
ON CONFLICT (platform, scope) DO UPDATE SET settings = excluded.settings, at = excluded.at;

-- name: tell_once(platform, scope, what, at)!
INSERT INTO told (platform, scope, what, at)
VALUES (:platform, :scope, :what, :at)
ON CONFLICT (platform, scope, what) DO NOTHING;

-- name: untell(platform, scope, prefix)!
-- Not LIKE, in which an underscore stands for any letter.
DELETE FROM told
WHERE platform = :platform AND scope = :scope
AND SUBSTR(what, 1, LENGTH(CAST(:prefix AS TEXT))) = CAST(:prefix AS TEXT);

-- name: leave(platform, server, at)!
-- Who left once and is found missing again left the first time.
INSERT INTO server (platform, server, left_at)
VALUES (:platform, :server, :at)
ON CONFLICT (platform, server) DO UPDATE SET left_at = COALESCE(server.left_at, excluded.left_at);

-- name: return_to(platform, server)*!
INSERT INTO server (platform, server, left_at)
VALUES (:platform, :server, NULL)
ON CONFLICT (platform, server) DO UPDATE SET left_at = NULL;

-- name: servers(platform)
SELECT server FROM server WHERE platform = :platform AND left_at IS NULL ORDER BY server;

-- name: left_servers(platform, before)
SELECT server FROM server WHERE platform = :platform AND left_at < :before ORDER BY left_at, server;

-- name: forget_moves(platform, server)
DELETE FROM move
WHERE quiz_id IN (SELECT quiz.id FROM quiz WHERE quiz.platform = :platform AND quiz.server = :server)
RETURNING 1;

-- name: forget_posted(platform, server)
DELETE FROM posted
WHERE quiz_id IN (SELECT quiz.id FROM quiz WHERE quiz.platform = :platform AND quiz.server = :server)
RETURNING 1;

-- name: forget_quizzes(platform, server)
DELETE FROM quiz WHERE platform = :platform AND server = :server RETURNING 1;

-- name: forget_seen(platform, server)
DELETE FROM seen WHERE platform = :platform AND server = :server RETURNING 1;

-- name: forget_told(platform, server)
DELETE FROM told WHERE platform = :platform AND scope = :server RETURNING 1;

-- name: forget_settings(platform, server)
DELETE FROM settings WHERE platform = :platform AND scope = :server RETURNING 1;

-- name: forget_server(platform, server)
DELETE FROM server WHERE platform = :platform AND server = :server RETURNING 1;
