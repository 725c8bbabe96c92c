-- about: readers
-- title: Votes that it helped
-- unit: share
-- asks: Of the votes on articles in the period, the share that says it helped.
-- cannot know: What readers think who did not vote; most do not.
-- parts: article
-- reads: votes, articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(day) AS period, article AS part, coalesce(title, article) AS title, votes.audience, day,
       helped::INT AS value
FROM votes LEFT JOIN articles ON article = id
WHERE is_counted(day);

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
