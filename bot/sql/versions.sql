-- name: create_versions()!
CREATE TABLE IF NOT EXISTS schema_version (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at DOUBLE PRECISION NOT NULL
);

-- name: versions()
SELECT number, name, checksum FROM schema_version ORDER BY number;

-- name: add_version(number, name, checksum, applied_at)!
INSERT INTO schema_version (number, name, checksum, applied_at)
VALUES (:number, :name, :checksum, :applied_at);
