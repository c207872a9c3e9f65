-- name: wait_again(id, due_at)
-- What was not posted, and not begun in vain either, as far as anybody has noted.
UPDATE daily_post
SET state = 'waiting', due_at = :due_at, not_before = 0, at = NULL, reason = '', owner = NULL, claim = NULL
WHERE id = :id AND day_message = '' AND question_message = ''
AND (state IN ('skipped', 'failed') OR (state = 'waiting' AND reason <> ''))
RETURNING 1;

-- name: forget_ahead(now)
-- Nothing of them was begun.
DELETE FROM daily_post WHERE at > :now AND state = 'skipped' AND content = '' RETURNING 1;

-- name: remove_waiting(subscription)
-- Also what a process has taken and not begun: it finds that when it wants to begin.
DELETE FROM daily_post WHERE subscription = :subscription AND state IN ('waiting', 'posting') AND content = ''
RETURNING 1;

-- name: stop_posts(subscription, reason)
-- What was begun and has not appeared, as far as anybody has noted. It is taken by nobody from now on; who is just
-- sending it may finish.
UPDATE daily_post SET reason = :reason
WHERE subscription = :subscription AND state IN ('waiting', 'posting') AND content <> ''
AND day_message = '' AND question_message = ''
RETURNING 1;

-- name: move_waiting(subscription, place)
UPDATE daily_post SET place = :place
WHERE subscription = :subscription AND state = 'waiting' AND content = ''
RETURNING 1;

-- name: taken_posts(claim, platform, owner)
SELECT turn, id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason
FROM daily_post WHERE platform = :platform AND state = 'posting' AND owner = :owner AND claim = :claim;

-- name: choose_content(id, owner, content, title, told, previous)!
UPDATE daily_post SET content = :content, title = :title, told = :told, previous = :previous
WHERE id = :id AND owner = :owner AND state = 'posting';

-- name: open_questions(id, owner)
-- Whether the post is the owner's, and a question of its subscription that was asked before it is still open.
SELECT 1 FROM daily_post AS post
JOIN daily_post AS earlier ON earlier.subscription = post.subscription AND earlier.day < post.day
WHERE post.id = :id AND post.owner = :owner AND post.state = 'posting'
AND earlier.closed_at IS NULL AND earlier.content <> '' LIMIT 1;

-- name: say_day(id, owner, message)!
UPDATE daily_post SET day_message = :message, reason = ''
WHERE id = :id AND owner = :owner AND state = 'posting';

-- name: say_question(id, owner, message)!
UPDATE daily_post SET question_message = :message, reason = ''
WHERE id = :id AND owner = :owner AND state = 'posting';

-- name: settle_post(id, owner, state, reason, at)!
-- The same once more, after a commit that broke, changes it again.
UPDATE daily_post SET state = :state, reason = :reason, at = :at, claim = NULL
WHERE id = :id AND owner = :owner AND (state = 'posting' OR (state = :state AND at = :at));

-- name: settle_posted(id, owner, at, claim, lacking)!
-- It lacks a part of which there are keys and no message. The same once more changes it again.
UPDATE daily_post
SET state = 'posted', at = :at, claim = :claim,
reason = CASE
    WHEN day_message = '' AND told <> '' AND (told NOT LIKE '["?%' OR told LIKE '%,%') THEN CAST(:lacking AS TEXT)
    WHEN question_message = '' AND told LIKE '%"?%' THEN CAST(:lacking AS TEXT)
    ELSE ''
END
WHERE id = :id AND owner = :owner AND (state = 'posting' OR (state = 'posted' AND at = :at));

-- name: end_following(id, owner)!
UPDATE daily_post SET claim = NULL WHERE id = :id AND owner = :owner AND state = 'posted';

-- name: put_back(id, owner, not_before)!
-- What does not arrive makes way for what has not been tried as often. The same once more, after a commit that broke,
-- changes it again, but for its turn: nobody else owns it as long as it waits.
UPDATE daily_post
SET state = 'waiting', not_before = :not_before, turn = turn + CASE WHEN state = 'posting' THEN 1 ELSE 0 END
WHERE id = :id AND owner = :owner AND (state = 'posting' OR (state = 'waiting' AND not_before = :not_before));

-- name: release_posts(owner, platform)
UPDATE daily_post SET state = 'waiting', owner = NULL, claim = NULL
WHERE platform = :platform AND state = 'posting' AND owner = :owner AND content = ''
RETURNING 1;

-- name: daily_post(id)
SELECT id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason
FROM daily_post WHERE id = :id;

-- name: post_history(subscription, most)
SELECT id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason
FROM daily_post WHERE subscription = :subscription ORDER BY day DESC LIMIT :most;

-- name: last_day(subscription, tomorrow)
SELECT MAX(day) FROM daily_post WHERE subscription = :subscription AND day <= :tomorrow;

-- name: last_posted(subscription, before)
SELECT id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason
FROM daily_post WHERE subscription = :subscription AND day < :before AND state = 'posted'
ORDER BY day DESC LIMIT 1;

-- name: last_asked(subscription, before)
SELECT id, subscription, platform, server, place, day, due_at, state, content, title, day_message,
question_message, previous, closed_at, at, reason
FROM daily_post WHERE subscription = :subscription AND day < :before AND question_message <> ''
ORDER BY day DESC LIMIT 1;

-- name: told_at(platform, place, since, unsure)
-- Not what is just being chosen, nor what failed before anything appeared. Of each, whether its day's part and its
-- question count: not one that is missing, unless it may have appeared all the same.
SELECT day, told, day_message <> '' OR state <> 'posted' OR reason = :unsure,
question_message <> '' OR state <> 'posted' OR reason = :unsure
FROM daily_post
WHERE platform = :platform AND place = :place AND told <> '' AND day >= :since
AND (day_message <> '' OR question_message <> '' OR state IN ('posted', 'skipped'))
ORDER BY day;

-- name: add_tick(at)
INSERT INTO daily_tick (name, at) VALUES ('daily', :at) ON CONFLICT (name) DO NOTHING RETURNING 1;

-- name: last_tick()
SELECT at FROM daily_tick WHERE name = 'daily';

-- name: open_status()
SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END), COUNT(CASE WHEN state = 'posting' THEN 1 END), MIN(due_at)
FROM (
    SELECT state, due_at FROM daily_post WHERE state = 'waiting'
    UNION ALL
    SELECT state, due_at FROM daily_post WHERE state = 'posting'
) AS open;

-- name: settled_status(since)
SELECT state, COUNT(*) FROM daily_post WHERE at >= :since GROUP BY state;

-- name: forget_daily_posts(platform, server)
DELETE FROM daily_post WHERE platform = :platform AND server = :server RETURNING 1;
