-- What is kept for a server (a workspace, on Slack), so that all of it can be forgotten with the server. What has no
-- server, as a conversation of two, has an empty one. Times are seconds since 1970-01-01 00:00 UTC.
ALTER TABLE quiz ADD COLUMN server TEXT NOT NULL DEFAULT '';
ALTER TABLE seen ADD COLUMN server TEXT NOT NULL DEFAULT '';
CREATE INDEX quiz_server ON quiz (platform, server);
CREATE INDEX seen_server ON seen (platform, server);

-- Which message shows a part of a quiz.
CREATE TABLE posted (
    quiz_id TEXT NOT NULL REFERENCES quiz (id),
    slot TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (quiz_id, slot)
);

-- What was settled for a scope: a server, or a place that has none.
CREATE TABLE settings (
    platform TEXT NOT NULL,
    scope TEXT NOT NULL,
    settings TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (platform, scope)
);

-- What is said at a scope only once. The key lets one process be the first.
CREATE TABLE told (
    platform TEXT NOT NULL,
    scope TEXT NOT NULL,
    what TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (platform, scope, what)
);

-- Which commands a platform was last given for an application.
CREATE TABLE synced (
    platform TEXT NOT NULL,
    application TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (platform, application)
);

-- When somebody may next pass a gate through which all processes pass one by one.
CREATE TABLE gate (
    name TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    next_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (name, bucket)
);

-- The servers that the bot is or was in, and when it was removed from those where it no longer is.
CREATE TABLE server (
    platform TEXT NOT NULL,
    server TEXT NOT NULL,
    left_at DOUBLE PRECISION,
    PRIMARY KEY (platform, server)
);
