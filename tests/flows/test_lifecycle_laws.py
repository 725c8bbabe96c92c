"""Whatever somebody merges, splits, links and moves, in whatever order: no incident is lost and none stands twice."""

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, StateError
from kb.flows.lifecycle import link, merge, split
from kb.model.article import Article
from kb.model.change import Change
from kb.model.incident import IncidentRef
from tests.support.build import a_redacted_incident, an_article
from tests.support.desk import a_desk, refs

TODAY = date(2026, 11, 24)
WORDS = ("blank letter", "badge at the gate", "payslip of May", "tax code", "old manager", "leave balance")
INCIDENTS = [
    a_redacted_incident(
        f"INC{number}",
        summary=f"{WORDS[number % 6]} is wrong {number}",
        resolution=f"Corrected the {WORDS[number % 6]} by the rule {number}.",
    )
    for number in range(9)
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge without text", "split", "move"]),
        st.integers(0, 8),
        st.integers(0, 8),
        st.sets(st.integers(0, 8), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=7,
)


def a_base(folder: Path, parts: list[int]) -> Settings:
    """Give each of nine incidents to one of three articles."""
    articles = [
        an_article(
            f"kb-0000000{home}",
            path=f"faq/page-kb-0000000{home}.md",
            title=f"{WORDS[home]} – Workday Recruiting",
            evidence=refs(*(f"INC{number}" for number, part in enumerate(parts) if part == home)),
        )
        for home in range(3)
    ]
    return a_desk(folder, incidents=INCIDENTS, articles=articles)


def evidence(base: Settings) -> Counter[IncidentRef]:
    articles, errors = ArticleRepository(base.content).load()
    assert errors == ()
    return Counter(ref for each in articles for ref in each.evidence)


def done(base: Settings, change: Change) -> None:
    """Write it as `kb` does, but for Git."""
    articles = ArticleRepository(base.content)
    for path, text in change.after.items():
        if text is None:
            articles.remove(path)
        else:
            articles.put(path, text)


def change_of(base: Settings, what: str, one: Article, other: Article, numbers: set[int]) -> Change:
    names = [f"INC{number}" for number in sorted(numbers)]
    if what == "split":
        return split(base, one.id, names, today=TODAY)
    if what == "move":
        return link(base, one.id, names, move=True)
    return merge(base, one.id, other.id, with_answer=what == "merge")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=9, max_size=9), STEPS)
def test_no_series_of_changes_loses_an_incident_or_gives_it_to_two(
    parts: list[int], steps: list[tuple[str, int, int, set[int]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = a_base(Path(folder) / "kb", parts)
        before = evidence(base)
        names = {each.id for each in ArticleRepository(base.content).articles()}
        assert sum(before.values()) == 9

        for what, one, other, numbers in steps:
            articles = ArticleRepository(base.content).articles()
            try:
                made = change_of(
                    base, what, articles[one % len(articles)], articles[other % len(articles)], numbers
                )
            except (ConfigError, StateError):
                continue  # with itself, of a stranger's incident, of all of them: refused, and nothing is written
            done(base, made)
            assert evidence(base) == before
            names |= {each.id for each in ArticleRepository(base.content).articles()}

        assert all(ArticleRepository(base.content).get(name) for name in names)  # old names lead on
