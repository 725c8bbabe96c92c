-- about: knowledge
-- title: Time to publish
-- unit: days
-- asks: The days from the first resolution of an article's incidents until Git held it as not-validated or validated; the median of the articles that came that far in the period.
-- cannot know: What is not committed, and when a reader first saw it. An article that was there before its first incident was resolved is left out.
-- parts: owner
-- reads: incidents, links, articles, states
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH solved AS (
  SELECT article, min(resolved_at) AS resolved_at
  FROM links JOIN incidents ON incident = ref
  GROUP BY article
), reached AS (
  SELECT article, min(begins) AS published_at
  FROM states WHERE confidence IN ('not-validated', 'validated')
  GROUP BY article
)
SELECT period_of(published_at) AS period, coalesce(nullif(owner, ''), 'no owner') AS part, article, title,
       resolved_at, published_at, date_sub('second', resolved_at, published_at) AS seconds
FROM solved JOIN reached USING (article) JOIN articles ON article = id
WHERE is_counted(published_at) AND published_at >= resolved_at;

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       quantile_disc(seconds, 0.5) / 86400 AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
