-- title: Open incidents of priority 2
-- asks: How many incidents of priority 2 were open at the end of the day.
-- better: lower
-- green: 0
-- amber: 3
-- limit: at most {} open
-- whole: none open
-- cannot know: What happened since the last export: an incident is open until an export says otherwise.
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT opened_at, ref, summary, team, date_diff('day', opened_at::DATE, getvariable('today')) AS days_open
FROM still_open
WHERE priority = 2;

SELECT CASE WHEN EXISTS (FROM recorded) THEN count(*) END AS value,
       if(EXISTS (FROM recorded), format('{:,} open', count(*)), 'There is no record of any incident') AS told,
       (SELECT format('Open without a priority, and not counted here: {:,}.', count(*)) FROM still_open
        WHERE priority IS NULL HAVING count(*) > 0) AS remark
FROM rows_behind;
