-- about: knowledge
-- title: Stale articles
-- unit: share
-- asks: Of the articles that are neither archived nor duplicates, the share whose review was due before today.
-- cannot know: Whether an overdue article is wrong. One that says neither when it was created nor reviewed counts as not due.
-- parts: owner
-- reads: articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT coalesce(nullif(owner, ''), 'no owner') AS part, id, title, confidence, review_due,
       coalesce(review_due < getvariable('today'), false)::INT AS value
FROM articles
WHERE confidence <> 'archived' AND duplicate_of = '';

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
