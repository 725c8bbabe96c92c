-- about: readers
-- title: Satisfaction
-- unit: share
-- asks: Of the incidents resolved in the period that hold an answer on satisfaction, the share that is satisfied: good, satisfied, or 4 and 5 of 5; of several answers the worst counts.
-- cannot know: What those think who were not asked or did not answer, and answers in other words or on another scale, which are left out.
-- parts: assignment group
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH answers AS (
  SELECT ref, lower(trim(field[1])) AS name, lower(trim(field[2])) AS answer
  FROM incidents, unnest(extra) AS told(field)
), read AS (
  SELECT ref, name, answer, CASE
           WHEN answer IN ('good', 'goodwithcomment', 'satisfied', 'very satisfied', 'extremely satisfied') THEN 1
           WHEN answer IN ('bad', 'badwithcomment', 'dissatisfied', 'very dissatisfied', 'extremely dissatisfied',
                           'unsatisfied', 'not satisfied', 'neutral') THEN 0
           WHEN regexp_full_match(answer, '[1-5](\.0+)?( ?/ ?5| of 5| ?- ?.*)?') THEN (answer[1] >= '4')::INT
           END AS value
  FROM answers
  WHERE (name LIKE '%satisf%' OR name LIKE '%csat%') AND NOT regexp_matches(name, '[._ ](id|date|at|comment|reason)$')
)
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, resolved_at,
       string_agg(name || ': ' || answer, ', ' ORDER BY name, answer) AS answers, min(value) AS value
FROM read JOIN incidents USING (ref)
WHERE is_counted(resolved_at) AND value IS NOT NULL
GROUP BY ALL;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
