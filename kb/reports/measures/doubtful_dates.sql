-- about: incidents
-- title: Incidents with doubtful dates
-- unit: incidents
-- asks: How many records have dates that cannot be right, or miss one that other measures need, as it stands today.
-- cannot know: Dates that are wrong and look right.
-- parts: what is wrong
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT reason AS part, ref, summary, status, opened_at, resolved_at
FROM (
  SELECT *, unnest([
    CASE WHEN opened_at IS NULL THEN 'no opening date' END,
    CASE WHEN opened_at::DATE > getvariable('today') THEN 'opened in the future' END,
    CASE WHEN resolved_at::DATE > getvariable('today') THEN 'resolved in the future' END,
    CASE WHEN resolved_at < opened_at THEN 'resolved before it was opened' END,
    CASE WHEN status IN ('resolved', 'closed') AND resolved_at IS NULL THEN 'no date of its resolution' END
  ]) AS reason
  FROM incidents
)
WHERE reason IS NOT NULL;

SELECT 'all' AS period, if(grouping(part) = 1, '', part) AS part, count(DISTINCT ref) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (part)
ORDER BY ALL;
