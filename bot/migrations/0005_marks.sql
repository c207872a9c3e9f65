-- What each person got, for themselves: their latest answer to each question, and the quizzes they played. `server` is
-- where that was, so that it goes with the server; empty where there is none. Times are seconds since 1970-01-01 00:00
-- UTC.
CREATE TABLE mark (
    platform TEXT NOT NULL,
    person TEXT NOT NULL,
    question TEXT NOT NULL,
    server TEXT NOT NULL,
    credit DOUBLE PRECISION NOT NULL CHECK (credit BETWEEN 0 AND 1),
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (platform, person, question)
);
CREATE INDEX mark_server ON mark (platform, server);

-- `counted` questions of the quiz counted, of which the person got `correct` wholly right.
CREATE TABLE played (
    platform TEXT NOT NULL,
    person TEXT NOT NULL,
    quiz_id TEXT NOT NULL,
    server TEXT NOT NULL,
    place TEXT NOT NULL,
    points BIGINT NOT NULL,
    correct BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    players BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (platform, person, quiz_id)
);
CREATE INDEX played_server ON played (platform, server);
