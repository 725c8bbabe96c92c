-- about: knowledge
-- title: Recurrence
-- unit: incidents
-- asks: How many incidents an article answers that were opened on a day after it was created: the problem came again although the article was there.
-- cannot know: Whether the article can remove the cause at all; many say that it does not, which is a matter for problem management.
-- parts: article
-- reads: incidents, links, articles
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of(opened_at) AS period, article AS part, title, created, ref, summary, opened_at
FROM links JOIN incidents ON incident = ref JOIN articles ON article = id
WHERE is_counted(opened_at) AND opened_at::DATE > created;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       count(*) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
