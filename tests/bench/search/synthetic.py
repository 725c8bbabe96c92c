"""A made-up base of any size: words as rare as words are (Zipf), with titles, codes and products like real ones."""

from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from kb.model.article import Audience
from kb.model.search import Document

SEED = 20260901
VOCABULARY = 50_000
LENGTH = 300
CODES = ("WDR", "PAY", "SSO", "INT", "HIR", "SEC", "ADR")
PRODUCTS = tuple(
    f"{area} {part}"
    for area in ("Payroll", "Recruiting", "Absence", "Time", "Core")
    for part in ("One", "Two", "Three")
)

_SYLLABLES = tuple(
    a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "or")
)


class Base:
    """Makes documents and questions from one seed; the same every time."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self._random.choices(_SYLLABLES, k=self._random.choice((1, 2, 2, 3, 3, 4))))] = None
        self.words = tuple(words)
        self._frequent = frozenset(self.words[:100])
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))

    def word(self) -> str:
        """Draw a word by its rank."""
        return self.words[bisect(self._weights, self._random.random() * self._weights[-1])]

    def rare(self) -> str:
        """Draw a word that is none of the most frequent hundred: what people search for says something."""
        while (word := self.word()) in self._frequent:
            pass
        return word

    def sentence(self, length: int) -> str:
        """Make a sentence."""
        return " ".join(self.word() for _ in range(length)).capitalize() + "."

    def prose(self, length: int) -> str:
        """Make sentences of so many words together."""
        return " ".join(self.sentence(15) for _ in range(length // 15))

    def document(self, number: int) -> Document:
        """Make an article of about 300 words."""
        random = self._random
        product = random.choice(PRODUCTS)
        code = f"{random.choice(CODES)}-{random.randrange(100, 9999)}"
        title = f"{self.rare()} {self.word()} {self.rare()} {self.word()} – {product}".capitalize()
        issue = f"{self.prose(45)} {code}."
        return Document(
            id=f"kb-{number:08x}",
            title=title,
            url=f"troubleshooting/page-{number}/",
            kind="article",
            audience=Audience.SUPPORT,
            confidence=random.choice(("wip", "not-validated", "not-validated", "validated")),
            evidence=random.randrange(12),
            summary=issue.split(". ")[0],
            type=random.choice(("faq", "howto", "troubleshooting", "known-error")),
            products=(product,),
            changed=date(2026, 1, 1) + timedelta(days=random.randrange(300)),
            fields={
                "title": title,
                "also_asked_as": "\n".join(self.sentence(6) for _ in range(4)),
                "codes": code,
                "issue": issue,
                "environment": product,
                "tags": product.casefold().replace(" ", "-"),
                "ids": f"kb-{number:08x}",
                "resolution": self.prose(LENGTH - 105),
                "body": self.prose(30),
            },
        )

    def question(self, length: int, document: Document | None = None) -> str:
        """Ask in so many words, most of them a page's if one is given; of forty words many say little."""
        random = self._random
        own = document.fields["issue"].split() if document else []
        words = [
            random.choice(own).strip(".")
            if own and random.random() < 0.7
            else self.rare()
            if length < 10
            else self.word()
            for _ in range(length)
        ]
        return " ".join(words)
