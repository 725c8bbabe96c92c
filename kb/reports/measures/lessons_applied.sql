-- about: lessons
-- title: Lessons applied
-- unit: share
-- asks: Of all lessons, the share whose action was applied or found effective, as it stands today.
-- cannot know: Whether the action was the right one, and what was learned without being written down.
-- parts: phase
-- reads: lessons
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT coalesce(nullif(phase, ''), 'no phase') AS part, id, title, status, owner, due,
       (status IN ('applied', 'effective'))::INT AS value
FROM lessons;

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
