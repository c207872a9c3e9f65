-- name: lock_versions()
-- A write transaction of SQLite is the only one: there is nothing more to lock.
SELECT 1;

-- name: has_versions()
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version';
