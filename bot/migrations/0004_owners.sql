-- Which process speaks for an open quiz, where several share a platform: the name of its voice. Empty (NULL) where no
-- process does: nothing happens in the quiz by itself, or the platform's quizzes are not shared. wishes counts how often
-- another process asked for it to be shown again.
ALTER TABLE quiz ADD COLUMN owner TEXT;
ALTER TABLE quiz ADD COLUMN wishes BIGINT NOT NULL DEFAULT 0;

-- The processes that speak for quizzes, and until when each is known to live: by the database's own clock, since those
-- of the processes may differ. Times are seconds since 1970-01-01 00:00 UTC.
CREATE TABLE voice (
    id TEXT NOT NULL PRIMARY KEY,
    until DOUBLE PRECISION NOT NULL
);
