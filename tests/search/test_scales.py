"""Documents weighed once for many states answer as if they were weighed for each."""

from kb.model.article import Audience
from kb.model.search import Document, Request
from kb.search.leaving_out import Whole
from kb.search.scales import Scales
from kb.search.synonyms import NONE, Group, in_force
from kb.search.weighing import usual_lengths, weigh_all

SYNONYMS = in_force([Group(words=("cv", "resume"))])


def a_document(number: int, text: str) -> Document:
    return Document(
        id=f"kb-{number}",
        title=text,
        url="",
        kind="article",
        audience=Audience.USERS,
        fields={"title": text, "body": text * number},
    )


def test_the_same_scales_weigh_one_state_after_the_other() -> None:
    """A page that comes, one that changes and synonyms that begin to count: each state is as if it were the only one."""
    scales = Scales()
    one, two, three = (
        a_document(1, "cv upload fails"),
        a_document(2, "offer blank"),
        a_document(3, "resume late "),
    )
    for documents, synonyms in (
        ((one, two), NONE),
        ((one, a_document(2, "offer white")), NONE),
        ((one, two, three, a_document(40, "a long page of many words ")), SYNONYMS),
        ((two, one), NONE),
    ):
        usual = scales.usual(documents)

        assert usual == usual_lengths(documents)
        assert list(scales.weigh(documents, usual, synonyms)) == weigh_all(documents, synonyms)
        asked = Request(text="resume offer")
        assert Whole(documents, synonyms, scales).search(asked) == Whole(documents, synonyms).search(asked)


def test_what_was_weighed_is_not_weighed_again() -> None:
    scales = Scales()
    documents = (a_document(1, "cv upload fails"),)
    usual = scales.usual(documents)

    assert scales.weigh(documents, usual, NONE)[0] is scales.weigh(documents, usual, NONE)[0]
