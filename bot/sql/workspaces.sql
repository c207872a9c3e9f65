-- name: keep_installation(id, team, enterprise, bot_user, installer, installed_at, sealed)!
INSERT INTO installation (id, team, enterprise, bot_user, installer, installed_at, sealed)
VALUES (:id, :team, :enterprise, :bot_user, :installer, :installed_at, :sealed)
ON CONFLICT (id) DO UPDATE SET team = excluded.team, enterprise = excluded.enterprise, bot_user = excluded.bot_user,
installer = excluded.installer, installed_at = excluded.installed_at, sealed = excluded.sealed;

-- name: installation(team, enterprise)
-- A workspace's own comes before its organisation's, whose id may have to be remembered.
SELECT team, enterprise, bot_user, installer, installed_at, sealed FROM installation
WHERE id = :team
OR (team = '' AND (
    id = :enterprise OR id = (SELECT member.enterprise FROM member WHERE member.team = :team)
))
ORDER BY CASE WHEN id = :team THEN 0 WHEN id = :enterprise THEN 1 ELSE 2 END LIMIT 1;

-- name: delete_installation(id, before)!
DELETE FROM installation WHERE id = :id AND installed_at < :before;

-- name: forget_members(enterprise)!
-- Only with the organisation's installation.
DELETE FROM member
WHERE enterprise = :enterprise
AND NOT EXISTS (SELECT 1 FROM installation WHERE installation.id = :enterprise);

-- name: keep_member(team, enterprise)!
INSERT INTO member (team, enterprise) VALUES (:team, :enterprise)
ON CONFLICT (team) DO UPDATE SET enterprise = excluded.enterprise;

-- name: sealed()
SELECT id, sealed FROM installation ORDER BY id;

-- name: reseal(id, old, sealed)!
-- Nothing is written if it has been installed anew meanwhile.
UPDATE installation SET sealed = :sealed WHERE id = :id AND sealed = :old;

-- name: keep_state(hash, expires_at)!
INSERT INTO oauth_state (hash, expires_at) VALUES (:hash, :expires_at);

-- name: take_state(hash, now)!
DELETE FROM oauth_state WHERE hash = :hash AND expires_at > :now;

-- name: drop_states(now)!
DELETE FROM oauth_state WHERE expires_at <= :now;

-- name: hear(platform, id, at)!
INSERT INTO heard (platform, id, at) VALUES (:platform, :id, :at)
ON CONFLICT (platform, id) DO NOTHING;

-- name: drop_heard(before)!
DELETE FROM heard WHERE at < :before;
