-- name: lock_versions()
-- Held until the end of the transaction. The number says "Tarikh" to nobody else.
SELECT pg_advisory_xact_lock(6071216498);

-- name: has_versions()
SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL;
