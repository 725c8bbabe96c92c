-- about: knowledge
-- title: Reuse (create versus reuse)
-- unit: share
-- asks: Of the links between an article and an incident resolved in the period, the share where the article had been created on a day before the incident was opened: reuse. The others created the article, or came before it.
-- cannot know: Whether anybody read the article; the order of what happened on one day; articles that do not say when they were created are left out.
-- parts: assignment group
-- reads: incidents, links, articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(resolved_at) AS period, team AS part, ref, summary, opened_at, article, title, created,
       (created < opened_at::DATE)::INT AS value
FROM links JOIN incidents ON incident = ref JOIN articles ON article = id
WHERE is_counted(resolved_at) AND opened_at IS NOT NULL AND created IS NOT NULL;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       avg(value) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
