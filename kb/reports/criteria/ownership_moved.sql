-- title: Articles owned by who takes over
-- asks: Of the articles that readers are offered, how many belong to somebody who keeps them after hypercare, by the list of who takes over.
-- better: higher
-- green: 1
-- amber: 0.9
-- limit: at least {}
-- whole: all
-- cannot know: Whether the new owner has accepted them.
-- reads: articles, training
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT owner <> '' AND goes_to = '' AS met, id, title, owner, goes_to
FROM offered
WHERE EXISTS (FROM training WHERE takes_over);

SELECT avg(met::INT) AS value,
       CASE WHEN count(*) > 0 THEN format('{:,} of {:,} articles', count(*) FILTER (met), count(*))
            WHEN EXISTS (FROM training WHERE takes_over) THEN 'There is no article to take over'
            ELSE 'Nobody said who takes over (phases.owners)' END AS told,
       NULL AS remark
FROM rows_behind;
