-- A quiz is kept as its set-up and its moves; what happened is found again by playing them.
-- Times are seconds since 1970-01-01 00:00 UTC.
CREATE TABLE quiz (
    id TEXT NOT NULL PRIMARY KEY,
    platform TEXT NOT NULL,
    place TEXT NOT NULL,
    pack TEXT NOT NULL,
    setup TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    closed_at DOUBLE PRECISION,
    closed_how TEXT,
    CHECK ((closed_at IS NULL) = (closed_how IS NULL))
);

-- One open quiz a place.
CREATE UNIQUE INDEX quiz_open ON quiz (platform, place) WHERE closed_at IS NULL;

-- The key lets one move have each number, whoever comes first.
CREATE TABLE move (
    quiz_id TEXT NOT NULL REFERENCES quiz (id),
    number BIGINT NOT NULL CHECK (number >= 0),
    move TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (quiz_id, number)
);

-- The questions that a place has been asked, so that its next quiz prefers others.
CREATE TABLE seen (
    platform TEXT NOT NULL,
    place TEXT NOT NULL,
    question TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (platform, place, question)
);
