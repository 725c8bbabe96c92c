-- about: knowledge
-- title: Replay: found in the first three
-- unit: share
-- asks: Of the incidents opened in the period that a replay asked, the share whose article, as Git held it then, was among the first three hits for whoever asked; one that nothing answers to this day was not.
-- cannot know: Whether the requestor would have searched, read and followed it, and what changed since the last kb replay.
-- parts: assignment group
-- reads: incidents, replay
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(opened_at) AS period, team AS part, ref, summary, opened_at, audience, article, existed, rank,
       coalesce(rank <= 3, false)::INT AS value
FROM replay JOIN incidents ON incident = ref
WHERE is_counted(opened_at);

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
