"""Groups of words that mean the same: what people write, what is built in, and what search makes of them."""

import pytest

from kb.errors import InputError
from kb.model.article import Audience
from kb.model.search import Document, Request
from kb.search.abbreviations import beside, general
from kb.search.memory_index import MemoryIndex
from kb.search.synonyms import NONE, Group, Synonyms, in_force, synonyms, ways
from kb.search.synonyms_file import GROUPS, MEMBERS, faults, read
from tests.search.corpus import an_id, judged, pages

PATH = "content/_search/synonyms.yml"


def a_page(id: str, title: str, body: str = "", language: str = "en") -> Document:
    fields = {name: text for name, text in (("title", title), ("body", body)) if text}
    return Document(
        id=id, title=title, url="", kind="page", audience=Audience.PUBLIC, language=language, fields=fields
    )


def first(query: str, documents: tuple[Document, ...], known: Synonyms) -> str:
    hits = MemoryIndex(documents, known).search(Request(text=query)).hits
    return hits[0].id if hits else ""


def test_a_group_is_a_line() -> None:
    (group,) = read("- [cv, resume, curriculum vitae]\n", path=PATH)

    assert group == Group(words=("cv", "resume", "curriculum vitae"), line=1)


def test_a_group_may_have_a_language_and_a_comment() -> None:
    text = "# ours\n\n- words: [urlaub, ferien]\n  language: de-AT\n  comment: both are said\n"

    assert read(text, path=PATH) == (
        Group(words=("urlaub", "ferien"), language="de", comment="both are said", line=3),
    )


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    (group,) = read("- [no, 'off', 2024-01-01, 0x1F]\n", path=PATH)

    assert group.words == ("no", "off", "2024-01-01", "0x1F")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_a_file_with_nothing_in_it_has_no_groups(text: str) -> None:
    assert read(text, path=PATH) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- [a1, b1]\n- cv, resume\n", 2, "one text"),
        ("cv: resume\n", 1, "not a list"),
        ("- [a1, b1]\n\n- [&x cv, *x]\n", 3, "anchors"),
        ("- !!python/object [a]\n", 1, "tags"),
        ("- [cv, [resume]]\n", 1, "not a text"),
        ("- [a1, b1]\n- wordz: [a, b]\n", 2, "no field 'wordz'"),
        ("- language: de\n", 1, "without a list of words"),
        ("- [open, close\n", 1, "not readable"),
        ("- [a, b c d e f g h i]\n", 1, "more than"),
        (f"- [{'x' * 81}, y]\n", 1, "more than"),
        (f"- [{', '.join(f'w{n}' for n in range(MEMBERS + 1))}]\n", 1, f"{MEMBERS} are read"),
        ("- [a, b]\n" * (GROUPS + 1), 1, "are read"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(text, path=PATH)

    assert (str(caught.value.path), caught.value.line) == (PATH, line)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- [cv]\n", 1, "at least two"),
        ("- [cv, resume]\n- [vitae, CV]\n", 2, "line 1"),
        ("- [it, computing]\n", 1, "leaves out"),
        ("- [approve, approved]\n", 1, "alike already"),
        ("- {words: [aa, bb], language: xx}\n", 1, "no stemmer"),
    ],
)
def test_what_does_not_do_what_was_wanted_is_said(text: str, line: int, words: str) -> None:
    assert any(each[0] == line and words in each[1] for each in faults(read(text, path=PATH)))


def test_good_groups_have_no_faults() -> None:
    assert not list(faults(read("- [cv, resume, curriculum vitae]\n- [e-mail, mail]\n", path=PATH)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("two-factor", {("twofactor",), ("two", "factor")}),
        ("log in", {("log", "in"), ("login",)}),
        ("how to", set()),
        ("Lebenslauf", {("lebenslauf",)}),
    ],
)
def test_hyphens_and_joined_words_are_the_same(text: str, said: set[tuple[str, ...]]) -> None:
    assert set(ways(text)) == said


@pytest.mark.parametrize("query", ["cv", "curriculum vitae", "curriculum-vitae", "CVs", "resume"])
@pytest.mark.parametrize("title", ["Upload of the CV fails", "Upload of the curriculum vitae fails"])
def test_each_way_to_say_it_finds_each_other(query: str, title: str) -> None:
    known = synonyms([["cv", "resume", "curriculum vitae"]])

    assert first(query, (a_page("a", title), a_page("b", "Printer broken")), known) == "a"


def test_a_word_belongs_to_the_first_group_that_has_it() -> None:
    known = synonyms([["pto", "vacation"], ["pto", "patent office", "trademark office"]])

    assert len({member.group for member in known.members if member.words == ("pto",)}) == 1
    assert first("pto", (a_page("a", "Vacation"), a_page("b", "Patent office")), known) == "a"


def test_a_group_of_one_or_of_words_that_say_nothing_is_no_group() -> None:
    assert synonyms([["cv"], ["it", "the"], ["is", "computing"]]) == NONE


def test_a_projects_own_word_replaces_the_general_group() -> None:
    own = (Group(words=("pto", "patent transfer office"), line=1),)

    assert any("pto" in group.words for group in general())
    assert not any("pto" in group.words for group in beside(own))
    assert len(beside(own)) == len(general()) - 1


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_the_general_groups_have_no_faults(language: str) -> None:
    assert not list(faults(general(language)))


def test_general_groups_in_english_leave_room_for_those_of_the_bases_own_language() -> None:
    (group,) = [group for group in general("de") if "pw" in group.words]

    assert {"passwort", "password"} <= set(group.words)


SHORTENED = {
    "wage slip for march": "03",
    "pay stub of march": "03",
    "mfa not working on new phone": "16",
    "log on loop after new pwd": "02",
    "emp acct missing on day one": "08",
    "mgr sees wrong org": "06",
    "pic of employee too large": "18",
    "flexible cost center mapping": "13",
}
"""What somebody in a hurry asks of the thirty pages, and the page's number."""


def test_general_abbreviations_find_what_was_not_found_first_before() -> None:
    plain, knowing = MemoryIndex(pages()), MemoryIndex(pages(), in_force(general()))

    def found(index: MemoryIndex) -> int:
        answers = {query: index.search(Request(text=query)).hits for query in SHORTENED}
        return sum(bool(hits) and hits[0].id == an_id(SHORTENED[query]) for query, hits in answers.items())

    assert found(knowing) == len(SHORTENED)
    assert found(plain) <= len(SHORTENED) - 2


def test_general_abbreviations_spoil_no_judged_answer() -> None:
    knowing = MemoryIndex(pages(), in_force(general()))

    assert {query: knowing.search(Request(text=query)).hits[0].id for query in judged()} == judged()
