-- about: knowledge
-- title: Time to validate
-- unit: days
-- asks: The days from when Git first held an article as not-validated or validated until it held it as validated; the median of the articles validated in the period.
-- cannot know: What is not committed, and articles that are not validated yet, which may wait for longer. One that Git first holds as validated counts as 0 days.
-- parts: owner
-- reads: articles, states
CREATE OR REPLACE TEMP VIEW rows_behind AS
WITH reached AS (
  SELECT article, min(begins) AS published_at,
         min(begins) FILTER (confidence = 'validated') AS validated_at
  FROM states WHERE confidence IN ('not-validated', 'validated')
  GROUP BY article
)
SELECT period_of(validated_at) AS period, coalesce(nullif(owner, ''), 'no owner') AS part, article, title,
       published_at, validated_at, date_sub('second', published_at, validated_at) AS seconds
FROM reached JOIN articles ON article = id
WHERE is_counted(validated_at);

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       quantile_disc(seconds, 0.5) / 86400 AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
