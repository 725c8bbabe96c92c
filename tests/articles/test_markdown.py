"""An article as a file: read with types, written once."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.articles import markdown
from kb.errors import InputError
from kb.model.article import Article, ArticleType, Audience, Confidence, Governance, Receipt
from kb.model.incident import EntryKind, IncidentRef
from kb.model.prose import clean
from tests.support.build import an_article

SMALL = "---\nid: kb-1\ntype: faq\ntitle: A title\nconfidence: wip\n---\n"

_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(
    lambda text: " ".join(clean(text).split())
)
_filled = _words.filter(bool)
_lists = st.lists(_filled, unique=True, max_size=3).map(tuple)
_refs = st.builds(
    IncidentRef,
    st.sampled_from(["jira", "servicenow"]),
    st.from_regex(r"[A-Z0-9][A-Z0-9-]{0,9}", fullmatch=True),
)
_days = st.none() | st.dates()
_moments = st.none() | st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)
_receipts = st.builds(
    Receipt,
    label=st.from_regex(r"[a-z][a-z0-9-]{0,5}", fullmatch=True),
    ref=_refs,
    field=st.sampled_from(["summary", "description", "resolution", "entry"]),
    kind=st.sampled_from(EntryKind),
    at=_moments,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
)
_articles = st.builds(
    Article,
    id=st.from_regex(r"kb-[a-z0-9]{1,8}", fullmatch=True),
    path=st.just("faq/a.md"),
    title=_filled,
    type=st.sampled_from(ArticleType),
    confidence=st.sampled_from(Confidence),
    audience=st.sampled_from(Audience),
    governance=st.sampled_from(Governance),
    owner=_words,
    environment=_lists,
    error_codes=_lists,
    also_asked_as=_lists,
    evidence=st.sets(_refs, max_size=3).map(lambda refs: tuple(sorted(refs))),
    first_seen=_days,
    last_seen=_days,
    created=_days,
    last_reviewed_on=_days,
    review_in=st.sampled_from(["", "90 days", "1 year", "6 months"]),
    tags=_lists,
    redactions=st.dictionaries(st.sampled_from(["email", "private key"]), st.integers(0, 99)).map(
        lambda counts: tuple(sorted(counts.items()))
    ),
    receipts=st.lists(_receipts, max_size=2).map(tuple),
    body=st.sampled_from(["", "## Issue\n\ntext\n", "---\n", "😀"]),
)


@given(_articles)
def test_round_trip(article):
    """An article that is written and read back is the same article."""
    assert markdown.parse(markdown.render(article), path="faq/a.md") == article


def test_the_file_is_pleasant_to_read():
    receipt = Receipt(
        label="s1",
        ref=IncidentRef("servicenow", "INC0048001"),
        field="resolution",
        kind=EntryKind.PUBLIC,
        at=datetime(2026, 9, 1, 12, tzinfo=UTC),
        sha256="ab" * 32,
    )

    text = markdown.render(an_article(receipts=(receipt,), body="## Issue\n\nIt is white.\n"))

    assert text == (
        "---\n"
        "id: kb-0a1b2c3d\n"
        "type: troubleshooting\n"
        "title: Offer letter PDF is blank – Workday Recruiting\n"
        "confidence: not-validated\n"
        "audience: support\n"
        "governance: experience\n"
        "owner: HR Recruiting Support\n"
        "environment:\n"
        "  - Workday Recruiting\n"
        "error_codes:\n"
        "  - WDR-5031\n"
        "created: 2026-09-02\n"
        "evidence:\n"
        "  - servicenow:INC0048001\n"
        "recurrence:\n"
        "  incidents: 1\n"
        "  first: 2026-09-01\n"
        "  last: 2026-09-01\n"
        "receipts:\n"
        '  - {label: s1, ref: "servicenow:INC0048001", field: resolution, kind: public,'
        f' at: "2026-09-01T12:00:00Z", sha256: {"ab" * 32}}}\n'
        "---\n"
        "\n"
        "## Issue\n\nIt is white.\n"
    )


def test_an_article_without_an_audience_is_internal():
    assert markdown.parse(SMALL, path="a.md").audience is Audience.INTERNAL


def test_what_people_write_is_understood():
    text = SMALL.replace(
        "---\nid",
        "---\nmood: fine\ntags: payroll\nenvironment: [Workday,  'Chrome  141']\nevidence:\n- b:2\n- a:1\n- b:2\nid",
    )

    article = markdown.parse(text.replace("\n", "\r\n") + "\r\nhello\r\n", path="a.md")

    assert article.tags == ("payroll",)
    assert article.environment == ("Workday", "Chrome 141")
    assert article.evidence == (IncidentRef("a", "1"), IncidentRef("b", "2"))
    assert article.body == "hello\n"


def test_control_characters_do_not_get_in():
    text = SMALL.replace("A title", '"A \\e[31mred\\a title"')

    assert markdown.parse(text, path="a.md").title == "A [31mred title"


@pytest.mark.parametrize(
    ("line", "at", "words", "hint"),
    [
        (
            "confidence: validatd",
            2,
            "'validatd', not one of wip, not-validated, validated, archived",
            "validated?",
        ),
        ("audience: everyone", 2, "not one of internal, support, users, public", ""),
        ("type: FAQS", 2, "not one of faq, howto", "faq?"),
        ("created: 02.11.2026", 2, "not a date", "2026-11-02"),
        ("created: 2026-02-30", 2, "not a date", "2026-11-02"),
        ("review_in: soon", 2, "review_in is 'soon'", "90 days"),
        ("id: KB 1", 2, "id is 'KB 1'", "kb-02eca943"),
        ("title: [a]", 2, "title is not a text", "quotes"),
        ("tags: {a: b}", 2, "tags is not a list", "- "),
        ("tags:\n  - a\n  - [b]", 4, "tags is not a text", ""),
        ("evidence:\n  - a:1\n  - INC2", 4, "'INC2', not an incident", "servicenow:INC0012345"),
        ("recurrence: often", 2, "recurrence is not a mapping", ""),
        ("recurrence:\n  incidents: 2\n  first: May", 4, "first is 'May'", ""),
        ("redactions: many", 2, "redactions is not a mapping", ""),
        ("redactions:\n  email: some", 3, "email is 'some'", "how many were hidden"),
        ("receipts:\n  - {label: s1}", 3, "sha256 is missing", ""),
        ("receipts: [s1]", 2, "item 1 of receipts is not a mapping", ""),
        (
            f"receipts:\n  - {{label: s1, ref: 'a:1', field: x, kind: public, at: '2026-01-01', sha256: {'a' * 64}}}",
            3,
            "not a point in time",
            "Z",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_is_right(line, at, words, hint):
    name = line.split(":")[0]
    rest = [other for other in SMALL.splitlines()[1:-1] if not other.startswith(f"{name}:")]

    with pytest.raises(InputError) as caught:
        markdown.parse("\n".join(["---", line, *rest, "---", ""]), path="faq/a.md")

    assert str(caught.value).startswith(f"faq/a.md:{at}: ")
    assert words in str(caught.value)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["id", "title", "type", "confidence"])
def test_a_missing_field_is_named(name):
    text = "".join(line for line in SMALL.splitlines(True) if not line.startswith(f"{name}:"))

    with pytest.raises(InputError, match=rf"a\.md:1: {name} is missing"):
        markdown.parse(text, path="a.md")


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("---\ntitle: Given\n---\n# Heading\n", "guides/a.md", "Given"),
        ("\n```\n# not this\n```\n# `This` one #\n\n# Not that\n", "guides/a.md", "`This` one"),
        ("Underlined\n==========\n", "guides/a.md", "Underlined"),
        ("words\n", "guides/first-week_of payroll.md", "First week of payroll"),
        ("words\n", "faq/index.md", "Faq"),
        ("", "index.md", "Home"),
    ],
)
def test_a_guide_finds_its_title(text, path, title):
    assert markdown.parse_guide(text, path).title == title


def test_a_guide_is_internal_until_it_says_otherwise():
    assert markdown.parse_guide("# Hi\n", "a.md").audience is Audience.INTERNAL
    assert markdown.parse_guide("---\naudience: users\n---\n", "a.md").audience is Audience.USERS
    with pytest.raises(InputError, match=r"a\.md:2: audience is 'user'"):
        markdown.parse_guide("---\naudience: user\n---\n", "a.md")


def test_dates_are_dates():
    article = markdown.parse(SMALL.replace("---\nid", "---\nlast_reviewed_on: 2026-11-02\nid"), path="a.md")

    assert article.last_reviewed_on == date(2026, 11, 2)
