"""What stakeholders are told of a day: no incident by name, and no article that they may not read."""

from collections import Counter
from datetime import datetime, timedelta

from kb.articles.sections import answers
from kb.flows.reports.facts import Facts, priority_of
from kb.model.article import Article, Confidence
from kb.model.prose import count, day
from kb.model.status import Problem, Rag, StakeholderStatus
from kb.site.words import summary

DAYS = 7
PROBLEMS = 5
BURST = 5
"""So many incidents on one day are worth a word, where they are twice the usual."""


def status(facts: Facts, *, now: datetime) -> StakeholderStatus:
    """Say how things stand on the facts' day."""
    since = facts.day - timedelta(days=1)
    lately = facts.lately(since)
    rag, reason = judged(facts)
    first = facts.day - timedelta(days=DAYS - 1)
    return StakeholderStatus(
        project=facts.settings.project.name,
        rag=rag,
        reason=reason,
        day=facts.day,
        made_at=now,
        next_update=now + timedelta(hours=facts.settings.report.next_update_hours),
        counts=(
            (f"Opened {lately}", len(facts.opened(since, facts.day))),
            (f"Resolved {lately}", len(facts.resolved(since, facts.day))),
            ("Open now", len(facts.open())),
            ("Open too long", len(facts.aged())),
        ),
        problems=_problems(facts),
        lately=f"{day(first)} to {day(facts.day)}",
        cannot_know=(f"What happened since {day(facts.day)}; all counts are of that day.",)
        if facts.incidents and facts.is_late
        else (),
        contact=facts.settings.project.contact,
    )


def judged(facts: Facts) -> tuple[Rag, str]:
    """
    Give the word and its reason, by rules anybody can check.

    Red: something of priority 1 is open too long. Amber: something of priority 1 is open, something of priority 2 is
    open too long, or a day had twice the incidents usual. Not known: the newest incident is too old to tell.
    """
    if not facts.incidents:
        return Rag.UNKNOWN, "There is no incident to judge by."
    if facts.is_late:
        return Rag.UNKNOWN, f"{facts.data_ends}: how things stand now is not known."
    aged = Counter(priority_of(each) for _, each in facts.aged())
    if aged[1]:
        return Rag.RED, f"{count(aged[1], 'incident')} of priority 1 open for longer than agreed."
    urgent = sum(each.priority == 1 for each in facts.open())
    if urgent:
        return Rag.AMBER, f"{count(urgent, 'incident')} of priority 1 open."
    if aged[2]:
        return Rag.AMBER, f"{count(aged[2], 'incident')} of priority 2 open for longer than agreed."
    today = len(facts.opened(facts.day, facts.day))
    usual = len(facts.opened(facts.day - timedelta(days=DAYS), facts.day - timedelta(days=1))) / DAYS
    if today >= BURST and today > 2 * usual:
        return (
            Rag.AMBER,
            f"{count(today, 'incident')} opened in one day, {usual:.1f} a day in the week before.",
        )
    return Rag.GREEN, "Nothing of priority 1 is open, and nothing of priority 2 for longer than agreed."


def _problems(facts: Facts) -> tuple[Problem, ...]:
    """Name the problems with most incidents lately, as far as readers may see their articles; the others are counted."""
    recent = facts.opened(facts.day - timedelta(days=DAYS - 1), facts.day)
    readers = facts.settings.report.status_audience
    counts: Counter[str] = Counter()
    others = 0
    by_id = {article.id: article for article in facts.articles}
    for incident in recent:
        article = facts.answered.get(incident.ref)
        if article and article.confidence is not Confidence.ARCHIVED and readers.may_read(article.audience):
            counts[article.id] += 1
        else:
            others += 1
    top = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    named = [_problem(by_id[id_], number) for id_, number in top[:PROBLEMS]]
    others += sum(number for _, number in top[PROBLEMS:])
    if others:
        rest = Problem(
            title="Other problems",
            incidents=others,
            what_to_do="The support team works on these; nothing is published about them yet.",
        )
        named.append(rest)
    return tuple(named)


def _problem(article: Article, incidents: int) -> Problem:
    told = next((text for part in answers(article.body) if (text := summary(part.text, limit=280))), "")
    return Problem(
        title=article.title,
        incidents=incidents,
        what_to_do=told or "There is no solution yet; the support team works on it.",
        page=article.path,
    )
