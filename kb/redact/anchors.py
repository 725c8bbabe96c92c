"""Where a rule's first words stand: texts without them are passed at once."""

from collections.abc import Iterator

from kb.redact.view import View


def word_set(words: str) -> frozenset[str]:
    """Make a set of words, folded and in lower case, that are written with blanks between."""
    return frozenset(words.split())


def anchors(seen: View, words: frozenset[str]) -> Iterator[int]:
    """Say where these words begin in the text, each word in its order; words are as `View.words` gives them."""
    lower = seen.lower
    for word in sorted(words):
        place = lower.find(word)
        while place >= 0:
            end = place + len(word)
            if not lower[end : end + 1].isalnum() and not lower[place - 1 : place].isalnum():
                yield place
            place = lower.find(word, end)
