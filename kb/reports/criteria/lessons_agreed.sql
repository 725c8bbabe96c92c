-- title: Lessons with agreed actions
-- asks: How many lessons are not taken care of: no action agreed, agreed without an owner and a day, overdue, or recurred.
-- better: lower
-- green: 0
-- amber: 2
-- limit: at most {} not
-- whole: all taken care of
-- cannot know: What was learned without being written down, and whether an action is the right one.
-- reads: lessons
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT why = '' AS met, id, title, status, owner, due, why
FROM (
  SELECT *, concat_ws(', ',
    CASE WHEN status IN ('observed', 'validated') THEN 'no action agreed' END,
    CASE WHEN status = 'recurred' THEN 'it recurred' END,
    CASE WHEN status = 'action-agreed' AND owner = '' THEN 'nobody owns the action' END,
    CASE WHEN status = 'action-agreed' AND due IS NULL THEN 'no day agreed' END,
    CASE WHEN status NOT IN ('applied', 'effective') AND due < getvariable('today') THEN 'overdue' END) AS why
  FROM lessons
  WHERE coalesce(observed_on <= getvariable('today'), true)
);

SELECT CASE WHEN count(*) > 0 THEN count(*) FILTER (NOT met) END AS value,
       if(count(*) > 0, format('{:,} of {:,} lessons', count(*) FILTER (met), count(*)),
          'No lesson is written down') AS told,
       NULL AS remark
FROM rows_behind;
