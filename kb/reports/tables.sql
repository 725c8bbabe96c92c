-- The tables that every measure reads. Run this first, in the folder that holds the .jsonl files.
-- Days are those of UTC. A column that is not named here is not read, and what is no date counts as none.
SET TimeZone = 'UTC';

CREATE OR REPLACE TABLE settings AS
SELECT * FROM read_json('settings.jsonl', format = 'newline_delimited', columns = {
  today: 'DATE', since: 'DATE', until: 'DATE', "by": 'VARCHAR', hypercare: 'DATE', transition: 'DATE', steady: 'DATE',
  min_incidents: 'BIGINT'});

SET VARIABLE today = (SELECT any_value(today) FROM settings);
SET VARIABLE since = (SELECT any_value(since) FROM settings);
SET VARIABLE until = (SELECT any_value("until") FROM settings);
SET VARIABLE period_by = (SELECT any_value("by") FROM settings);
SET VARIABLE hypercare = (SELECT any_value(hypercare) FROM settings);
SET VARIABLE transition = (SELECT any_value(transition) FROM settings);
SET VARIABLE steady = (SELECT any_value(steady) FROM settings);
SET VARIABLE min_incidents = (SELECT any_value(min_incidents) FROM settings);

-- Whether a moment lies in the days asked for; one without a date does not.
CREATE OR REPLACE MACRO is_counted(moment) AS
  coalesce(moment::DATE >= getvariable('since') AND moment::DATE <= getvariable('until'), false);

-- The period of a moment: an ISO week as 2026-W36, a month, a quarter or a phase.
CREATE OR REPLACE MACRO period_of(moment) AS CASE getvariable('period_by')
  WHEN 'month' THEN strftime(moment, '%Y-%m')
  WHEN 'quarter' THEN strftime(moment, '%Y') || '-Q' || quarter(moment)
  WHEN 'phase' THEN CASE
    WHEN moment::DATE >= getvariable('steady') THEN 'steady'
    WHEN moment::DATE >= getvariable('transition') THEN 'transition'
    WHEN moment::DATE >= getvariable('hypercare') THEN 'hypercare'
    ELSE 'before' END
  ELSE strftime(moment, '%G-W%V') END;

-- The ledger's own lines. Resolved is what its record calls resolved or closed.
CREATE OR REPLACE TABLE incidents AS
SELECT ref, summary, status, coalesce(nullif("group", ''), 'no group') AS team,
       try_cast(opened_at AS TIMESTAMP) AS opened_at,
       CASE WHEN status IN ('resolved', 'closed')
            THEN coalesce(try_cast(resolved_at AS TIMESTAMP), try_cast(closed_at AS TIMESTAMP)) END AS resolved_at,
       try_cast(updated_at AS TIMESTAMP) AS updated_at, try_cast(priority AS BIGINT) AS priority,
       try_cast(reopen_count AS BIGINT) AS reopen_count, sla_met, extra
FROM read_json('incidents.jsonl', format = 'newline_delimited', maximum_object_size = 268435456, columns = {
  ref: 'VARCHAR', summary: 'VARCHAR', status: 'VARCHAR', "group": 'VARCHAR', opened_at: 'VARCHAR',
  resolved_at: 'VARCHAR', closed_at: 'VARCHAR', updated_at: 'VARCHAR', priority: 'VARCHAR', reopen_count: 'VARCHAR',
  sla_met: 'BOOLEAN', extra: 'VARCHAR[][]'});

-- Those that today knows of, and those of them that were still open at its end.
CREATE OR REPLACE VIEW recorded AS
SELECT * FROM incidents WHERE opened_at IS NULL OR opened_at::DATE <= getvariable('today');

CREATE OR REPLACE VIEW still_open AS
SELECT * FROM recorded WHERE status = 'open' OR resolved_at::DATE > getvariable('today');

-- Each time of an incident up to today, so that the newest says how far the exports reach.
CREATE OR REPLACE VIEW moments AS
SELECT ref, moment FROM (SELECT ref, unnest([opened_at, resolved_at, updated_at]) AS moment FROM recorded)
WHERE moment::DATE <= getvariable('today');

