-- about: incidents
-- title: Reopen rate
-- unit: share
-- asks: Of the incidents resolved in the period whose record says how often it was opened again, the share that was at least once.
-- cannot know: When it was opened again, and incidents whose export does not say.
-- parts: assignment group
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, resolved_at, reopen_count,
       (reopen_count > 0)::INT AS value
FROM incidents
WHERE is_counted(resolved_at) AND reopen_count IS NOT NULL;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
