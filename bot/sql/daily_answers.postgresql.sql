-- name: add_daily_answer(post, platform, person, name, server, place, credit, response, at)!
-- Nothing is written unless the question is open. Its row is held until the commit, so that it is not closed in between;
-- and nothing is waited for where it is just being closed.
INSERT INTO daily_answer (post, platform, person, name, server, place, credit, response, at)
SELECT post.id, :platform, :person, :name, :server, :place, :credit, :response, :at
FROM daily_post AS post
WHERE post.id = :post AND post.closed_at IS NULL AND post.content <> ''
FOR KEY SHARE OF post SKIP LOCKED
ON CONFLICT (post, person) DO NOTHING;
