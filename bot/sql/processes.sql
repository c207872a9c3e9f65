-- name: fingerprint(platform, application)
SELECT fingerprint FROM synced WHERE platform = :platform AND application = :application;

-- name: keep_fingerprint(platform, application, fingerprint)!
INSERT INTO synced (platform, application, fingerprint)
VALUES (:platform, :application, :fingerprint)
ON CONFLICT (platform, application) DO UPDATE SET fingerprint = excluded.fingerprint;

-- name: open_gate(name, bucket, now)
-- The next free slot. Its row is held until the commit, so that it is free for nobody else. A slot more than ten
-- minutes ahead was taken by a clock that was wrong.
INSERT INTO gate (name, bucket, next_at)
VALUES (:name, :bucket, :now)
ON CONFLICT (name, bucket) DO UPDATE
SET next_at = CASE
    WHEN gate.next_at < excluded.next_at OR gate.next_at > excluded.next_at + 600 THEN excluded.next_at
    ELSE gate.next_at
END
RETURNING next_at;

-- name: shut_gate(name, bucket, next_at)!
UPDATE gate SET next_at = :next_at WHERE name = :name AND bucket = :bucket;
