"""
Which words requestors use where an article uses others: proposals for synonyms, each with what speaks for it.

A word of theirs stands for one of ours when it recurs in an article's incidents and seldom elsewhere (log-likelihood;
Dunning, 1993), never beside ours, and in the same company: "offer pdf is white", "the offer pdf is blank".
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kb.model.progress import Progress, Silent
from kb.model.prose import sentences
from kb.search.analysis import tokens
from kb.search.languages import stem, stop_words
from kb.search.query import edits
from kb.search.shapes import abbreviations, american, spellings
from kb.search.synonyms import NONE, Synonyms, ways
from kb.search.told import EXAMPLES, HIDDEN, Proposal, Told

MIN_INCIDENTS = 2  # of one article that say a word
MIN_SHARE = 0.7  # of all incidents that say it
MIN_OWN_SHARE = 0.5  # the same, of the word of ours
MIN_LIKELIHOOD = 6.63  # one in a hundred is as uneven by chance
MIN_COMPANY = 0.5  # cosine of the other words of two wordings
MIN_COMPANY_UNSAID = 0.7  # where nobody but the author says the word of ours


_Gram = tuple[str, ...]
"""One stem, or two neighbours."""


class _Wording(NamedTuple):
    ref: str
    text: str
    stems: frozenset[str]
    grams: frozenset[_Gram]


class _Page:
    """One article's wordings, cut."""

    def __init__(self, told: Told, forms: dict[_Gram, Counter[str]]) -> None:
        self.told = told
        self.forms = forms
        self.silent = stop_words((told.language,))
        self.theirs: list[_Wording] = []
        for ref, text in told.wordings:
            made = self.cut(ref, text)
            # an author's list of wordings repeats what incidents say, often shortened
            if made.stems and (ref or not any(_likeness(made, each) >= 0.5 for each in self.theirs)):
                self.theirs.append(made)
        problem, _, environment = told.title.partition(" – ")
        ours = (self.cut("", text) for text in (problem, *sentences(told.issue)))
        self.ours = [each for each in ours if each.stems]
        self.own = (
            frozenset(stem for each in self.ours for stem in each.stems) | self.cut("", environment).stems
        )
        self.incidents = len({each.ref or each.text for each in self.theirs})
        self.counts = Counter(gram for grams in self._by_incident().values() for gram in grams)

    def _by_incident(self) -> Mapping[str, set[_Gram]]:
        found: dict[str, set[_Gram]] = defaultdict(set)
        for each in self.theirs:
            found[each.ref or each.text] |= each.grams
        return found

    def cut(self, ref: str, text: str) -> _Wording:
        run: list[str] = []
        grams: set[_Gram] = set()
        before: tuple[str, str] | None = None
        for token in tokens(HIDDEN.sub(" . ", text)):
            word = token.surface
            if token.part:
                continue
            if len(word) < 2 or word in self.silent or any("0" <= sign <= "9" for sign in word):
                before = None
                continue
            term = stem(word, self.told.language)
            self.forms[term,][word] += 1
            grams.add((term,))
            if before:
                self.forms[before[0], term][f"{before[1]} {word}"] += 1
                grams.add((before[0], term))
            before = (term, word)
            run.append(term)
        return _Wording(ref, text, frozenset(run), frozenset(grams))

    def new(self) -> list[_Gram]:
        """Give what recurs in their wordings and has no word of ours; a pair stands for words that go together."""
        found = [
            gram for gram, count in self.counts.items() if count >= MIN_INCIDENTS and not self.own & set(gram)
        ]
        pairs = {gram for gram in found if len(gram) > 1 and self._belong_together(gram)}
        single = {(term,) for pair in pairs for term in pair}
        return sorted(pairs | {gram for gram in found if len(gram) == 1 and gram not in single})

    def _belong_together(self, pair: _Gram) -> bool:
        return all(self.counts[pair] >= 0.75 * self.counts[term,] for term in pair)

    def old(self) -> list[_Gram]:
        """Give our words, and our pairs of words."""
        return sorted({gram for each in self.ours for gram in each.grams})


def _likeness(left: _Wording, right: _Wording) -> float:
    return len(left.stems & right.stems) / len(left.stems | right.stems)


def propose(
    told: Sequence[Told], known: Synonyms = NONE, progress: Progress | None = None
) -> tuple[Proposal, ...]:
    """Propose pairs that `known` does not join already, the best first within each kind."""
    groups = {member.words: member.group for member in known.members}
    found = [*_wordings(told, groups, progress or Silent()), *abbreviations(told, groups), *spellings(told)]
    fresh = [each for each in found if not _same(each.words, groups)]
    order = {"wording": 0, "abbreviation": 1, "spelling": 2}
    return tuple(sorted(fresh, key=lambda each: (order[each.kind], -each.score, each.words)))


_Groups = Mapping[tuple[str, ...], str]


def _same(words: tuple[str, str], groups: _Groups) -> bool:
    left, right = ({groups[way] for way in ways(text) if way in groups} for text in words)
    return bool(left & right)


