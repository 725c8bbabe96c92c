"""Each rule of the content standard, held and broken, with the line it names."""

from dataclasses import replace
from datetime import date

import pytest

from kb.articles import markdown
from kb.articles.standard.check import check
from kb.articles.standard.rules import RULES
from kb.model.article import Article, Audience, Confidence, Finding, Guide, Receipt
from kb.model.incident import EntryKind, IncidentRef
from kb.model.prose import digest
from tests.support.build import a_redacted_incident, an_article

INCIDENT = a_redacted_incident("INC0048001", resolution="Generate the document again.")
TODAY = date(2026, 11, 2)
ELSEWHERE = ("KB113", "KB119")
"""Rules that nearly every page made here breaks; test_standard.py holds them."""


def a_clean_article(id: str = "kb-0a1b2c3d", **changes) -> Article:
    values = {"title": "Offer letter is blank – Workday Recruiting"} | changes
    return an_article(id, **values)


def a_receipt(**changes) -> Receipt:
    values = {
        "label": "s1",
        "ref": INCIDENT.ref,
        "field": "resolution",
        "kind": EntryKind.PUBLIC,
        "at": INCIDENT.resolved_at,
        "sha256": digest("Generate the document again."),
    }
    return Receipt(**(values | changes))


def findings(*articles, pages=(), files=(), lessons=(), ledger=(INCIDENT,), today=TODAY) -> list[Finding]:
    """Check articles as they are written, and guides given as (path, body)."""
    texts = {article.path: markdown.render(article) for article in articles} | dict(pages)
    guides = [Guide(path=path, title="A page", body=text) for path, text in pages]
    found = check(
        articles,
        guides,
        lessons,
        ledger={incident.ref: incident for incident in ledger},
        files=frozenset(files),
        texts=texts,
        today=today,
    )
    found = tuple(each for each in found if each.code not in ELSEWHERE)
    for finding in found:
        text = texts[finding.path.removeprefix("content/")]
        assert 1 <= finding.line <= text.count("\n") + 1
        assert finding.severity == RULES[finding.code].by_default
    return list(found)


def codes(*articles, **more) -> list[str]:
    return [finding.code for finding in findings(*articles, **more)]


def line_of(article: Article, words: str) -> int:
    return next(n for n, line in enumerate(markdown.render(article).split("\n"), 1) if words in line)


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, [str(finding) for finding in found]
    return found[0]


def test_a_good_article_has_no_findings():
    body = "## Issue\n\nIt is white.\n\n## Resolution\n\nGenerate the document again.[^s1]\n"

    assert findings(a_clean_article(receipts=(a_receipt(),), body=body)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "Workday Recruiting: " + "x" * 60}, "80 characters"),
        ({"title": "Offer letter is blank"}, "does not name its environment"),
        ({"environment": ()}, "no environment"),
    ],
)
def test_a_title_names_issue_and_environment_briefly(changes, words):
    finding = only(findings(a_clean_article(**changes)))

    assert (finding.code, finding.severity, finding.line) == ("KB101", "warning", 4)
    assert words in finding.message


def test_an_environment_written_as_a_slug_is_recognised():
    assert findings(a_clean_article(environment=("workday-recruiting", "chrome"))) == []


def test_a_missing_resolution_is_found_where_it_should_stand():
    empty = a_clean_article(body="## Issue\n\nWhite.\n\n## Resolution\n\n## Cause\n\nUnknown.\n")

    finding = only(findings(empty))

    assert (finding.code, finding.line) == ("KB102", line_of(empty, "## Resolution"))
    assert codes(a_clean_article(body="Only words.\n")) == ["KB102"]
    assert findings(replace(empty, confidence=Confidence.WIP)) == []
    assert findings(replace(empty, confidence=Confidence.ARCHIVED)) == []


def test_evidence_must_be_in_the_ledger():
    lost = IncidentRef("servicenow", "INC0099999")
    article = a_clean_article(evidence=(INCIDENT.ref, lost))

    finding = only(findings(article))

    assert (finding.code, finding.line) == ("KB103", line_of(article, "INC0099999"))


def test_a_footnote_is_a_receipt_or_explained():
    body = "## Resolution\n\nDo it.[^s1]\n\nOr so.[^s9] Mine.[^me]\n\n[^me]: I tried it.\n"
    article = a_clean_article(receipts=(a_receipt(),), body=body)

    finding = only(findings(article))

    assert (finding.code, finding.line) == ("KB104", line_of(article, "[^s9]"))
    assert "s9" in finding.message


def test_a_receipt_nobody_cites_is_a_warning():
    article = a_clean_article(receipts=(a_receipt(),))

    finding = only(findings(article))

    assert (finding.code, finding.severity, finding.line) == (
        "KB110",
        "warning",
        line_of(article, "label: s1"),
    )


