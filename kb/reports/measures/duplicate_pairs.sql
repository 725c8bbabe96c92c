-- about: knowledge
-- title: Pairs of articles that look like one
-- unit: pairs
-- asks: How many pairs of articles are so alike in title, issue and resolution that they may be one, as it stands today.
-- cannot know: Whether they are: two environments may well need two articles.
-- parts: owner of the one to keep
-- reads: articles, twins
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT coalesce(nullif(owner, ''), 'no owner') AS part, keep, title, other, likeness
FROM twins JOIN articles ON keep = id;

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, count(*) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
