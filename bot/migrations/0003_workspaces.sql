-- Where the app was installed: a workspace, or an organisation for all of its workspaces (team is empty then, and id is
-- the organisation's). sealed holds the tokens, encrypted. Times are seconds since 1970-01-01 00:00 UTC.
CREATE TABLE installation (
    id TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    enterprise TEXT NOT NULL,
    bot_user TEXT NOT NULL,
    installer TEXT NOT NULL,
    installed_at DOUBLE PRECISION NOT NULL,
    sealed TEXT NOT NULL
);

-- Which organisation a workspace belongs to, where the organisation's installation serves it.
CREATE TABLE member (
    team TEXT NOT NULL PRIMARY KEY,
    enterprise TEXT NOT NULL
);

-- Installations that were begun: a hash of the state that the browser brings back.
CREATE TABLE oauth_state (
    hash TEXT NOT NULL PRIMARY KEY,
    expires_at DOUBLE PRECISION NOT NULL
);

-- What a platform has told us already, and may tell again. The key lets one process act on it.
CREATE TABLE heard (
    platform TEXT NOT NULL,
    id TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (platform, id)
);
CREATE INDEX heard_at ON heard (at);
