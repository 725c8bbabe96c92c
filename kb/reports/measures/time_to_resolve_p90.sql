-- about: incidents
-- title: Time to resolve, nine of ten
-- unit: hours
-- asks: The hours from opened to resolved within which nine of ten of the incidents resolved in the period were; it is the time of one of them.
-- cannot know: Waiting for the requestor and hours outside service, which are counted as they pass. An incident resolved before it was opened is left out.
-- parts: assignment group
-- reads: incidents
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, opened_at, resolved_at,
       date_sub('second', opened_at, resolved_at) AS seconds
FROM incidents
WHERE is_counted(resolved_at) AND resolved_at >= opened_at;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       quantile_disc(seconds, 0.9) / 3600 AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
