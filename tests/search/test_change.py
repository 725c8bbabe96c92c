"""An index that was changed answers as one that was made anew."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.model.search import Filters, Request
from kb.search import generations, state
from kb.search.memory_index import MemoryIndex
from kb.search.synonyms import synonyms
from kb.search.whoosh_index import WhooshIndex
from tests.search.corpus import asked, judged, pages

QUESTIONS = [*judged(), "zebra crossing", "offer", "workday", "payslp"]


def same(one, other):
    for query in QUESTIONS:
        request = Request(text=query, explain=True)
        assert one.search(request) == other.search(request)


def edited(document, word):
    return replace(
        document, title=f"{document.title} {word}", fields=document.fields | {"title": f"{word} page"}
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(["edit", "drop", "add"]), st.integers(0, 99)), min_size=1, max_size=6)
)
def test_changes_one_after_the_other_answer_as_making_it_anew(tmp_path_factory, changes):
    """Whatever came, went or was edited: hits, scores, counts and reasons are those of a fresh index."""
    folder = tmp_path_factory.mktemp("index")
    index = WhooshIndex(folder)
    held = {document.id: document for document in pages()}
    index.write(tuple(held.values()))

    for number, (what, which) in enumerate(changes):
        id = sorted(held)[which % len(held)]
        if what == "edit":
            held[id] = edited(held[id], f"zebra{number}")
        elif what == "drop" and len(held) > 5:
            del held[id]
        else:
            held[f"new-{number}"] = replace(edited(held[id], "crossing"), id=f"new-{number}")
        index.write(tuple(held.values()))

    same(index, MemoryIndex(tuple(held.values())))


def test_one_changed_page_writes_a_small_segment_beside_the_others(tmp_path):
    """What did not change is taken over as it is: the same files, not copies."""
    index = WhooshIndex(tmp_path)
    index.write(pages())
    before = {path.name: path.stat().st_ino for path in generations.current(tmp_path).glob("*.pst")}

    index.write([edited(pages()[0], "zebra"), *pages()[1:]])

    after = {path.name: path.stat().st_ino for path in generations.current(tmp_path).glob("*.pst")}
    assert before.items() < after.items()
    assert len(after) == len(before) + 1
    assert index.search(asked("zebra")).hits[0].id == pages()[0].id


def test_many_small_changes_end_in_one_segment_again(tmp_path):
    index = WhooshIndex(tmp_path)
    index.write(pages())
    most = 0
    for number in range(20):
        index.write([edited(pages()[0], f"zebra{number}"), *pages()[1:]])
        most = max(most, len(list(generations.current(tmp_path).glob("*.pst"))))

    assert most <= 8
    assert [hit.id for hit in index.search(asked("zebra19")).hits][:1] == [pages()[0].id]
    assert "zebra7" not in index.search(asked("zebra7")).hits[0].matched  # older states are forgotten


def test_other_synonyms_weigh_every_page_anew(tmp_path):
    index = WhooshIndex(tmp_path)
    index.write(pages())
    groups = synonyms([["salary increase", "pay rise"]])

    assert index.write(pages(), groups)
    assert not index.write(pages(), groups)
    assert index.search(asked("pay rise")).hits[0].title.startswith("Salary increase")


def test_a_damaged_generation_is_never_built_upon(tmp_path):
    index = WhooshIndex(tmp_path)
    index.write(pages())
    (generations.current(tmp_path) / "table.json").write_text("[]")

    assert WhooshIndex(tmp_path).write([edited(pages()[0], "zebra"), *pages()[1:]])

    same(WhooshIndex(tmp_path), MemoryIndex([edited(pages()[0], "zebra"), *pages()[1:]]))


def test_content_has_the_same_name_on_every_machine():
    assert state.digest(pages()[0]) == state.digest(replace(pages()[0]))
    assert state.digest(pages()[0]) != state.digest(replace(pages()[0], evidence=99))


@pytest.mark.parametrize("name", ["product", "type", "confidence", "language"])
def test_filters_keep_what_they_say_and_counts_tell_what_they_would_keep(tmp_path, name):
    index = WhooshIndex(tmp_path)
    index.write(pages())
    everything = index.search(Request(text="workday missing wrong", limit=100))

    for value, count in everything.facets[name]:
        narrowed = index.search(
            Request(text="workday missing wrong", limit=100, filters=Filters(**{name: frozenset({value})}))
        )
        assert narrowed.found == len(narrowed.hits) == count
        values = {"product": lambda hit: hit.products}.get(name, lambda hit: (getattr(hit, name),))
        assert all(value in values(hit) for hit in narrowed.hits)
        assert narrowed.facets[name] == everything.facets[name]  # the other values of the facet stay on offer


def test_pages_of_an_answer_follow_each_other():
    index = MemoryIndex(pages())
    everything = index.search(Request(text="workday", limit=20)).hits

    by_fives = [index.search(Request(text="workday", limit=5, offset=start)).hits for start in (0, 5, 10, 15)]

    assert tuple(hit for hits in by_fives for hit in hits) == everything
