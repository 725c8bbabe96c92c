-- about: incidents
-- title: Incidents opened
-- unit: incidents
-- asks: How many incidents were opened in the period; cancelled and merged ones are left out.
-- cannot know: Incidents that nobody recorded, those that no export held, and those whose record has no opening date.
-- parts: assignment group
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(opened_at) AS period, team AS part, ref, summary, status, opened_at
FROM incidents
WHERE is_counted(opened_at) AND status NOT IN ('cancelled', 'merged');

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       count(*) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
