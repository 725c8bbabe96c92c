"""Leaving something out of an index that stands is the same as making one without it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.article import Audience
from kb.model.search import Document, Request
from kb.search.answering import answer
from kb.search.leaving_out import Whole
from kb.search.memory_index import MemoryIndex, MemoryStore
from kb.search.synonyms import synonyms
from kb.search.weighing import usual_lengths, weigh

SYNONYMS = synonyms([["payslip", "wage slip"], ["cv", "curriculum vitae"]])
WORDS = [
    "payslip",
    "wage",
    "slip",
    "cv",
    "curriculum",
    "vitae",
    "offer",
    "offers",
    "blank",
    "white",
    "badge",
    "kiosk",
    "rehired",
    "rehire",
    "WDR-5031",
    "INT-331",
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def a_document(number, title, issue, asked):
    fields = {"title": title, "issue": issue, "also_asked_as": asked}
    return Document(
        id=f"kb-{number}",
        title=title,
        url="",
        kind="article",
        audience=Audience.USERS,
        language="de" if number == 2 else "en",
        fields={name: text for name, text in fields.items() if text},
    )


documents = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6).map(
    lambda told: tuple(a_document(number, *each) for number, each in enumerate(told))
)


def made_anew(all_documents, said, query):
    """Answer from an index that never held what was left out; how long fields usually are stays as it was."""
    usual = usual_lengths(all_documents)
    now = {document.id: document for document in (*all_documents, *said)}
    weighed = [weigh(now[id], usual, SYNONYMS) for id in sorted(now)]
    return answer(MemoryStore(weighed, SYNONYMS), Request(text=query))


@given(documents, st.data())
def test_the_answer_is_that_of_an_index_made_anew(told, data):
    """Every hit, score, correction and count."""
    number = data.draw(st.integers(0, len(told) - 1))
    fields = {
        name: text
        for name, text in told[number].fields.items()
        if name == "title" or data.draw(st.booleans())
    }
    said = (replace(told[number], fields=fields),)
    query = data.draw(
        texts | st.sampled_from(["ofer leter", "payslipp", "rehir", "wdr", "int331", "wageslip"])
    )

    found = Whole(told, SYNONYMS).search(Request(text=query), said)

    anew = made_anew(told, said, query)
    assert [(hit.id, hit.score, hit.matched) for hit in found.hits] == [
        (hit.id, hit.score, hit.matched) for hit in anew.hits
    ]
    assert (found.found, found.corrected, found.facets) == (anew.found, anew.corrected, anew.facets)


@given(documents, texts)
def test_leaving_nothing_out_is_the_index_as_it_is(told, query):
    found = Whole(told, SYNONYMS).search(Request(text=query))

    assert [(hit.id, hit.score) for hit in found.hits] == [
        (hit.id, hit.score) for hit in MemoryIndex(told, SYNONYMS).search(Request(text=query)).hits
    ]


def test_a_word_that_only_the_left_out_wording_has_is_unknown():
    told = (
        a_document(0, "Offer letter is empty", "", "pdf zonked"),
        a_document(1, "Payslip is missing", "", "nothing under pay"),
    )
    less = replace(told[0], fields={"title": told[0].title})
    whole = Whole(told)

    assert [hit.id for hit in whole.search(Request(text="zonked")).hits] == ["kb-0"]
    assert whole.search(Request(text="zonked"), (less,)).hits == ()
    assert [hit.id for hit in whole.search(Request(text="zonked")).hits] == ["kb-0"], "it changed the index"


def test_a_document_that_is_not_there_cannot_be_said_otherwise():
    with pytest.raises(KeyError):
        Whole(()).search(Request(text="q"), (a_document(0, "t", "", ""),))
