-- title: Training of who takes over
-- asks: Of the teams that take over articles, how many were trained by the day.
-- better: higher
-- green: 1
-- amber: 0.5
-- limit: at least {}
-- whole: all
-- cannot know: Who of a team came, and what they remember.
-- reads: training
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT coalesce("on" <= getvariable('today'), false) AS met, team, "on", "by", people
FROM training
WHERE takes_over;

WITH teams AS (SELECT team, bool_or(met) AS met FROM rows_behind GROUP BY team)
SELECT avg(met::INT) AS value,
       if(count(*) > 0, format('{:,} of {:,} teams', count(*) FILTER (met), count(*)),
          'Nobody said who takes over (phases.owners)') AS told,
       (SELECT 'Trained, and taking over nothing: ' || string_agg(DISTINCT team, ', ' ORDER BY team) || '.'
        FROM training WHERE NOT takes_over) AS remark
FROM teams;
