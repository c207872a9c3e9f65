-- name: enter_voice(id, seconds)!
INSERT INTO voice (id, until)
VALUES (:id, extract(epoch FROM clock_timestamp()) + CAST(:seconds AS DOUBLE PRECISION));

-- name: renew_voice(id, seconds)!
-- Who was late stays dead: somebody may have seen it already.
UPDATE voice SET until = extract(epoch FROM clock_timestamp()) + CAST(:seconds AS DOUBLE PRECISION)
WHERE id = :id AND until > extract(epoch FROM clock_timestamp());

-- name: bury_voices()!
-- No lease is as long as an hour: that one was given by a clock that was wrong.
DELETE FROM voice WHERE until <= extract(epoch FROM clock_timestamp())
OR until > extract(epoch FROM clock_timestamp()) + 3600;

-- name: hold_quiz(quiz_id)
-- Held until the commit, so that what the next statement sees of it stays as it is.
SELECT 1 FROM quiz WHERE id = :quiz_id FOR UPDATE;

-- name: news(known)
-- Of quizzes, each with the number of moves that are known: who owns it, whether it is closed, and the further moves.
SELECT quiz.id, quiz.owner, quiz.closed_at IS NOT NULL, quiz.wishes, move.number, move.move
FROM json_each_text(CAST(:known AS JSON)) AS known (id, number)
JOIN quiz ON quiz.id = known.id
LEFT JOIN move ON move.quiz_id = quiz.id AND move.number >= CAST(known.number AS BIGINT)
ORDER BY quiz.id, move.number;