def _wordings(told: Sequence[Told], groups: _Groups, progress: Progress) -> Iterator[Proposal]:
    forms: dict[_Gram, Counter[str]] = defaultdict(Counter)
    pages = [_Page(each, forms) for each in told]
    everywhere = Counter[_Gram]()
    for page in pages:
        everywhere.update(page.counts)
    total = sum(page.incidents for page in pages)
    proposed: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    progress.start("comparing wordings", len(pages))
    for page in pages:
        progress.advance()
        for term in page.new():
            said = page.counts[term]
            elsewhere = everywhere[term] - said
            likelihood = log_likelihood(said, page.incidents, elsewhere, total - page.incidents)
            if said < MIN_SHARE * everywhere[term] or likelihood < MIN_LIKELIHOOD:
                continue
            theirs = _usual(forms[term])
            if any(_is_explained(theirs, _usual(forms[ours]), groups) for ours in page.old()):
                continue
            best = _instead_of(page, term, everywhere)
            if best is None:
                continue
            ours, company, saying, standing = best
            words = (theirs, _usual(forms[ours]))
            proposed[words].append(
                Proposal(
                    words=words,
                    kind="wording",
                    score=round(likelihood * company, 2),
                    said=said,
                    among=page.incidents,
                    elsewhere=elsewhere,
                    articles=(page.told.article,),
                    examples=tuple(dict.fromkeys(each.ref for each in saying if each.ref))[:EXAMPLES],
                    reason=f"“{saying[0].text}” beside “{standing.text}”",
                )
            )
    yield from (_together(each) for each in proposed.values())


def _usual(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _is_explained(theirs: str, ours: str, groups: _Groups) -> bool:
    return (
        _are_alike(theirs, ours)
        or theirs.replace(" ", "") == ours.replace(" ", "")
        or american(theirs) == american(ours)
        or _same((theirs, ours), groups)
    )


def _instead_of(
    page: _Page, term: _Gram, everywhere: Counter[_Gram]
) -> tuple[_Gram, float, list[_Wording], _Wording] | None:
    """Find the words of ours whose place theirs take: never beside them, and in the same company."""
    with_it = [each for each in page.theirs if term in each.grams]
    others = [*page.ours, *(each for each in page.theirs if term not in each.grams)]
    best: tuple[tuple[float, int, int, _Gram], _Gram, float, list[_Wording], _Wording] | None = None
    for ours in page.old():
        if page.counts[ours] == 1 or any(set(ours) & each.stems for each in with_it):
            continue  # what one requestor says is that one's own
        if page.counts[ours] < MIN_OWN_SHARE * everywhere[ours]:
            continue  # said about many things, it is a synonym of none
        least = MIN_COMPANY if page.counts[ours] else MIN_COMPANY_UNSAID
        holding = [each for each in others if ours in each.grams]
        nearest = [
            (max((_company(each, term, other, ours), -n) for n, other in enumerate(holding)), each)
            for each in with_it
        ]
        good = [(share, -n, each) for (share, n), each in nearest if share >= least]
        if len({each.ref or each.text for _, _, each in good}) < MIN_INCIDENTS:
            continue
        company = sum(share for share, _, _ in good) / len(with_it)
        rank = (company * (1.25 if ours in page.ours[0].grams else 1.0), len(holding), len(ours), ours)
        if best is None or rank > best[0]:
            _, n, _ = max(good, key=lambda one: one[0])
            best = (rank, ours, company, [each for _, _, each in good], holding[n])
    return None if best is None else best[1:]


def _company(left: _Wording, term: _Gram, right: _Wording, ours: _Gram) -> float:
    """Compare the other words of two wordings (cosine); where they share one alone it must be all there is."""
    one, other = left.stems - set(term), right.stems - set(ours)
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return shared / math.sqrt(len(one) * len(other)) if shared > 1 or one == other else 0.0


def _together(found: Sequence[Proposal]) -> Proposal:
    """Add up what several articles say for one pair."""
    first = max(found, key=lambda each: each.score)
    return Proposal(
        words=first.words,
        kind=first.kind,
        score=round(sum(each.score for each in found), 2),
        said=sum(each.said for each in found),
        among=sum(each.among for each in found),
        elsewhere=min(each.elsewhere for each in found),
        articles=tuple(article for each in found for article in each.articles),
        examples=tuple(example for each in found for example in each.examples)[:EXAMPLES],
        reason=first.reason,
    )


def log_likelihood(said: int, among: int, said_elsewhere: int, elsewhere: int) -> float:
    """Compare two shares (G²); 0 where the first is not the greater one."""
    if not among or said * elsewhere <= said_elsewhere * among:
        return 0.0
    rate = (said + said_elsewhere) / (among + elsewhere)
    cells = (
        (said, among * rate),
        (among - said, among * (1 - rate)),
        (said_elsewhere, elsewhere * rate),
        (elsewhere - said_elsewhere, elsewhere * (1 - rate)),
    )
    return 2 * sum(seen * math.log(seen / expected) for seen, expected in cells if seen)


def _are_alike(left: str, right: str) -> bool:
    """Whether search takes one for the other already: by how they begin, or as a typing error."""
    if left.startswith(right[:4]) and right.startswith(left[:4]) and min(len(left), len(right)) > 3:
        return True
    return edits(left, right, 2) <= (1 if min(len(left), len(right)) < 8 else 2)
