-- name: enter_voice(id, seconds)!
INSERT INTO voice (id, until)
VALUES (:id, (julianday('now') - 2440587.5) * 86400.0 + :seconds);

-- name: renew_voice(id, seconds)!
-- Who was late stays dead: somebody may have seen it already.
UPDATE voice SET until = (julianday('now') - 2440587.5) * 86400.0 + :seconds
WHERE id = :id AND until > (julianday('now') - 2440587.5) * 86400.0;

-- name: bury_voices()!
-- No lease is as long as an hour: that one was given by a clock that was wrong.
DELETE FROM voice WHERE until <= (julianday('now') - 2440587.5) * 86400.0
OR until > (julianday('now') - 2440587.5) * 86400.0 + 3600;

-- name: hold_quiz()
-- A write transaction of SQLite is the only one: there is nothing more to hold.
SELECT 1;

-- name: news(known)
-- Of quizzes, each with the number of moves that are known: who owns it, whether it is closed, and the further moves.
SELECT quiz.id, quiz.owner, quiz.closed_at IS NOT NULL, quiz.wishes, move.number, move.move
FROM json_each(:known) AS known
JOIN quiz ON quiz.id = known.key
LEFT JOIN move ON move.quiz_id = quiz.id AND move.number >= known.value
ORDER BY quiz.id, move.number;
