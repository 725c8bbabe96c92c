"""Which articles stand near one: by the codes, words and products they share."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kb.model.article import Article
from kb.model.prose import fold

LIMIT = 4
KNOWN_BY_KEY = 40
"""How many articles of a product, code or word may be proposed; keeps the cost in proportion to pages."""

SHORTEST = 5
"""Shorter words say little about what a page is on."""

_WORD = re.compile(rf"[^\W_]{{{SHORTEST},}}")

ENOUGH = 2
"""One common word alone makes no relation."""

_WEIGHTS = {"code": 5, "product": 2, "word": 1}


class Kin:
    """Knows the articles one audience may read; give it no others, for it proposes any of them."""

    def __init__(self, articles: Sequence[Article]) -> None:
        """Take the articles in the order in which equals are proposed."""
        self._rank = {article.id: number for number, article in enumerate(articles)}
        self._by: dict[tuple[str, str], list[Article]] = defaultdict(list)
        self._keys = {article.id: _keys(article) for article in articles}
        for article in articles:
            for key in self._keys[article.id]:
                if len(self._by[key]) < KNOWN_BY_KEY:
                    self._by[key].append(article)

    def of(self, article: Article) -> list[Article]:
        """
        List the closest ones, at most four: shared codes count most, then products, then each word.

        A word that very many articles share says nothing.
        """
        scores: Counter[str] = Counter()
        found: dict[str, Article] = {}
        for kind, key in self._keys.get(article.id) or _keys(article):
            others = self._by.get((kind, key), ())
            if kind == "word" and len(others) >= KNOWN_BY_KEY:
                continue
            for other in others:
                if other.id != article.id:
                    found[other.id] = other
                    scores[other.id] += _WEIGHTS[kind]
        near = (id_ for id_ in found if scores[id_] >= ENOUGH)
        order = sorted(near, key=lambda id_: (-scores[id_], self._rank[id_]))
        return [found[id_] for id_ in order[:LIMIT]]


def _keys(article: Article) -> list[tuple[str, str]]:
    codes = (("code", fold(code)) for code in article.error_codes)
    names = (("product", fold(name)) for name in article.environment)
    return list(dict.fromkeys([*codes, *_words(article), *names]))


def _words(article: Article) -> list[tuple[str, str]]:
    """Take the words of the title without its environment, and those that other wordings have in common."""
    title = set(_cut(article.title.partition(" – ")[0]))
    others = Counter(word for wording in article.also_asked_as for word in set(_cut(wording)))
    often = {word for word, number in others.items() if number > 1}
    products = {word for name in article.environment for word in _cut(name)}
    return [("word", word) for word in sorted((title | often) - products)]


def _cut(text: str) -> list[str]:
    return _WORD.findall(fold(text))
