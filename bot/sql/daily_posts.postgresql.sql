-- name: add_posts(posts)
-- One a subscription and local date: what is there stays as it is.
INSERT INTO daily_post (id, subscription, platform, server, place, day, due_at, turn, state, reason, at)
SELECT post.id, post.subscription, post.platform, post.server, post.place, post.day, post.due_at, post.turn,
post.state, post.reason, post.at
FROM json_to_recordset(CAST(:posts AS JSON)) AS post (
    id TEXT, subscription TEXT, platform TEXT, server TEXT, place TEXT, day TEXT, due_at DOUBLE PRECISION,
    turn BIGINT, state TEXT, reason TEXT, at DOUBLE PRECISION
)
ON CONFLICT DO NOTHING
RETURNING state;

-- name: open_posts(servers, most)
-- How many each server has, up to so many.
SELECT wanted.platform, wanted.server, (
    SELECT COUNT(*) FROM (
        SELECT 1 FROM daily_post
        WHERE daily_post.platform = wanted.platform AND daily_post.server = wanted.server
        AND daily_post.at IS NULL
        LIMIT :most
    ) AS open
)
FROM json_to_recordset(CAST(:servers AS JSON)) AS wanted (platform TEXT, server TEXT);

-- name: take_posts(owner, claim, platform, now, most)
-- Nothing is taken for a dead voice. Of an array, the planner knows that it is short, and looks its rows up one by one.
WITH chosen AS MATERIALIZED (
    SELECT id FROM daily_post
    WHERE platform = :platform AND state = 'waiting' AND not_before <= :now AND reason = ''
    AND EXISTS (SELECT 1 FROM voice WHERE voice.id = :owner)
    ORDER BY turn, due_at, id LIMIT :most
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE daily_post SET state = 'posting', owner = :owner, claim = :claim
WHERE id = ANY (ARRAY(SELECT id FROM chosen))
RETURNING turn, id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason;

-- name: close_questions(id, owner, at)
-- Those of the post's subscription that were asked before it. What somebody is just answering is left out.
WITH asked AS MATERIALIZED (
    SELECT earlier.id FROM daily_post AS post
    JOIN daily_post AS earlier ON earlier.subscription = post.subscription AND earlier.day < post.day
    WHERE post.id = :id AND post.owner = :owner AND post.state = 'posting'
    AND earlier.closed_at IS NULL AND earlier.content <> ''
    FOR UPDATE OF earlier SKIP LOCKED
)
UPDATE daily_post SET closed_at = :at FROM asked WHERE daily_post.id = asked.id RETURNING 1;

-- name: hold_orphans(platform, most)
-- Held until the commit, so that what the next statement sees of them stays as it is.
SELECT id FROM daily_post
WHERE platform = :platform AND state = 'posting'
AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
LIMIT :most FOR NO KEY UPDATE SKIP LOCKED;

-- name: hold_late_orphans(before, most)
-- Of any platform.
SELECT id FROM daily_post
WHERE state = 'posting' AND due_at < :before
AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
LIMIT :most FOR NO KEY UPDATE SKIP LOCKED;

-- name: hold_unfollowed(platform, most)
-- Held as those are.
SELECT id FROM daily_post
WHERE platform = :platform AND claim = 'follows'
AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
LIMIT :most FOR NO KEY UPDATE SKIP LOCKED;

-- name: free_orphans(ids)
-- Of what was posted it is kept when, as the time before which it is not taken again.
UPDATE daily_post
SET state = 'waiting', not_before = COALESCE(at, not_before), at = NULL, owner = NULL, claim = NULL,
reason = CASE WHEN state = 'posted' THEN '' ELSE reason END
WHERE id IN (SELECT json_array_elements_text(CAST(:ids AS JSON)))
AND (state = 'posting' OR claim = 'follows') AND NOT EXISTS (SELECT 1 FROM voice WHERE voice.id = daily_post.owner)
RETURNING 1;

-- name: expire_posts(now, before, late, unsure, most)
-- What has appeared was posted within the grace: when `free_orphans` says, or else about when it was due. It lacks a
-- part of which there are keys and no message.
WITH old AS MATERIALIZED (
    SELECT id FROM daily_post WHERE state = 'waiting' AND (due_at < :before OR reason <> '')
    LIMIT :most FOR NO KEY UPDATE SKIP LOCKED
)
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
    WHEN day_message = '' AND question_message = '' AND content = '' THEN CAST(:late AS TEXT)
    WHEN day_message = '' AND question_message = '' THEN CAST(:unsure AS TEXT)
    WHEN told <> '' AND day_message = '' AND (told NOT LIKE '["?%' OR told LIKE '%,%') THEN CAST(:late AS TEXT)
    WHEN question_message = '' AND told LIKE '%"?%' THEN CAST(:late AS TEXT)
    ELSE ''
END
FROM old WHERE daily_post.id = old.id
RETURNING 1;

-- name: keep_tick(at)
-- Where another process holds it, that says the same.
UPDATE daily_tick SET at = :at
WHERE name IN (SELECT name FROM daily_tick WHERE name = 'daily' FOR NO KEY UPDATE SKIP LOCKED)
RETURNING 1;

-- name: hold_posts(platform, server)
-- Held until the commit, so that nobody can answer one that is being deleted.
SELECT id FROM daily_post WHERE platform = :platform AND server = :server ORDER BY id FOR UPDATE;

-- name: hold_old(before, most)
SELECT id FROM daily_post WHERE at < :before ORDER BY at LIMIT :most FOR UPDATE SKIP LOCKED;

-- name: delete_answers(ids)
DELETE FROM daily_answer WHERE post IN (SELECT json_array_elements_text(CAST(:ids AS JSON))) RETURNING 1;

-- name: delete_posts(ids)
DELETE FROM daily_post WHERE id IN (SELECT json_array_elements_text(CAST(:ids AS JSON))) RETURNING 1;
