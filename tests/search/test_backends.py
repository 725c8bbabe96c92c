"""What every search engine promises (`kb.search.base.SearchBackend`), and that all answer as the reference does."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import registry
from kb.errors import ConfigError, StateError
from kb.model.search import FACETS, Document, Filters, Request
from kb.search import generations
from kb.search.base import SearchBackend
from kb.search.evaluate import evaluate
from kb.search.memory_index import MemoryIndex
from kb.search.synonyms import synonyms
from tests.search.corpus import judged, page, pages, some
from tests.search.hostile import HOSTILE

Maker = Callable[[Path], SearchBackend]

needs_tantivy = pytest.mark.skipif(
    find_spec("tantivy") is None, reason="tantivy is not installed: pip install 'hypercare-kb[tantivy]'"
)
KEPT = [
    "whoosh",
    pytest.param("tantivy", marks=needs_tantivy),
]
"""Engines that keep their index on disk, by their entry points."""

GROUPS = synonyms([("cv", "resume", "curriculum vitae"), ("salary", "pay", "compensation")])


def maker(name: str) -> Maker:
    return (lambda folder: MemoryIndex()) if name == "memory" else registry.load("kb.search_backends", name)


@pytest.fixture(params=["memory", *KEPT])
def empty(request, tmp_path) -> SearchBackend:
    """An engine that holds nothing yet."""
    return maker(request.param)(tmp_path / "index")


@pytest.fixture(scope="module", params=["memory", *KEPT])
def index(request, tmp_path_factory) -> SearchBackend:
    """An engine that holds the invented company's pages."""
    made = maker(request.param)(tmp_path_factory.mktemp("backend") / "index")
    made.write(pages(), GROUPS)
    return made


@pytest.fixture(scope="module", params=KEPT)
def kept(request, tmp_path_factory) -> SearchBackend:
    """An engine on disk that holds the invented company's pages."""
    made = maker(request.param)(tmp_path_factory.mktemp("kept") / "index")
    made.write(pages(), GROUPS)
    return made


@pytest.fixture(scope="module")
def reference() -> SearchBackend:
    return MemoryIndex(pages(), GROUPS)


def ids(index: SearchBackend, text: str, **more: object) -> list[str]:
    return [hit.id for hit in index.search(Request(text=text, **more)).hits]


QUERIES = (
    *judged(),
    *(document.title for document in pages()),
    "workday",
    "the",
    "zzzz",
    "pay cv",
    "offer letter pdf",
)


def test_engines_register_the_way_guests_do():
    """Both engines stand under `kb.search_backends`."""
    assert {"whoosh", "tantivy"} <= set(registry.names("kb.search_backends"))


def test_ids_round_trip(empty):
    """What is written under an id is found under it, whatever the id holds."""
    odd = ["kb-1", "a b", "ümläut/ß", "x" * 300, "'; --", "=", "~", "#1"]
    empty.write([replace(page(1), id=id) for id in odd])

    assert sorted(ids(empty, "offer letter")) == sorted(odd)


def test_people_find_the_right_page_first(index):
    """Every judged question, with its typing errors, has its page on top, and none is without an answer."""
    scores = evaluate(
        lambda text, limit=10: index.search(Request(text=text, limit=limit)),
        {query: frozenset({id}) for query, id in judged().items()},
    )

    assert scores.hit_at_1 >= 0.97
    assert scores.hit_at_3 == 1.0
    assert scores.zero == 0.0


def test_order_is_always_the_same(empty):
    """Equal pages come by their ids, however they were handed over."""
    twins = [replace(page(1), id=id) for id in ("d", "a", "c", "b")]
    empty.write(twins)
    before = ids(empty, "offer letter")
    empty.write([*reversed(twins)])

    assert before == ids(empty, "offer letter") == ["a", "b", "c", "d"]


def test_a_page_that_is_gone_is_not_found(empty):
    """A second write leaves nothing of what the first one had and it has not."""
    empty.write(some(5))
    assert ids(empty, "payslip march") == [page(3).id]
    empty.write([document for document in some(5) if document.id != page(3).id])

    assert ids(empty, "payslip") == []
    assert empty.search(Request(text="payslip")).closest


def test_a_page_that_changed_is_found_by_its_new_words_only(empty):
    empty.write(some(5))
    empty.write([replace(page(1), fields={"title": "Quixotic"}), *some(5)[1:]])

    assert ids(empty, "quixotic") == [page(1).id]
    assert page(1).id not in ids(empty, "WDR-5031")


def test_writing_the_same_twice_changes_nothing(empty):
    """Order does not matter; a new group of synonyms does."""
    assert empty.write(pages(), GROUPS)
    assert not empty.write(tuple(reversed(pages())), GROUPS)
    assert empty.write(pages())


def test_nothing_is_found_where_nothing_is(empty):
    empty.write([])

    assert empty.search(Request(text="offer")).hits == ()


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_are_answered_quickly(index, query):
    """No text is an operator, none fails, none takes long."""
    index.search(Request(text="warm"))
    started = time.process_time()

    answer = index.search(Request(text=query))

    assert time.process_time() - started < 0.25
    assert len(answer.hits) <= 10