CREATE OR REPLACE TABLE articles AS
SELECT * FROM read_json('articles.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR', title: 'VARCHAR', path: 'VARCHAR', type: 'VARCHAR', confidence: 'VARCHAR', audience: 'VARCHAR',
  owner: 'VARCHAR', goes_to: 'VARCHAR', created: 'DATE', review_due: 'DATE', has_answer: 'BOOLEAN',
  duplicate_of: 'VARCHAR'});

-- Those that readers are offered today; `goes_to` is who takes over and has not yet.
CREATE OR REPLACE VIEW offered AS
SELECT * FROM articles
WHERE confidence <> 'archived' AND duplicate_of = '' AND coalesce(created <= getvariable('today'), true);

-- Which article answers which incident.
CREATE OR REPLACE TABLE links AS
SELECT * FROM read_json('links.jsonl', format = 'newline_delimited', columns = {
  article: 'VARCHAR', incident: 'VARCHAR'});

-- Each incident that an article answers, once.
CREATE OR REPLACE VIEW answered AS
SELECT incident, min(article) AS article FROM links GROUP BY incident;

-- Incidents one article would answer; those that have one already go by its id, the others by their first incident.
CREATE OR REPLACE TABLE groups AS
SELECT "group" AS group_id, article, incident
FROM read_json('groups.jsonl', format = 'newline_delimited', columns = {
  "group": 'VARCHAR', article: 'VARCHAR', incident: 'VARCHAR'});

-- What each article was, and from when until when, as Git has it; the last one has no end.
CREATE OR REPLACE TABLE states AS
SELECT article, confidence, audience, owner, try_cast("from" AS TIMESTAMP) AS begins, try_cast("until" AS TIMESTAMP) AS ends
FROM read_json('states.jsonl', format = 'newline_delimited', columns = {
  article: 'VARCHAR', confidence: 'VARCHAR', audience: 'VARCHAR', owner: 'VARCHAR', "from": 'VARCHAR', "until": 'VARCHAR'});

-- Searches that found nothing, by the minute.
CREATE OR REPLACE TABLE misses AS
SELECT query, audience, try_cast("at" AS TIMESTAMP) AS "at", times
FROM read_json('misses.jsonl', format = 'newline_delimited', columns = {
  query: 'VARCHAR', audience: 'VARCHAR', "at": 'VARCHAR', times: 'BIGINT'});

CREATE OR REPLACE TABLE votes AS
SELECT * FROM read_json('votes.jsonl', format = 'newline_delimited', columns = {
  article: 'VARCHAR', audience: 'VARCHAR', helped: 'BOOLEAN', day: 'DATE'});

CREATE OR REPLACE TABLE lessons AS
SELECT * FROM read_json('lessons.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR', title: 'VARCHAR', path: 'VARCHAR', status: 'VARCHAR', phase: 'VARCHAR', owner: 'VARCHAR',
  observed_on: 'DATE', due: 'DATE'});

-- Two articles that look like one.
CREATE OR REPLACE TABLE twins AS
SELECT * FROM read_json('twins.jsonl', format = 'newline_delimited', columns = {
  keep: 'VARCHAR', other: 'VARCHAR', likeness: 'DOUBLE'});

-- Who was trained when, by whom, and how many people; who takes over stands here without a day as well.
CREATE OR REPLACE TABLE training AS
SELECT * FROM read_json('training.jsonl', format = 'newline_delimited', columns = {
  team: 'VARCHAR', takes_over: 'BOOLEAN', "on": 'DATE', "by": 'VARCHAR', people: 'BIGINT'});

-- For each incident that a replay asked, as its own audience and as support: the article that answers it, whether it
-- stood when the incident was opened, and at which place search found it.
CREATE OR REPLACE TABLE replay AS
SELECT * FROM read_json('replay.jsonl', format = 'newline_delimited', columns = {
  incident: 'VARCHAR', audience: 'VARCHAR', article: 'VARCHAR', existed: 'BOOLEAN', rank: 'BIGINT',
  existed_for_support: 'BOOLEAN', rank_for_support: 'BIGINT'});
