-- title: Service levels kept
-- asks: Of the incidents resolved in the four weeks up to the day whose record says whether it kept its service level, how many did.
-- better: higher
-- green: 0.95
-- amber: 0.9
-- limit: at least {}
-- whole: all
-- cannot know: The agreed times themselves, incidents whose export does not say, and those that are overdue and still open.
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT sla_met AS met, resolved_at, ref, summary, team, priority
FROM recorded
WHERE sla_met IS NOT NULL AND resolved_at::DATE BETWEEN getvariable('today') - 27 AND getvariable('today');

SELECT avg(met::INT) AS value,
       if(count(*) > 0, format('{:,} of {:,} incidents', count(*) FILTER (met), count(*)),
          'No record of these four weeks says whether it kept its service level') AS told,
       NULL AS remark
FROM rows_behind;
