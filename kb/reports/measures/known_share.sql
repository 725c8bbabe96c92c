-- about: knowledge
-- title: Known problems (new versus known)
-- unit: share
-- asks: Of the incidents opened in the period and resolved since, the share whose problem was known: another incident of its group had been resolved before it was opened. The others are new.
-- cannot know: What was known before the ledger begins or was written down nowhere, incidents that are still open, and whether incidents of one group truly are one problem.
-- parts: assignment group
-- reads: incidents, groups
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH solved AS (
  SELECT group_id, min(resolved_at) AS known_since
  FROM groups JOIN incidents ON incident = ref
  WHERE resolved_at >= opened_at
  GROUP BY group_id
), known AS (
  SELECT incident, min(known_since) AS known_since
  FROM groups LEFT JOIN solved USING (group_id)
  GROUP BY incident
)
SELECT period_of(opened_at) AS period, team AS part, ref, summary, opened_at, known_since,
       coalesce(known_since < opened_at, false)::INT AS value
FROM known JOIN incidents ON incident = ref
WHERE is_counted(opened_at);

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