@pytest.mark.parametrize("limit", [0, 1, 3, 1_000, 10**12, -1])
def test_an_answer_holds_no_more_than_was_asked_for(index, limit):
    answer = index.search(Request(text="workday", limit=limit))

    assert len(answer.hits) == min(max(0, limit), answer.found)


def test_pages_of_an_answer_are_the_answer(index):
    """What is asked for in parts is what is asked for at once."""
    parts = [hit for offset in range(0, 30, 7) for hit in ids(index, "workday", offset=offset, limit=7)]

    assert parts == ids(index, "workday", limit=35)


def test_filters_leave_out_and_counts_tell_of_what(index):
    """Every hit passes; what is found is what the facets say, a facet's own filter apart."""
    whole = index.search(Request(text="workday", limit=100))
    product, count = whole.facets["product"][0]

    answer = index.search(Request(text="workday", limit=100, filters=Filters(product=frozenset({product}))))

    assert answer.found == count == len(answer.hits) < whole.found == len(whole.hits)
    assert all(product in hit.products for hit in answer.hits)
    assert answer.facets["product"] == whole.facets["product"]
    assert dict(answer.facets["type"])[answer.hits[0].type] <= answer.found


def test_threads_get_the_answers_one_thread_gets(index):
    requests = [Request(text=text, explain=True) for text in judged()]
    alone = [index.search(request) for request in requests]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: [index.search(request) for request in requests], range(8)))

    assert all(answers == alone for answers in together)


@pytest.mark.parametrize("query", QUERIES)
def test_an_engine_says_what_the_reference_says(kept, reference, query):
    """Hits, scores, snippets, reasons, corrections, counts: all is the same."""
    request = Request(text=query, explain=True)

    assert kept.search(request) == reference.search(request)


@pytest.mark.parametrize("query", ["workday", "offer pdf is white", "payslip", "cannot", "WDR-5031"])
@pytest.mark.parametrize("facet", FACETS)
def test_an_engine_filters_as_the_reference_does(kept, reference, query, facet):
    """The same pages pass, and the same are counted, for every value there is."""
    values = dict(reference.search(Request(text=query)).facets[facet])
    requests = [
        Request(text=query, filters=Filters(**{facet: frozenset({value})})) for value in (*values, "no such")
    ]

    assert [kept.search(each) for each in requests] == [reference.search(each) for each in requests]