@pytest.mark.parametrize(
    ("receipt", "ledger"),
    [
        (a_receipt(), ()),
        (a_receipt(), (a_redacted_incident("INC0048001", resolution="Something else was done."),)),
        (a_receipt(sha256="0" * 64), (INCIDENT,)),
    ],
)
def test_a_receipt_that_does_not_hold_is_found(receipt, ledger):
    article = a_clean_article(receipts=(receipt,), evidence=(), body="## Resolution\n\nDo it.[^s1]\n")

    finding = only(findings(article, ledger=ledger))

    assert (finding.code, finding.line) == ("KB105", line_of(article, "label: s1"))


def test_links_lead_to_pages_files_and_headings_that_exist():
    other = ("guides/a page.md", "# Top\n\n## First steps\n\n[home](../index.md) [here](#first-steps)\n")
    index = (
        "index.md",
        "[a](guides/a%20page.md#first-steps) [b](<guides/a page.md>) ![c](img/c.png) [d](lessons/x.md)\n"
        "[e](https://example.com/x.md) [f](mailto:a@example.com) [g](/abs/x.md) [h](#) [i](guides/a%20page.md?q=1)\n"
        "`[j](gone.md)`\n",
    )

    assert findings(pages=(other, index), files=("img/c.png",), lessons=("lessons/x.md",)) == []


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[a](gone.md)", "leads nowhere"),
        ("[a](faq/target.md)", "did you mean guides/target.md?"),
        ("[a](guides/target)", "did you mean guides/target.md?"),
        ("[a](../guides/target.md)", "leads nowhere"),
        ("[a](guides/target.md#second)", "guides/target.md has no heading #second"),
        ("[a](#nowhere)", "index.md has no heading #nowhere"),
        ("![a](gone.png)", "leads nowhere"),
        ("[a][r]\n\n[r]: gone.md", "leads nowhere"),
    ],
)
def test_a_broken_link_is_found_with_its_line(link, words):
    target = ("guides/target.md", "# First\n")
    index = ("index.md", f"---\ntitle: Home\n---\n\n# Home\n\n{link}\n")

    finding = only(findings(pages=(target, index)))

    assert (finding.code, finding.path) == ("KB106", "content/index.md")
    assert finding.line == (9 if "[r]:" in link else 7)
    assert words in finding.message


def test_an_image_needs_an_alternative_text():
    page = ("index.md", '# Home\n\n![](a.png)\n\n<img src="a.png">\n')

    found = findings(pages=(page,), files=("a.png",))

    assert [(finding.code, finding.line) for finding in found] == [("KB107", 3), ("KB107", 5)]


def test_an_id_stands_once():
    found = findings(a_clean_article(path="faq/a.md"), a_clean_article(path="faq/b.md"))

    finding = only(found)
    assert (finding.code, finding.path, finding.line) == ("KB108", "content/faq/b.md", 2)
    assert "faq/a.md" in finding.message


def test_an_overdue_review_is_a_warning():
    article = a_clean_article(last_reviewed_on=date(2026, 8, 3), review_in="90 days")

    assert findings(article, today=date(2026, 11, 1)) == []
    finding = only(findings(article, today=date(2026, 11, 2)))
    assert (finding.code, finding.severity) == ("KB109", "warning")
    assert finding.line == line_of(article, "last_reviewed_on")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "it is not-validated"),
        ({"confidence": Confidence.VALIDATED, "receipts": (a_receipt(kind=EntryKind.INTERNAL),)}, "(s1)"),
    ],
)
def test_what_users_must_not_see_is_found_when_edited_by_hand(changes, words):
    body = "## Resolution\n\nDo it.[^s1]\n\n[^s1]: as noted\n"
    article = a_clean_article(audience=Audience.USERS, body=body, **changes)

    finding = only(findings(article))

    assert (finding.code, finding.line) == ("KB111", line_of(article, "audience:"))
    assert words in finding.message
    assert findings(replace(article, audience=Audience.SUPPORT)) == []


def test_a_retired_article_may_stay_where_it_was():
    article = a_clean_article(audience=Audience.USERS, confidence=Confidence.ARCHIVED)

    assert findings(article) == []


def test_findings_are_sorted_and_read_well():
    article = a_clean_article(title="Blank", body="[a](gone.md)\n")

    found = [str(finding) for finding in findings(article, ledger=())]

    assert [text.split(": ")[1].split()[0] for text in found] == ["KB101", "KB103", "KB102", "KB106"]
    assert found[0].startswith(f"content/{article.path}:4: KB101 the title does not name")


def test_windows_line_ends_move_no_line():
    text = "---\r\ntitle: Home\r\n---\r\n\r\n[a](gone.md)\r\n"

    assert only(findings(pages=(("index.md", text),))).line == 5


def test_every_rule_says_what_it_asks_why_and_how_to_mend_it():
    for rule in RULES.values():
        assert rule.by_default in ("error", "warning")
        assert all(sentence.endswith((".", "?", ".”")) for sentence in (rule.asks, rule.why, rule.mend))
