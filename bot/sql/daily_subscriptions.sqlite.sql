-- A write transaction of SQLite is the only one: nothing need be held.

-- name: hold_channel(platform, place, kind)
SELECT id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
pause_why, pause_until, planned_day, next_due, changed_by
FROM subscription WHERE platform = :platform AND place = :place AND kind = :kind;

-- name: hold_plan(id)
SELECT id, kind, wish, planned_day, next_due FROM subscription WHERE id = :id;

-- name: hold_due(now, most)
SELECT id, kind, wish, planned_day, next_due, platform, server, place, broken_at FROM subscription
WHERE next_due <= :now
ORDER BY next_due, id LIMIT :most;

-- name: hold_plans(after, tomorrow, most)
SELECT id, kind, wish, planned_day, next_due, pause_until, (
    SELECT MAX(day) FROM daily_post WHERE daily_post.subscription = subscription.id AND day <= :tomorrow
), created_at
FROM subscription
WHERE id > :after AND next_due IS NOT NULL
ORDER BY id LIMIT :most;

-- name: move_plans(plans)
-- What has come due is no more paused.
UPDATE subscription
SET planned_day = json_extract(plan.value, '$.day'), next_due = json_extract(plan.value, '$.at'),
pause_why = NULL, pause_until = NULL, paused_at = NULL, broken_at = NULL
FROM json_each(:plans) AS plan
WHERE subscription.id = json_extract(plan.value, '$.id')
RETURNING 1;

-- name: renew_plans(plans)
UPDATE subscription
SET planned_day = json_extract(plan.value, '$.day'), next_due = json_extract(plan.value, '$.at'),
broken_at = NULL
FROM json_each(:plans) AS plan
WHERE subscription.id = json_extract(plan.value, '$.id')
RETURNING 1;

-- name: hold_subscriptions()
SELECT 1;
