-- title: Known errors with workaround and owner
-- asks: How many known errors have no workaround, or nobody who owns them.
-- better: lower
-- green: 0
-- amber: 1
-- limit: at most {} without
-- whole: none without one
-- cannot know: Known errors that nobody wrote down as such, and whether a workaround is bearable.
-- reads: articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT has_answer AND owner <> '' AS met, id, title, has_answer AS has_workaround, owner, confidence
FROM offered
WHERE type = 'known-error';

SELECT count(*) FILTER (NOT met) AS value,
       if(count(*) > 0, format('{:,} of {:,} known errors', count(*) FILTER (met), count(*)),
          'No article is a known error') AS told,
       NULL AS remark
FROM rows_behind;
