import pytest

from kb.errors import InputError
from kb.model.article import Audience
from kb.search.judgements import parse

KNOWN = {"kb-0a1b2c3d", "kb-11111111", "guides/first-sign-in"}


def read(text):
    return parse(
        text, path="content/_search/judgements.yml", known=KNOWN, aliases={"kb-0000old0": "kb-11111111"}
    )


def test_a_judgement_names_one_page_or_several_and_may_say_for_whom_and_why():
    found = read(
        "# how people ask\n"
        "- query: offer pdf is white\n"
        "  finds: kb-0a1b2c3d\n"
        "- query: 'cant  log in'\n"
        "  finds: [kb-11111111, guides/first-sign-in.md]\n"
        "  audience: users\n"
        "  note: from the desk\n"
    )

    assert [(each.query, each.finds, each.line) for each in found] == [
        ("offer pdf is white", {"kb-0a1b2c3d"}, 2),
        ("cant log in", {"kb-11111111", "guides/first-sign-in"}, 4),
    ]
    assert (found[0].audience, found[1].audience, found[1].note) == (None, Audience.USERS, "from the desk")
    assert all(each.is_written for each in found)


def test_an_article_that_was_merged_is_found_by_its_former_id():
    assert read("- {query: q, finds: kb-0000old0}\n")[0].finds == {"kb-11111111"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_a_file_without_judgements_judges_nothing(text):
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("- query: q\n  finds: kb-0a1b2c3e\n", 2, "no page 'kb-0a1b2c3e'"),
        ("- query: q\n  finds:\n    - kb-0a1b2c3d\n    - nowhere\n", 4, "no page 'nowhere'"),
        ("- query: q\n", 1, "finds is missing"),
        ("- query: q\n  finds: []\n", 2, "finds is missing"),
        ("- finds: kb-0a1b2c3d\n", 1, "query is missing"),
        ("- query: [a, b]\n  finds: kb-0a1b2c3d\n", 1, "query is not a text"),
        ("- query: q\n  finds: {a: b}\n", 2, "finds holds something that is not an id"),
        ("- query: q\n  find: kb-0a1b2c3d\n", 2, "unknown field 'find'"),
        ("- query: q\n  finds: kb-0a1b2c3d\n  audience: all\n", 3, "audience is 'all'"),
        ("- only words\n", 1, "not a judgement"),
        ("query: q\nfinds: kb-0a1b2c3d\n", 1, "not a list"),
        ("- query: 'q\n  finds: kb-0a1b2c3d\n", 1, "not readable"),
        ("- query: &a q\n  finds: kb-0a1b2c3d\n", 1, "anchors"),
        (
            "- {query: q, finds: kb-0a1b2c3d}\n- {query: Q, finds: kb-0a1b2c3d}\n- {query: q, finds: kb-11111111}\n",
            3,
            "the query stands on line 1 already",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, problem):
    with pytest.raises(InputError) as caught:
        read(text)

    assert str(caught.value).startswith(f"content/_search/judgements.yml:{line}: ")
    assert problem in caught.value.problem


def test_the_nearest_id_is_named():
    with pytest.raises(InputError) as caught:
        read("- {query: q, finds: kb-0a1b2c3e}\n")

    assert caught.value.hint == "did you mean kb-0a1b2c3d?"


def test_the_same_query_may_be_judged_for_two_audiences():
    found = read(
        "- {query: q, finds: kb-0a1b2c3d, audience: users}\n- {query: q, finds: kb-11111111, audience: support}\n"
    )

    assert [each.audience for each in found] == [Audience.USERS, Audience.SUPPORT]
