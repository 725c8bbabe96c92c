-- about: knowledge
-- title: Link rate
-- unit: share
-- asks: Of the incidents resolved in the period, the share that an article names as its evidence.
-- cannot know: Whether the article was used to resolve the incident, or linked by a harvest afterwards.
-- parts: assignment group
-- reads: incidents, links
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, resolved_at,
       article, (article IS NOT NULL)::INT AS value
FROM incidents LEFT JOIN answered ON incident = ref
WHERE is_counted(resolved_at);

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
