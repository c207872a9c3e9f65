-- name: hold_channel(platform, place, kind)
-- What a channel has of a kind, held until the commit.
SELECT id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
pause_why, pause_until, planned_day, next_due, changed_by
FROM subscription WHERE platform = :platform AND place = :place AND kind = :kind FOR UPDATE;

-- name: hold_plan(id)
SELECT id, kind, wish, planned_day, next_due FROM subscription WHERE id = :id FOR UPDATE;

-- name: hold_due(now, most)
-- What is due, held until the commit; what another process holds is just being done by that, or changed.
SELECT id, kind, wish, planned_day, next_due, platform, server, place, broken_at FROM subscription
WHERE next_due <= :now
ORDER BY next_due, id LIMIT :most FOR UPDATE SKIP LOCKED;

-- name: hold_plans(after, tomorrow, most)
-- What another process holds is just being planned by that.
SELECT id, kind, wish, planned_day, next_due, pause_until, (
    SELECT MAX(day) FROM daily_post WHERE daily_post.subscription = subscription.id AND day <= :tomorrow
), created_at
FROM subscription
WHERE id > :after AND next_due IS NOT NULL
ORDER BY id LIMIT :most FOR UPDATE OF subscription SKIP LOCKED;

-- name: move_plans(plans)
-- What has come due is no more paused. The caller holds them.
UPDATE subscription
SET planned_day = plan.day, next_due = plan.at, pause_why = NULL, pause_until = NULL, paused_at = NULL,
broken_at = NULL
FROM json_to_recordset(CAST(:plans AS JSON)) AS plan (id TEXT, day TEXT, at DOUBLE PRECISION)
WHERE subscription.id = plan.id
RETURNING 1;

-- name: renew_plans(plans)
-- The caller holds them.
UPDATE subscription
SET planned_day = plan.day, next_due = plan.at, broken_at = NULL
FROM json_to_recordset(CAST(:plans AS JSON)) AS plan (id TEXT, day TEXT, at DOUBLE PRECISION)
WHERE subscription.id = plan.id
RETURNING 1;

-- name: hold_subscriptions(platform, server)
-- Held until the commit, so that another process cannot add a post of one that is being deleted.
SELECT id FROM subscription WHERE platform = :platform AND server = :server ORDER BY id FOR UPDATE;
