-- name: daily_answer(post, person)
SELECT post, platform, person, name, server, place, credit, response, at FROM daily_answer
WHERE post = :post AND person = :person;

-- name: question_is_open(post)
SELECT 1 FROM daily_post WHERE id = :post AND closed_at IS NULL AND content <> '';

-- name: count_daily_answers(post)
SELECT COUNT(*), COUNT(CASE WHEN credit >= 1 THEN 1 END) FROM daily_answer WHERE post = :post;

-- name: right_daily_answers(post, most)
SELECT name FROM daily_answer WHERE post = :post AND credit >= 1 ORDER BY at, person LIMIT :most;

-- name: chosen_daily_answers(post, most)
SELECT response, COUNT(*) FROM daily_answer WHERE post = :post
GROUP BY response ORDER BY COUNT(*) DESC, response LIMIT :most;

-- name: daily_table(platform, place, since)
SELECT person, MAX(CASE WHEN nth = 1 THEN name END), SUM(credit), COUNT(CASE WHEN credit >= 1 THEN 1 END), COUNT(*)
FROM (
    SELECT person, name, credit, ROW_NUMBER() OVER (PARTITION BY person ORDER BY at DESC, post) AS nth
    FROM daily_answer WHERE platform = :platform AND place = :place AND at >= :since
) AS answer
GROUP BY person
ORDER BY SUM(credit) DESC, COUNT(*), person;

-- name: forget_daily_answers(platform, server)
DELETE FROM daily_answer WHERE platform = :platform AND server = :server RETURNING 1;

-- name: forget_person_daily_answers(platform, person)
DELETE FROM daily_answer WHERE platform = :platform AND person = :person RETURNING 1;
