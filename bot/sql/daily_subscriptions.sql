-- name: add_subscription(id, platform, server, place, name, kind, wish, creator, creator_name, created_at, pause_why, pause_until, planned_day, next_due, changed_by)!
INSERT INTO subscription (
    id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
    pause_why, pause_until, planned_day, next_due, changed_by
)
VALUES (
    :id, :platform, :server, :place, :name, :kind, :wish, :creator, :creator_name, :created_at,
    :pause_why, :pause_until, :planned_day, :next_due, :changed_by
)
ON CONFLICT (platform, place, kind) DO NOTHING;

-- name: keep_subscription(id, server, name, wish, changed_by, pause_why, pause_until, planned_day, next_due)!
UPDATE subscription
SET server = :server, name = :name, wish = :wish, changed_by = :changed_by,
pause_why = :pause_why, pause_until = :pause_until, paused_at = NULL, broken_at = NULL,
planned_day = :planned_day, next_due = :next_due
WHERE id = :id;

-- name: change_subscription(id, pause_why, pause_until, planned_day, next_due)!
UPDATE subscription
SET pause_why = :pause_why, pause_until = :pause_until, paused_at = NULL, broken_at = NULL,
planned_day = :planned_day, next_due = :next_due
WHERE id = :id;

-- name: pause_subscription(id, why, at)!
-- By the bot. The same once more, after a commit that broke, changes it again.
UPDATE subscription
SET pause_why = :why, pause_until = NULL, paused_at = :at, planned_day = NULL, next_due = NULL
WHERE id = :id AND (next_due IS NOT NULL OR (pause_why = :why AND paused_at = :at));

-- name: put_off_subscription(id, at, next_due)!
-- It cannot be read. The date that is planned stays: whoever can read it knows when that is due.
UPDATE subscription SET next_due = :next_due, broken_at = COALESCE(broken_at, :at) WHERE id = :id;

-- name: remove_subscription(id)
DELETE FROM subscription WHERE id = :id RETURNING 1;

-- name: take_subscription(id)
-- To be kept elsewhere.
DELETE FROM subscription WHERE id = :id
RETURNING id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
pause_why, pause_until, planned_day, next_due, changed_by;

-- name: subscription(id)
SELECT id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
pause_why, pause_until, planned_day, next_due, changed_by
FROM subscription WHERE id = :id;

-- name: server_subscriptions(platform, server)
SELECT id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
pause_why, pause_until, planned_day, next_due, changed_by
FROM subscription WHERE platform = :platform AND server = :server ORDER BY created_at, id;

-- name: place_subscriptions(platform, place)
SELECT id, platform, server, place, name, kind, wish, creator, creator_name, created_at,
pause_why, pause_until, planned_day, next_due, changed_by
FROM subscription WHERE platform = :platform AND place = :place ORDER BY created_at, id;

-- name: count_subscriptions(platform, server)
SELECT COUNT(*) FROM subscription WHERE platform = :platform AND server = :server;

-- name: subscription_status()
SELECT COUNT(*), COUNT(pause_why) FROM subscription;

-- name: forget_subscriptions(platform, server)
DELETE FROM subscription WHERE platform = :platform AND server = :server RETURNING 1;
