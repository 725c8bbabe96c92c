-- about: lessons
-- title: Lessons recurred
-- unit: share
-- asks: Of all lessons, the share that came back after their action was applied, found by a harvest or marked by somebody, as it stands today.
-- cannot know: What came back and no detector looks for.
-- parts: phase
-- reads: lessons
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT coalesce(nullif(phase, ''), 'no phase') AS part, id, title, status, owner, due,
       (status = 'recurred')::INT AS value
FROM lessons;

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
