-- title: Answers that support finds
-- asks: Of the incidents opened in the eight weeks up to the day that an article answers, for how many support would have found it among the first three hits, as the knowledge base stood when they were opened.
-- better: higher
-- green: 0.8
-- amber: 0.6
-- limit: at least {}
-- whole: all
-- cannot know: Whether anybody searches, reads and follows it.
-- reads: incidents, replay
CREATE OR REPLACE TEMP VIEW asked AS
SELECT coalesce(rank_for_support <= 3, false) AS met, opened_at, ref, summary, team, article,
       existed_for_support AS article_stood, rank_for_support AS place
FROM replay JOIN recorded ON incident = ref
WHERE opened_at::DATE > getvariable('today') - 56;

CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT * FROM asked WHERE article IS NOT NULL;

SELECT avg(met::INT) AS value,
       CASE WHEN count(*) > 0 THEN format('{:,} of {:,} incidents', count(*) FILTER (met), count(*))
            ELSE 'No incident of these eight weeks has an answer to find' END AS told,
       (SELECT format('Asked as well, and answered by no article to this day: {:,}.', count(*))
        FROM asked WHERE article IS NULL HAVING count(*) > 0) AS remark
FROM rows_behind;
