-- title: Trend of new incidents
-- asks: How many incidents were opened in the last four whole weeks, against the four before. A week is whole when the records reach its Sunday and that is past; since go-live there may be fewer, then both sides get fewer. The rise is counted in what chance makes: the square root of both numbers together, by which two counts of the same thing differ.
-- better: lower
-- green: 0
-- amber: 2
-- limit: a rise of at most {} times what chance makes
-- whole: no rise
-- cannot know: Incidents that nobody recorded, and why there are more or fewer: a holiday and a month's end look like any week.
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH days AS (
  SELECT date_trunc('week', least(max(moment)::DATE + 1, getvariable('today')))::DATE AS ends,
         date_trunc('week', greatest((SELECT min(opened_at)::DATE FROM recorded),
                                     CASE WHEN getvariable('hypercare') <= getvariable('today')
                                          THEN getvariable('hypercare') END) + 6)::DATE AS begins
  FROM moments
  HAVING EXISTS (FROM recorded WHERE opened_at IS NOT NULL)
), weeks AS (
  SELECT ends - 7 * number::INT AS monday, number <= half AS is_last
  FROM (SELECT ends, least(4, (ends - begins) // 14) AS half FROM days),
       unnest(generate_series(1, 2 * half)) AS told(number)
)
SELECT strftime(monday, '%G-W%V') AS week, if(is_last, 'last', 'before') AS part, opened_at, ref, summary, team
FROM weeks LEFT JOIN recorded
  ON opened_at::DATE BETWEEN monday AND monday + 6 AND status NOT IN ('cancelled', 'merged');

WITH counted AS (
  SELECT count(DISTINCT week) // 2 AS weeks, count(ref) FILTER (part = 'last') AS last,
         count(ref) FILTER (part = 'before') AS before
  FROM rows_behind
)
SELECT CASE WHEN weeks > 0 THEN (last - before) / greatest(sqrt(last + before), 1) END AS value,
       CASE weeks WHEN 0 THEN 'There are not two whole weeks to compare'
                  WHEN 1 THEN format('{:,} in the last whole week, {:,} in the one before', last, before)
                  ELSE format('{:,} in the last {} whole weeks, {:,} in the {} before', last, weeks, before, weeks) END AS told,
       (SELECT 'By week: ' || string_agg(format('{} {:,}', week, opened), ', ' ORDER BY week) || '.'
        FROM (SELECT week, count(ref) AS opened FROM rows_behind GROUP BY week)) AS remark
FROM counted;
