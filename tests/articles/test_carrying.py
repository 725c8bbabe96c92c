"""An answer goes from one page into another: with its receipts, under free labels, and nothing else moves."""

from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.articles import markdown
from kb.articles.carrying import answer_for, with_answer
from kb.articles.links import footnotes
from kb.articles.merging import merged
from kb.model.article import Article, Receipt
from kb.model.incident import EntryKind, IncidentRef
from tests.support.build import an_article

KEEP = """\
## Issue

The letter is white.[^r1]

## Resolution

1. Publish the layout.[^r2]

## Notes of ours

Ask Recruiting first.

[^r1]: ServiceNow INC1, description.
[^r2]: ServiceNow INC1, resolution notes.
"""
OTHER = """\
## Issue

The PDF is empty.[^r1]

## Resolution

1. Turn the reader off.[^r2]
2. Look for `[^r2]` in the log:

    ```
    grep '[^r2]' app.log
    ```

See the handbook.[^book]

[^r1]: ServiceNow INC2, description.
[^r2]: ServiceNow INC2, resolution notes.
[^book]: The blue one,
    on the shelf.
"""


def a_receipt(label: str, key: str, field: str = "resolution", sha256: str = "a" * 64) -> Receipt:
    return Receipt(
        label=label,
        ref=IncidentRef("servicenow", key),
        field=field,
        kind=EntryKind.PUBLIC,
        at=None,
        sha256=sha256,
    )


def keep(**changes: object) -> Article:
    values: dict[str, object] = {
        "body": KEEP,
        "evidence": (IncidentRef("servicenow", "INC1"),),
        "receipts": (a_receipt("r1", "INC1", "description"), a_receipt("r2", "INC1")),
    }
    return an_article("kb-aaaa1111", **values | changes)


def other(**changes: object) -> Article:
    values: dict[str, object] = {
        "body": OTHER,
        "title": "Empty PDF – Reader",
        "evidence": (IncidentRef("servicenow", "INC2"),),
        "receipts": (a_receipt("r1", "INC2", "description"), a_receipt("r2", "INC2")),
    }
    return an_article("kb-bbbb2222", **values | changes)


def test_the_answer_stands_below_the_own_one_and_its_footnotes_last() -> None:
    answer = answer_for(keep(), other())
    assert answer is not None
    page = with_answer(markdown.render(keep()), answer, "Empty PDF – Reader")

    body = markdown.parse(page, path=keep().path).body
    assert body.index("Publish the layout") < body.index("### As in “Empty PDF – Reader”")
    assert body.index("Turn the reader off.[^r3]") < body.index("## Notes of ours")
    assert body.endswith(
        "[^r3]: ServiceNow INC2, resolution notes.\n[^r4]: The blue one,\n    on the shelf.\n"
    )
    assert [each.label for each in answer.receipts] == ["r3"]
    used, defined = footnotes(body)
    assert set(used) == defined == {"r1", "r2", "r3", "r4"}


def test_what_looks_like_a_footnote_in_code_stays_code() -> None:
    answer = answer_for(keep(), other())
    assert answer is not None
    assert "`[^r2]` in the log" in answer.text
    assert "grep '[^r2]' app.log" in answer.text


def test_an_answer_that_says_the_same_is_not_carried() -> None:
    same = OTHER.replace(
        OTHER[OTHER.index("1. Turn") : OTHER.index("[^r1]: ")], "1. **Publish** the layout![^r2]\n\n"
    )
    assert answer_for(keep(), other(body=same)) is None


def test_an_article_without_an_answer_has_none_to_carry() -> None:
    assert answer_for(keep(), other(body="## Issue\n\nIt is empty.\n")) is None


def test_a_receipt_both_have_is_one() -> None:
    shared = other(receipts=(a_receipt("r1", "INC2", "description"), a_receipt("r2", "INC1")))
    answer = answer_for(keep(), shared)
    assert answer is not None
    assert answer.receipts == ()
    assert "Turn the reader off.[^r2]" in answer.text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_line_of_the_page_stays(newline: str) -> None:
    page = "---\nid: kb-aaaa1111\n# hands off\ntype:   faq\n---\n" + KEEP
    page = page.replace("\n", newline)
    answer = answer_for(keep(), other())
    assert answer is not None

    changed = with_answer(page, answer, "Empty PDF – Reader")

    lines = iter(changed.splitlines())
    assert all(line in lines for line in page.splitlines())  # in this order
    assert changed.count("\r\n") == (changed.count("\n") if newline == "\r\n" else 0)


def test_a_page_without_headings_takes_it_at_its_end() -> None:
    answer = answer_for(keep(body="White.\n", receipts=()), other())
    assert answer is not None
    page = with_answer("---\nid: kb-aaaa1111\n---\nWhite.\n", answer, "X")
    assert page.startswith(
        "---\nid: kb-aaaa1111\n---\nWhite.\n\n### As in “X”\n\n1. Turn the reader off.[^r1]"
    )


refs = st.builds(
    IncidentRef, st.sampled_from(["servicenow", "jira"]), st.from_regex(r"INC[0-9]{1,2}", fullmatch=True)
)
texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12
).map(lambda text: " ".join(normalize("NFC", text).split()) or "x")


@settings(max_examples=80, deadline=None)
@given(
    st.sets(refs),
    st.sets(refs),
    st.lists(texts, max_size=4),
    st.lists(texts, max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_a_merge_loses_no_evidence_no_wording_and_no_address(
    mine: set[IncidentRef],
    theirs: set[IncidentRef],
    asked: list[str],
    also: list[str],
    carries: bool,
    crlf: bool,
) -> None:
    one = keep(evidence=tuple(sorted(mine)), also_asked_as=tuple(asked), first_seen=date(2026, 9, 2))
    two = other(
        evidence=tuple(sorted(theirs)),
        also_asked_as=tuple(also),
        aliases=("kb-cccc3333",),
        first_seen=date(2026, 9, 1),
    )
    page = markdown.render(one).replace("id: kb", "# 🙂 mine\nid: kb", 1)
    page = page.replace("\n", "\r\n") if crlf else page
    answer = answer_for(one, two) if carries else None

    text = merged(one, page, two, wordings=two.also_asked_as, redactions={}, answer=answer)
    made = markdown.parse(text, path=one.path)

    assert set(made.evidence) == mine | theirs
    assert {each.casefold() for each in (*asked, *also)} <= {
        each.casefold() for each in (*made.also_asked_as, made.title)
    }
    assert {two.id, two.path, "kb-cccc3333"} <= set(made.aliases)
    assert made.supersedes == (two.id,)
    assert made.first_seen == date(2026, 9, 1)
    assert "# 🙂 mine" in text
    assert all(line in made.body for line in KEEP.split("\n"))
    assert set(one.receipts) <= set(made.receipts)
