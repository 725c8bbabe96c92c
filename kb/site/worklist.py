"""The worklist as a page for the team."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from kb.model.article import Audience
from kb.model.work import Need, Work
from kb.site.words import code, count, day, words

MARK = "<!-- Made by `kb worklist --page`; it is written anew each time. -->"
"""Stands in every page made here, and so in none that a person wrote."""

NEEDS = {
    Need.RECURRED: "A lesson came back after its action was applied",
    Need.FLAGGED: "Flagged: an incident says it may be wrong",
    Need.DISLIKED: "Readers say why it did not help",
    Need.NO_ARTICLE: "No article yet",
    Need.GAP: "Readers searched for it and found nothing",
    Need.NO_RESOLUTION: "No resolution yet",
    Need.DUPLICATE: "Two that look like one",
    Need.READY: "Ready to promote",
    Need.OVERDUE: "Review overdue",
    Need.TOO_FEW: "No article, and too seldom for a draft",
}


def worklist_page(
    work: Sequence[Work], *, first: date, last: date, today: date, links: Mapping[str, str] | None = None
) -> str:
    """
    Write the page, internal because it names incidents; every text stays words, whatever it holds.

    `links` maps articles' ids to their paths as seen from the page.
    """
    head = (
        f"---\ntitle: Worklist\naudience: {Audience.INTERNAL.value}\n---\n\n# Worklist\n\n{MARK}\n\n"
        f"What to do next, on {day(today)}: {count(len(work), 'thing')}. First comes what would have answered most\n"
        f"incidents, searches and votes lately, which is from {day(first)} to {day(last)}.\n"
    )
    return head + "".join(_item(number, each, links or {}) for number, each in enumerate(work, start=1))


def _item(number: int, work: Work, links: Mapping[str, str]) -> str:
    facts = [f"{work.lately:,} lately, {work.count:,} in all"]
    facts += [words(work.owner)] if work.owner else []
    lines = [
        f"\n## {number}. {words(work.title)}\n",
        f"**{NEEDS[work.need]}** · {' · '.join(facts)}\n",
        words(work.why),
    ]
    if work.articles:
        lines.append(f"\nArticles: {', '.join(_linked(each, links) for each in work.articles)}")
    if work.incidents:
        lines.append(f"\nIncidents: {', '.join(words(ref.key) for ref in work.incidents)}")
    lines.append(f"\n{code(shlex.join(work.command))}\n")
    return "\n".join(lines)


def _linked(id_: str, links: Mapping[str, str]) -> str:
    return f"[{words(id_)}](<{quote(links[id_], safe='/')}>)" if id_ in links else words(id_)
