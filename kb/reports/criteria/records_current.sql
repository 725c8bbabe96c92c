-- title: Age of the newest record
-- asks: How many days before the day of this scorecard the newest record of an incident was made or changed. All else is told of the records; what they do not reach is not seen.
-- better: lower
-- green: 3
-- amber: 7
-- limit: at most {} days
-- whole: on the day itself
-- cannot know: Whether one system's export ends earlier because nothing happened there, or because nobody exported it.
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT max(moment)::DATE AS newest, split_part(ref, ':', 1) AS system, count(DISTINCT ref) AS incidents,
       date_diff('day', max(moment)::DATE, getvariable('today')) AS days_before
FROM moments
GROUP BY system;

SELECT min(days_before) AS value,
       coalesce(strftime(max(newest), '%-d %B %Y') || format(', {:,} {} before', min(days_before), if(min(days_before) = 1, 'day', 'days')), 'No record has a date') AS told,
       NULL AS remark
FROM rows_behind;
