-- A write transaction of SQLite is the only one: nothing need be held.

-- name: add_posts(posts)
-- One a subscription and local date: what is there stays as it is. "WHERE TRUE" tells ON CONFLICT from a join's ON.
INSERT INTO daily_post (id, subscription, platform, server, place, day, due_at, turn, state, reason, at)
SELECT json_extract(post.value, '$.id'), json_extract(post.value, '$.subscription'),
json_extract(post.value, '$.platform'), json_extract(post.value, '$.server'), json_extract(post.value, '$.place'),
json_extract(post.value, '$.day'), json_extract(post.value, '$.due_at'),
json_extract(post.value, '$.turn'),
json_extract(post.value, '$.state'), json_extract(post.value, '$.reason'), json_extract(post.value, '$.at')
FROM json_each(:posts) AS post WHERE TRUE
ON CONFLICT DO NOTHING
RETURNING state;

-- name: open_posts(servers, most)
-- How many each server has, up to so many.
SELECT json_extract(wanted.value, '$.platform'), json_extract(wanted.value, '$.server'), (
    SELECT COUNT(*) FROM (
        SELECT 1 FROM daily_post
        WHERE daily_post.platform = json_extract(wanted.value, '$.platform')
        AND daily_post.server = json_extract(wanted.value, '$.server') AND daily_post.at IS NULL
        LIMIT :most
    )
)
FROM json_each(:servers) AS wanted;

-- name: take_posts(owner, claim, platform, now, most)
-- Nothing is taken for a dead voice.
UPDATE daily_post SET state = 'posting', owner = :owner, claim = :claim
WHERE id IN (
    SELECT id FROM daily_post
    WHERE platform = :platform AND state = 'waiting' AND not_before <= :now AND reason = ''
    AND EXISTS (SELECT 1 FROM voice WHERE voice.id = :owner)
    ORDER BY turn, due_at, id LIMIT :most
)
RETURNING turn, id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason;

-- name: close_questions(id, owner, at)
-- Those of the post's subscription that were asked before it.
UPDATE daily_post SET closed_at = :at
WHERE id IN (
    SELECT earlier.id FROM daily_post AS post
    JOIN daily_post AS earlier ON earlier.subscription = post.subscription AND earlier.day < post.day
    WHERE post.id = :id AND post.owner = :owner AND post.state = 'posting'
    AND earlier.closed_at IS NULL AND earlier.content <> ''
)
RETURNING 1;

-- name: hold_orphans(platform, most)
SELECT id FROM daily_post
WHERE platform = :platform AND state = 'posting'
AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
LIMIT :most;

-- name: hold_late_orphans(before, most)
-- Of any platform.
SELECT id FROM daily_post
WHERE state = 'posting' AND due_at < :before
AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
LIMIT :most;

-- name: hold_unfollowed(platform, most)
SELECT id FROM daily_post
WHERE platform = :platform AND claim = 'follows'
AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
LIMIT :most;

-- name: free_orphans(ids)
-- Of what was posted it is kept when, as the time before which it is not taken again.
UPDATE daily_post
SET state = 'waiting', not_before = COALESCE(at, not_before), at = NULL, owner = NULL, claim = NULL,
reason = CASE WHEN state = 'posted' THEN '' ELSE reason END
WHERE id IN (SELECT value FROM json_each(:ids))
RETURNING 1;

-- name: expire_posts(now, before, late, unsure, most)
-- What has appeared was posted within the grace: when `free_orphans` says, or else about when it was due. It lacks a
-- part of which there are keys and no message.
UPDATE daily_post
SET at = CASE
    WHEN day_message = '' AND question_message = '' THEN :now
    WHEN not_before BETWEEN due_at AND due_at + (:now - :before) THEN not_before
    ELSE due_at
END,
claim = NULL,
state = CASE WHEN day_message = '' AND question_message = '' THEN 'skipped' ELSE 'posted' END,
reason = CASE
    WHEN reason <> '' THEN reason
    WHEN day_message = '' AND question_message = '' AND content = '' THEN :late
    WHEN day_message = '' AND question_message = '' THEN :unsure
    WHEN told <> '' AND day_message = '' AND (told NOT LIKE '["?%' OR told LIKE '%,%') THEN :late
    WHEN question_message = '' AND told LIKE '%"?%' THEN :late
    ELSE ''
END
WHERE id IN (
    SELECT id FROM daily_post WHERE state = 'waiting' AND (due_at < :before OR reason <> '') LIMIT :most
)
RETURNING 1;

-- name: keep_tick(at)
UPDATE daily_tick SET at = :at WHERE name = 'daily' RETURNING 1;

-- name: hold_posts()
SELECT 1;

-- name: hold_old(before, most)
SELECT id FROM daily_post WHERE at < :before ORDER BY at LIMIT :most;

-- name: delete_answers(ids)
DELETE FROM daily_answer WHERE post IN (SELECT value FROM json_each(:ids)) RETURNING 1;

-- name: delete_posts(ids)
DELETE FROM daily_post WHERE id IN (SELECT value FROM json_each(:ids)) RETURNING 1;
