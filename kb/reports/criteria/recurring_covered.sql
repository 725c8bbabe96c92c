-- title: Recurring problems with an answer
-- asks: Of the problems that came up often enough for an article, how many have one with an answer in it.
-- better: higher
-- green: 0.9
-- amber: 0.8
-- limit: at least {}
-- whole: all
-- cannot know: Whether the answer is right, and whether incidents of one group truly are one problem.
-- reads: incidents, groups, articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH sized AS (
  SELECT any_value(article) AS article, count(*) AS incidents,
         first(team ORDER BY opened_at NULLS LAST, ref) AS team,
         first(ref ORDER BY opened_at NULLS LAST, ref) AS first_incident,
         first(summary ORDER BY opened_at NULLS LAST, ref) AS summary
  FROM groups JOIN recorded ON incident = ref
  GROUP BY group_id
  HAVING count(*) >= getvariable('min_incidents')
)
SELECT coalesce(has_answer, false) AS met, sized.incidents, first_incident, summary, team, article, title
FROM sized LEFT JOIN offered ON article = id;

SELECT CASE WHEN count(*) > 0 THEN avg(met::INT)
            WHEN EXISTS (FROM recorded WHERE resolved_at IS NOT NULL) THEN 1 END AS value,
       CASE WHEN count(*) > 0 THEN format('{:,} of {:,} recurring problems', count(*) FILTER (met), count(*))
            WHEN EXISTS (FROM recorded WHERE resolved_at IS NOT NULL) THEN 'No problem came up often enough for an article'
            ELSE 'No resolved incident is recorded' END AS told,
       NULL AS remark
FROM rows_behind;
