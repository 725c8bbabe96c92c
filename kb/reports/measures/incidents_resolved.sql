-- about: incidents
-- title: Incidents resolved
-- unit: incidents
-- asks: How many incidents were resolved in the period, by the last date their record gives.
-- cannot know: An earlier resolution of one that was opened again, and resolved ones whose record has no date of it.
-- parts: assignment group
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, status, resolved_at
FROM incidents
WHERE is_counted(resolved_at);

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       count(*) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
