"""Which searches had no answer."""

from collections.abc import Iterator, Set

from kb.search.analysis import Token, tokens
from kb.search.base import Store
from kb.search.query import LENGTH, Word, plan

COMMON = 0.5
"""A word that stands in more than this share of all pages says nothing about what was meant."""
FEW = 10
"""In so few pages no word is common."""


def unanswered(query: str, store: Store) -> bool:
    """
    Say whether a query has no answer here.

    So it is when no page holds a word of it; or when at least one of its words stands nowhere, in no form, and
    those that do stand somewhere are all very common. A query without a word that means something asks nothing.
    """
    asked = list(_asked(query, store))
    if not asked:
        return False
    planned = plan(query, store.lexicon, store.synonyms)
    postings = store.gather(planned)
    held = {
        word: holders
        for word in planned.words
        if (holders := max((postings(term.term).holders for term in word.terms), default=0))
    }
    if not held:
        return True
    if all(_stands(surfaces, held.keys()) for surfaces in asked):
        return False
    return all(holders > max(FEW, COMMON * store.table.documents) for holders in held.values())


def _asked(query: str, store: Store) -> Iterator[frozenset[str]]:
    """Give each run of letters that means something, as the forms it may be found by."""
    runs: dict[int, list[Token]] = {}
    for token in tokens(query[:LENGTH]):
        runs.setdefault(token.position, []).append(token)
    for run in runs.values():
        if run[0].surface not in store.lexicon.stop_words:
            yield frozenset(token.surface for token in run)


def _stands(surfaces: Set[str], held: Set[Word]) -> bool:
    if surfaces & {word.surface for word in held}:
        return True
    halves = tuple(word.surface for word in held if any(term.how == "split" for term in word.terms))
    return bool(halves) and any(each.startswith(halves) and each.endswith(halves) for each in surfaces)