def crowd(count: int) -> list[Document]:
    """Give many pages that say nearly the same, so that a few candidates do not settle which come first."""
    return [
        replace(
            page(1),
            id=f"page-{number:04}",
            title=f"Payslip {'is late ' * (number % 3)}{number}",
            evidence=number % 7,
            confidence=("validated", "wip")[number % 2],
            fields={
                "title": f"Payslip {'is late ' * (number % 3)}{number}",
                "body": "payslip " * (number % 40) + "salary " * (number % 11) + "word " * (number % 23),
                "codes": "PAY-1" if number % 50 == 0 else "",
            },
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("name", KEPT)
def test_a_crowd_is_put_in_order_as_the_reference_does(name, tmp_path):
    """Also among hundreds that nearly tie, on later pages, and for exact titles and codes."""
    documents = crowd(1_500)
    index, reference = maker(name)(tmp_path / "index"), MemoryIndex(documents)
    index.write(documents)

    for text in (
        "payslip",
        "payslip salary",
        "payslip is late 77",
        "PAY-1",
        "salary PAY-1",
        "word payslip late",
    ):
        for offset in (0, 40):
            request = Request(text=text, offset=offset)
            assert index.search(request) == reference.search(request)


@pytest.mark.parametrize("name", KEPT)
def test_a_process_of_its_own_reads_what_was_written(name, tmp_path):
    """Nothing but the folder is needed, and reading leaves it as it was sealed, also after a change."""
    maker(name)(tmp_path / "index").write(some(20))
    maker(name)(tmp_path / "index").write(some(21))
    program = (
        "import sys; from pathlib import Path; from kb import registry; from kb.model.search import Request;"
        "index = registry.load('kb.search_backends', sys.argv[1])(Path(sys.argv[2]));"
        "print(index.search(Request(text='offer pdf is white')).hits[0].id)"
    )
    command = [sys.executable, "-c", program, name, str(tmp_path / "index")]

    for _ in range(2):
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == page(1).id


@pytest.mark.parametrize("name", KEPT)
def test_readers_see_the_old_pages_or_the_new_ones(name, tmp_path):
    """While pages are written again and again, every answer is one of the two, and none fails."""
    index = maker(name)(tmp_path / "index")
    index.write(some(5))
    reader = maker(name)(tmp_path / "index")
    answers = set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [index.write(some(count)) for count in (20, 5, 20, 5, 20)])
        while not writing.done():
            answers.add(reader.search(Request(text="workday", limit=50)).found)
        assert writing.result() == [True] * 5

    few, many = (
        MemoryIndex(some(count)).search(Request(text="workday", limit=50)).found for count in (5, 20)
    )
    assert answers <= {few, many}
    assert reader.search(Request(text="workday", limit=50)).found == many


@pytest.mark.parametrize("name", KEPT)
def test_without_an_index_the_message_says_what_to_do(name, tmp_path):
    index = maker(name)(tmp_path / "index")

    assert not index.is_there()
    with pytest.raises(StateError, match="there is no search index") as caught:
        index.search(Request(text="offer"))
    assert "kb build" in str(caught.value.hint)


@pytest.mark.parametrize("name", KEPT)
def test_a_damaged_index_is_told_and_made_again(name, tmp_path):
    """Each file in turn is cut short: a new reader says so, and writing again mends it."""
    index = maker(name)(tmp_path / "index")
    index.write(pages())
    generation = next(path for path in (tmp_path / "index").iterdir() if path.name.startswith("gen-"))
    for file in sorted(path for path in generation.iterdir() if path.stat().st_size):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(StateError):
            maker(name)(tmp_path / "index").search(Request(text="offer"))
        file.write_bytes(whole)

    file.write_bytes(b"")
    assert maker(name)(tmp_path / "index").write(pages())
    assert ids(maker(name)(tmp_path / "index"), "offer pdf is white")[0] == page(1).id


@needs_tantivy
def test_an_index_of_another_version_is_told(tmp_path):
    index = maker("tantivy")(tmp_path / "index")
    index.write(pages())
    (seal,) = (tmp_path / "index").glob("gen-*/seal.json")
    told = json.loads(seal.read_text(encoding="utf-8"))
    seal.write_text(
        json.dumps(told | {"maker": re.sub(r"words \d+", "words 0", told["maker"])}), encoding="utf-8"
    )

    with pytest.raises(StateError, match="made by another version"):
        maker("tantivy")(tmp_path / "index").search(Request(text="offer"))


def test_tantivy_without_its_package_says_what_to_install(tmp_path):
    """Who chooses it and has not installed it is told the line to type."""
    program = (
        "import sys; sys.modules['tantivy'] = None\n"
        "from pathlib import Path; from kb import registry\n"
        "try: registry.load('kb.search_backends', 'tantivy')(Path('x'))\n"
        "except Exception as error: print(type(error).__name__, error.hint)"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.startswith(f"{ConfigError.__name__} pip install 'hypercare-kb[tantivy]'")


def edited(document: Document, word: str) -> Document:
    return replace(
        document, title=f"{document.title} {word}", fields=document.fields | {"title": f"{word} page"}
    )


@pytest.mark.parametrize("name", KEPT)
@settings(max_examples=8, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.lists(st.tuples(st.sampled_from(["edit", "drop", "add"]), st.integers(0, 99)), min_size=1, max_size=6)
)
def test_changes_one_after_the_other_answer_as_making_it_anew(name, tmp_path_factory, changes):
    """Whatever came, went or was edited: hits, scores, counts and reasons are those of the reference."""
    index = maker(name)(tmp_path_factory.mktemp("changed"))
    held = {document.id: document for document in pages()}
    index.write(tuple(held.values()))

    for number, (what, which) in enumerate(changes):
        id = sorted(held)[which % len(held)]
        if what == "edit":
            held[id] = edited(held[id], f"zebra{number}")
        elif what == "drop":
            del held[id]
        else:
            held[f"new-{number}"] = replace(edited(held[id], "crossing"), id=f"new-{number}")
        index.write(tuple(held.values()))

    reference = MemoryIndex(tuple(held.values()))
    for query in (*judged(), "zebra", "crossing page", "workday", "offer"):
        request = Request(text=query, explain=True)
        assert index.search(request) == reference.search(request)


@needs_tantivy
def test_a_change_takes_over_what_stayed(tmp_path):
    """One changed page leaves the large files what they are: the same ones, not copies."""
    index = maker("tantivy")(tmp_path)
    index.write(pages())
    before = {path.name: path.stat().st_ino for path in generations.current(tmp_path).iterdir()}

    unheard = replace(page(1), fields=page(1).fields | {"tags": "quixotic"})  # no other page has this field
    index.write([unheard, *(each for each in pages() if each.id != page(1).id)])

    after = {path.name: path.stat().st_ino for path in generations.current(tmp_path).iterdir()}
    taken_over = {name for name, inode in before.items() if after.get(name) == inode}
    assert {"terms.base", "cards.base", "kept.base"} < taken_over
    assert any(name.endswith(".term") for name in taken_over)
    assert ids(index, "quixotic") == [page(1).id]


@pytest.mark.parametrize("name", KEPT)
def test_what_left_stays_in_no_file(name, tmp_path):
    """A page that these readers may see no more is not hidden, but gone: nothing is taken over from before."""
    index = maker(name)(tmp_path)
    index.write(pages())
    before = {path.stat().st_ino for path in generations.current(tmp_path).iterdir() if path.stat().st_size}
    held = [
        path.open("rb") for path in generations.current(tmp_path).iterdir()
    ]  # so that no number is used again

    index.write(pages()[1:])

    after = {path.stat().st_ino for path in generations.current(tmp_path).iterdir() if path.stat().st_size}
    for file in held:
        file.close()
    assert not before & after
