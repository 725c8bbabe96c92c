"""Pairs that show in how words are written: initials of a phrase, and two spellings of one word."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence

from kb.search.analysis import tokens
from kb.search.languages import DEFAULT, stem, stop_words
from kb.search.told import EXAMPLES, HIDDEN, Proposal, Told

ABBREVIATION = range(2, 6)  # letters
_SPREAD = 2  # texts that say an abbreviation, and its phrase
_SPELLINGS = (
    (re.compile(r"is(e[ds]?|ing|ations?|ers?)$"), r"iz\1"),
    (re.compile(r"our(s|ed|ing|ite|ites)?$"), r"or\1"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"ence(s?)$"), r"ense\1"),
    (re.compile(r"amme(s?)$"), r"am\1"),
    (re.compile(r"ll(ed|ing|er|ers|ment|ments)$"), r"l\1"),
)


def abbreviations(told: Sequence[Told], known: Container[tuple[str, ...]]) -> Iterator[Proposal]:
    """Find short words that are the initials of a phrase said about the same article."""
    pairs: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    abbreviated: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in told:
        silent = stop_words((each.language,))
        texts = [*each.wordings, *(("", text) for text in (each.title, each.issue, *each.texts))]
        short: dict[str, set[str]] = defaultdict(set)
        phrases: dict[tuple[str, str], set[str]] = defaultdict(set)
        together: list[str] = []
        for number, (ref, text) in enumerate(texts):
            where = ref or f" {number}"  # no incident is called so
            words = [token.surface for token in tokens(HIDDEN.sub(" ", text)) if not token.part]
            for word in words:
                if len(word) in ABBREVIATION and word.isalpha() and word not in silent:
                    short[word].add(where)
            together.append(" ".join(words))
            for initials, phrase in _initials(words, silent):
                phrases[initials, phrase].add(where)
        for (initials, phrase), places in phrases.items():
            said = short.get(initials, set())
            if len(said) < _SPREAD or len(places) < _SPREAD or (initials,) in known:
                continue
            if len(initials) > 2 or any(
                f"{phrase} {initials}" in text or f"{initials} {phrase}" in text for text in together
            ):
                pairs[initials, phrase][each.article] |= places
                abbreviated[initials, phrase] |= said
    for (initials, phrase), articles in pairs.items():
        said = abbreviated[initials, phrase]
        whole = sum(len(held) for held in articles.values())
        yield Proposal(
            words=(initials, phrase),
            kind="abbreviation",
            score=float(min(len(said), whole)),
            said=len(said),
            among=whole,
            articles=tuple(sorted(articles)),
            examples=tuple(sorted(ref for ref in said if ref[0] != " "))[:EXAMPLES],
            reason=f"“{initials}” are the initials of “{phrase}”, said about the same articles",
        )


def _initials(words: Sequence[str], silent: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the initials of each phrase that begins and ends with a word that says something."""
    for start, word in enumerate(words):
        if word in silent or not word.isalpha():
            continue
        every = said = word[0]
        for end in range(start + 1, min(len(words), start + 6)):
            following = words[end]
            if not following.isalpha() or len(following) < 2:
                break
            every += following[0]
            said += "" if following in silent else following[0]
            if following in silent:
                continue
            phrase = " ".join(words[start : end + 1])
            for initials in {every, said}:
                if len(initials) in ABBREVIATION:
                    yield initials, phrase


def spellings(told: Sequence[Told]) -> Iterator[Proposal]:
    """Find words that stand in two spellings whose stems differ."""
    held: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for each in told:
        if each.language != DEFAULT:
            continue
        texts: Iterable[tuple[str, str]] = (
            *each.wordings,
            *(("", text) for text in (each.title, each.issue, *each.texts)),
        )
        for ref, text in texts:
            for word in {token.surface for token in tokens(HIDDEN.sub(" ", text)) if not token.part}:
                if len(word) > 4 and word.isalpha():
                    held[american(word)][word].append((ref, each.article))
    for plain, spelled in held.items():
        stems = {stem(word): word for word in sorted(spelled)}
        if len(stems) < 2:
            continue
        british = max(
            (word for word in spelled if word != plain), key=lambda word: (len(spelled[word]), word)
        )
        other = plain if plain in spelled else next(word for word in sorted(spelled) if word != british)
        places = [*spelled[other], *spelled[british]]
        yield Proposal(
            words=(other, british),
            kind="spelling",
            score=float(min(len(spelled[other]), len(spelled[british]))),
            said=len(spelled[other]),
            among=len(spelled[british]),
            articles=tuple(sorted({article for _, article in places})),
            examples=tuple(dict.fromkeys(ref for ref, _ in places if ref))[:EXAMPLES],
            reason="two spellings of one word, which are not found by each other",
        )


def american(word: str) -> str:
    """Spell a word the American way, by its ending."""
    for pattern, other in _SPELLINGS:
        word, changed = pattern.subn(other, word)
        if changed:
            break
    return word
