-- about: knowledge
-- title: Coverage
-- unit: share
-- asks: Of the groups of resolved incidents that are large enough for an article, the share that has one with an answer in it, as it stands today.
-- cannot know: Whether the answer is right, and whether incidents of one group truly are one problem. Groups smaller than harvest.min_incidents are left out.
-- parts: assignment group of the first incident
-- reads: incidents, groups, articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH sized AS (
  SELECT group_id, any_value(article) AS article, count(*) AS incidents,
         first(team ORDER BY opened_at NULLS LAST, ref) AS team,
         first(summary ORDER BY opened_at NULLS LAST, ref) AS summary
  FROM groups JOIN incidents ON incident = ref
  GROUP BY group_id
  HAVING count(*) >= getvariable('min_incidents')
)
SELECT team AS part, group_id, summary, sized.incidents, article,
       coalesce(has_answer AND confidence <> 'archived', false)::INT AS value
FROM sized LEFT JOIN articles ON article = id;

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
