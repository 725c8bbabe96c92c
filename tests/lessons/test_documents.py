"""Markdown post-mortems in many wordings, each told in our sections and no text lost."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.lessons import compose, documents, markdown
from kb.lessons.found import Found
from kb.lessons.words import exact, place, status
from kb.model.account import Rejection, Skip
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson, LessonStatus

SRE = """\
# Payroll queue stood still

**Date:** 2026-09-14

**Authors:** Jane Smith, Bob Roy

## Summary

The queue stood still for two hours.

## Impact
1,204 payslips came late.

## Root Causes

A full disk.

## Trigger

A log of debug lines.

## Resolution

The disk was emptied.

## Detection

A user called.

## Action Items

| Action | Owner | Due |
|---|---|---|
| Watch the disk | Carla Diaz | 2026-10-01 |

## Lessons Learned

### What went well

The restore was quick.

### What went wrong

Nobody watched the disk.

### Where we got lucky

It was Sunday.

## Timeline

08:12 queue stops

## Supporting information

A graph.
"""


def found(tmp_path: Path, text: str, name: str = "paper.md") -> Found:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    got = documents.read(path)
    assert isinstance(got, Found), got
    return got


def lesson(tmp_path: Path, text: str, name: str = "paper.md") -> Lesson:
    return compose.lesson(compose.draft(found(tmp_path, text, name)))


def outline(body: str) -> list[str]:
    return re.findall(r"^#{2,6} .*", body, re.MULTILINE)


def test_a_post_mortem_is_told_in_our_sections(tmp_path):
    made = lesson(tmp_path, SRE)

    assert made.title == "Payroll queue stood still"
    assert made.observed_on == date(2026, 9, 14)
    assert made.status is LessonStatus.OBSERVED
    assert outline(made.body) == [
        "## Event",
        "### Timeline",
        "## Effect",
        "## Cause",
        "### Trigger",
        "## Early warning",
        "## Lesson",
        "### What went well",
        "### What went wrong",
        "### Where we got lucky",
        "## Recommendation",
        "## Details",
        "## Resolution",
        "## Supporting information",
        "## Where it comes from",
    ]


def test_no_word_of_a_text_is_lost(tmp_path):
    """Only headings that ours stand for may be missing."""
    made = lesson(tmp_path, SRE)
    text = re.sub(r"^#+ .*", "", SRE, flags=re.MULTILINE)

    assert set(re.findall(r"\w+", text)) - set(re.findall(r"\w+", made.body)) == set()


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What happened?", "Event"),
        ("1. Executive summary", "Event"),
        ("Customer impact", "Effect"),
        ("Root cause(s)", "Cause"),
        ("Contributing Factors (findings)", "Cause"),
        ("The 5 Whys", "Cause"),
        ("Early warning signs", "Early warning"),
        ("How was it detected?", "Early warning"),
        ("Lessons learnt:", "Lesson"),
        ("What didn’t go well", "Lesson"),
        ("Corrective & preventive actions", "Recommendation"),
        ("Follow-ups", "Recommendation"),
        ("Impact on payroll users", "Effect"),
    ],
)
def test_a_heading_has_its_place(heading, section):
    assert place(heading) == section


@pytest.mark.parametrize(
    "heading", ["Resolution", "Attendees", "Stats", "", "The day the impact of it all became clear to us"]
)
def test_a_heading_without_a_place_stays_its_own(heading):
    assert place(heading) is None


def test_sections_may_be_first_level_headings_and_the_title_the_files_name(tmp_path):
    made = lesson(
        tmp_path,
        "# Metadata\n\nOwner: @jsmith\n\n# Overview\n\nIt broke on Nov. 13, 2026.\n\n# Root causes\n\nA typo.\n",
        "003-badge-import-stopped.md",
    )

    assert made.title == "Badge import stopped"
    assert made.observed_on == date(2026, 11, 13)
    assert outline(made.body) == ["## Event", "## Cause", "## Metadata", "## Where it comes from"]


def test_underlined_headings_and_headings_in_bold_are_headings(tmp_path):
    underlined = lesson(tmp_path, "Disk full\n=========\n\nImpact\n------\n\nLate pay.\n")
    bold = lesson(tmp_path, "# Disk full\n\n**Impact:** Late pay.\n\n**Root cause**\nNo watch.\n")
    plain = lesson(tmp_path, "# Disk full\n\nImpact: Late pay.\nRoot cause: No watch.\n")

    assert outline(underlined.body)[:1] == ["## Effect"]
    assert outline(bold.body)[:2] == outline(plain.body)[:2] == ["## Effect", "## Cause"]
    assert {underlined.title, bold.title, plain.title} == {"Disk full"}


def test_a_title_of_its_own_heading_is_taken_from_the_next(tmp_path):
    assert found(tmp_path, "# Title:\n### Builds fail\n# Cause\nA new image.\n").title == "Builds fail"


def test_what_stands_in_code_is_no_heading(tmp_path):
    made = lesson(tmp_path, "# A\n\n## Impact\n\n```sh\n# Root cause\n## x\n```\n\nEnd.\n")

    assert "```sh\n# Root cause\n## x\n```" in made.body


def test_headings_below_a_section_sink_with_it(tmp_path):
    made = lesson(tmp_path, "# A\n\n# Impact\n\nAll.\n\n## On pay\n\nLate.\n\n### On tax\n\nNone.\n")

    assert outline(made.body)[:3] == ["## Effect", "### On pay", "#### On tax"]


def test_front_matter_is_read_and_what_has_no_place_is_kept(tmp_path):
    made = lesson(
        tmp_path,
        "---\ntitle: Disk full\nstart_time: 2026-09-14 08:00\nstatus: action agreed\nscope: Corporate or programme\n"
        "phase: hypercare\ntags: [payroll, storage]\nowner: Payroll team\ndue: 2026-12-01\n"
        "summary: It filled up.\nincidents: INC0048001, jira:HR-7\nseverity: '2'\ncompany: Example\n---\n\nMore.\n",
    )

    assert (made.title, made.phase, made.scope) == ("Disk full", "hypercare", "corporate")
    assert (made.observed_on, made.due) == (date(2026, 9, 14), date(2026, 12, 1))
    assert made.status is LessonStatus.ACTION_AGREED
    assert made.topics == ("payroll", "storage")
    assert made.owner == "Payroll team"
    assert made.evidence == (IncidentRef("jira", "HR-7"), IncidentRef("servicenow", "INC0048001"))
    assert "It filled up." in made.body and "More." in made.body
    assert "- **severity:** 2\n- **company:** Example" in made.body


@pytest.mark.parametrize(
    ("name", "text", "when"),
    [
        ("2026-09-14-disk.md", "# A\n\n## Impact\n\nOn 2026-01-01 none.\n", date(2026, 9, 14)),
        ("20260914 disk.md", "# A\n\n## Impact\n\nNone.\n", date(2026, 9, 14)),
        ("disk.md", "# Outage of 14th September 2026\n\n## Impact\n\nNone.\n", date(2026, 9, 14)),
        ("disk.md", "# A\n\n## Date\n\nStart: Monday, 2026-09-14\n\n## Impact\n\nNone.\n", date(2026, 9, 14)),
        ("disk.md", "# A\n\nDate: 25/12/2026\n\n## Impact\n\nNone.\n", date(2026, 12, 25)),
        ("disk.md", "# A\n\nDate: 03/04/2026\n\n## Impact\n\nNone.\n", None),
        (
            "disk.md",
            "# A\n\n## Timeline\n\n| 2026-09-14 08:00 | off |\n\n## Impact\n\nNone.\n",
            date(2026, 9, 14),
        ),
        ("disk.md", "# A\n\n## Impact\n\nNone.\n", None),
    ],
)
def test_the_date_is_found_where_it_stands_and_never_guessed(tmp_path, name, text, when):
    assert found(tmp_path, text, name).observed_on == when


def test_everybody_a_paper_names_is_known_to_redaction(tmp_path):
    got = found(
        tmp_path,
        f"{SRE}\n## Attendees\n\n- Smith, Dan\n- Eve Noor (lead)\n- HR Operations\n\n## Thanks\n\nTo @fay-w!\n",
    )

    assert {person.name for person in got.people} == {
        "Jane Smith", "Bob Roy", "Carla Diaz", "Smith, Dan", "Eve Noor", "fay-w",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("README.md", "# Post-mortems\n\nOur papers.\n", "a paper about the folder, no lesson"),
        ("LICENSE", "Permission is granted.\n", "a paper about the folder, no lesson"),
        ("notes.md", "# Notes\n\n## Install\n\nRun it.\n", "no heading of a lesson or post-mortem"),
        ("TEMPLATE.md", "# Title\n\n## Impact\n\n-\n", "a template, not filled in"),
        (
            "new.md",
            "# A\n\n## Impact\n\n<Who was affected?>\n\n## Date\n\nYYYY-MM-DD HH:mm\n\n## Cause\n\n[describe it]\n\nXXX\n",
            "a template, not filled in",
        ),
        ("empty.md", " \n", "empty file"),
        ("picture.md", "\x00\x01", "no text"),
    ],
)
def test_what_is_no_lesson_is_skipped_with_a_reason(tmp_path, name, text, reason):
    path = tmp_path / name
    path.write_text(text)

    assert documents.read(path) == Skip(path=path, line=0, reason=reason)


def test_a_post_mortem_called_readme_and_one_about_a_template_are_lessons(tmp_path):
    found(tmp_path, SRE, "README.md")
    found(tmp_path, SRE, "mail template broken.md")
    found(tmp_path, SRE.replace("08:12", "HH:mm"), "7.2 Outage without a suffix")


def test_a_title_that_only_names_the_paper_gives_way_to_a_better_one(tmp_path):
    (tmp_path / "2026-09-14 disk full").mkdir()

    assert (
        found(tmp_path, "# Post-mortem\n\n## Impact\n\nLate.\n", "PM2026-001 - Disk full.md").title
        == "Disk full"
    )
    assert (
        found(
            tmp_path / "2026-09-14 disk full", "# Post-mortem\n\n## Impact\n\nLate.\n", "postmortem.md"
        ).title
        == "Post-mortem (2026 09 14 disk full)"
    )


def test_a_link_to_a_neighbour_that_stayed_behind_becomes_text(tmp_path):
    made = lesson(
        tmp_path,
        "# A\n\n## Impact\n\nSee [the graph](img/a.png), ![load [x]](b.png), [more](https://example.com/x) and <server>.\n"
        "`<code>` [[D]](c.md) <img src=x>\n\n[r]: ../d.md\n[^1]: a note\n",
    )

    assert (
        "See the graph (`img/a.png`), load [x] (`b.png`), [more](https://example.com/x) and &lt;server>."
        in made.body
    )
    assert "`<code>` [D] (`c.md`)" in made.body
    assert "&lt;img src=x>" in made.body and "[^1]&#58; a note" in made.body
    assert "](b.png)" not in made.body and "]: ../" not in made.body


def test_broken_front_matter_is_rejected_with_its_line(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: [\n---\n\n## Impact\n\nx\n")

    got = documents.read(path)

    assert isinstance(got, Rejection) and got.line >= 2


def test_a_rule_above_the_text_is_no_front_matter(tmp_path):
    assert found(tmp_path, "---\n\n# Disk\n\n## Impact\n\nLate.\n").title == "Disk"


def test_any_charset_survives(tmp_path):
    for name, data in (
        ("a.md", SRE.encode("utf-16")),
        ("b.md", "# Größe\n\n## Impact\n\nKö\x81\n".encode("latin-1")),
    ):
        (tmp_path / name).write_bytes(data)
        assert isinstance(documents.read(tmp_path / name), Found)


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError):
        documents.read(tmp_path / "none.md")


@pytest.mark.parametrize("word", ["Closed", "Done", "Complete", "New", "", "Rejected"])
def test_a_status_whose_meaning_is_not_sure_stays_observed(word):
    assert status(word) is LessonStatus.OBSERVED


def test_the_vocabulary_has_no_empty_word():
    assert exact("") is None


_pieces = st.sampled_from(
    ["# ", "## Impact\n", "## Lessons learned\n", "---\n", "title: ", "- ", "`", "```\n", "<a", "](", "[", "](x)", "|",
     "\n", "**Impact:** ", "Owner: @bob-roy", "Smith, Jane", "date: 2026-01-01\n", "&amp;", "\x00", "===\n", "{", "}",
     "[^1]:", "a" * 50, "\r", "\x85", "\u2028", "Title:"]
)  # fmt: skip


@given(st.binary(max_size=200) | st.lists(_pieces, max_size=25).map(lambda pieces: "".join(pieces).encode()))
def test_any_bytes_are_read_or_named(tmp_path_factory, data):
    """Nothing is raised, and what is made of it can be read back as it was written."""
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(data)

    got = documents.read(path)

    if isinstance(got, Found):
        made = compose.lesson(compose.draft(got))
        text = markdown.render(made)
        assert markdown.parse(text, path=made.path) == made
        assert compose.is_untouched(text, made)
        assert got.with_texts(got.texts()).parts == got.parts
