-- What is posted every day: a subscription of each kind a channel at most. `wish` is JSON. The plan is a local date (ISO
-- 8601) and its moment; none while it is paused without an end. `paused_at` is set where the bot itself paused it.
-- `broken_at` is since when no process that looked could read it. `changed_by` is the name of who changed it last, where
-- that is not who set it up; else empty. Times are seconds since 1970-01-01 00:00 UTC.
CREATE TABLE subscription (
    id TEXT NOT NULL PRIMARY KEY,
    platform TEXT NOT NULL,
    server TEXT NOT NULL,
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    wish TEXT NOT NULL,
    creator TEXT NOT NULL,
    creator_name TEXT NOT NULL,
    changed_by TEXT NOT NULL DEFAULT '',
    created_at DOUBLE PRECISION NOT NULL,
    pause_why TEXT,
    pause_until TEXT,
    paused_at DOUBLE PRECISION,
    broken_at DOUBLE PRECISION,
    planned_day TEXT,
    next_due DOUBLE PRECISION,
    UNIQUE (platform, place, kind),
    CHECK ((planned_day IS NULL) = (next_due IS NULL)),
    CHECK (pause_why IS NOT NULL OR (pause_until IS NULL AND paused_at IS NULL))
);
CREATE INDEX subscription_due ON subscription (next_due, id) WHERE next_due IS NOT NULL;
CREATE INDEX subscription_server ON subscription (platform, server);

-- The posts: one a subscription and local date, whichever processes look what is due. It stays when its subscription is
-- removed. `at` is when it was posted, skipped or failed. `turn` is how many of its server waited before it, and how
-- often it was put back. `owner` is the voice that posts it, and `claim` one taking of several; of what was posted it is
-- 'follows' as long as the owner has still to do what follows it. `content`, `told` (its keys) and the messages are empty
-- as long as there are none. Its question is closed at `closed_at`.
CREATE TABLE daily_post (
    id TEXT NOT NULL PRIMARY KEY,
    subscription TEXT NOT NULL,
    platform TEXT NOT NULL,
    server TEXT NOT NULL,
    place TEXT NOT NULL,
    day TEXT NOT NULL,
    due_at DOUBLE PRECISION NOT NULL,
    turn BIGINT NOT NULL,
    not_before DOUBLE PRECISION NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'posting', 'posted', 'skipped', 'failed')),
    owner TEXT,
    claim TEXT,
    content TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    told TEXT NOT NULL DEFAULT '',
    day_message TEXT NOT NULL DEFAULT '',
    question_message TEXT NOT NULL DEFAULT '',
    previous TEXT NOT NULL DEFAULT '',
    closed_at DOUBLE PRECISION,
    at DOUBLE PRECISION,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (subscription, day),
    CHECK ((at IS NULL) = (state IN ('waiting', 'posting')))
);
CREATE INDEX daily_post_waiting ON daily_post (platform, turn, due_at, id) WHERE state = 'waiting';
CREATE INDEX daily_post_posting ON daily_post (platform, owner) WHERE state = 'posting';
CREATE INDEX daily_post_follows ON daily_post (platform) WHERE claim = 'follows';
CREATE INDEX daily_post_server ON daily_post (platform, server, at);
CREATE INDEX daily_post_settled ON daily_post (at, state) WHERE at IS NOT NULL;
CREATE INDEX daily_post_told ON daily_post (platform, place, day) WHERE told <> '';
CREATE INDEX daily_post_question ON daily_post (subscription, day) WHERE closed_at IS NULL AND content <> '';

-- What was answered to a question of the day: the first answer of each person.
CREATE TABLE daily_answer (
    post TEXT NOT NULL REFERENCES daily_post (id),
    platform TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    server TEXT NOT NULL,
    place TEXT NOT NULL,
    credit DOUBLE PRECISION NOT NULL CHECK (credit BETWEEN 0 AND 1),
    response TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (post, person)
);
CREATE INDEX daily_answer_place ON daily_answer (platform, place, at);
CREATE INDEX daily_answer_person ON daily_answer (platform, person);
CREATE INDEX daily_answer_server ON daily_answer (platform, server);

-- When it was last looked what is due, by whichever process: one row.
CREATE TABLE daily_tick (
    name TEXT NOT NULL PRIMARY KEY,
    at DOUBLE PRECISION NOT NULL
);
