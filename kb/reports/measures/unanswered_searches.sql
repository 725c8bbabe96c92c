-- about: readers
-- title: Searches without an answer
-- unit: searches
-- asks: How many searches found nothing in the period, as far as kb serve kept them.
-- cannot know: How many searches there were in all, searches on a site that kb serve does not answer, and what was found and did not help.
-- parts: audience
-- reads: misses
CREATE OR REPLACE TEMP VIEW rows_behind AS
SELECT period_of("at") AS period, audience AS part, query, "at", times
FROM misses
WHERE is_counted("at");

SELECT if(grouping(period) = 1, 'all', period) AS period, if(grouping(part) = 1, '', part) AS part,
       coalesce(sum(times), 0) AS value, count(*) AS n
FROM rows_behind
GROUP BY CUBE (period, part)
ORDER BY ALL;
