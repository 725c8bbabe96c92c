-- about: incidents
-- title: Backlog by age
-- unit: incidents
-- asks: How many incidents are open today, by the days since they were opened.
-- cannot know: What happened since the last export: the ledger tells an incident open until an export says otherwise.
-- parts: age
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT CASE
         WHEN opened_at IS NULL THEN 'no date'
         WHEN date_diff('day', opened_at::DATE, getvariable('today')) <= 7 THEN '00–07 days'
         WHEN date_diff('day', opened_at::DATE, getvariable('today')) <= 30 THEN '08–30 days'
         WHEN date_diff('day', opened_at::DATE, getvariable('today')) <= 90 THEN '31–90 days'
         ELSE '91 days or more' END AS part,
       opened_at, ref, summary, team
FROM incidents
WHERE status = 'open' AND (opened_at IS NULL OR opened_at::DATE <= getvariable('today'));

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, count(*) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
