-- about: incidents
-- title: SLA attainment
-- unit: share
-- asks: Of the incidents resolved in the period whose record says whether it kept its service level, the share that did.
-- cannot know: The agreed times themselves, incidents whose export does not say, and those that are overdue and still open.
-- parts: assignment group
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, resolved_at, sla_met, sla_met::INT AS value
FROM incidents
WHERE is_counted(resolved_at) AND sla_met IS NOT NULL;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
