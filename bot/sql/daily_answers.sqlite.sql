-- name: add_daily_answer(post, platform, person, name, server, place, credit, response, at)!
-- Nothing is written unless the question is open. SQLite has one writer at a time.
INSERT INTO daily_answer (post, platform, person, name, server, place, credit, response, at)
SELECT post.id, :platform, :person, :name, :server, :place, :credit, :response, :at
FROM daily_post AS post
WHERE post.id = :post AND post.closed_at IS NULL AND post.content <> ''
ON CONFLICT (post, person) DO NOTHING;
