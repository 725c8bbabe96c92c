"""A meaning made by hand: words that say the same point the same way; nothing is guessed from letters."""

from collections.abc import Sequence
from typing import Any

_GROUPS = (
    "payslip salary pay wage remuneration statement",
    "password login sign account locked",
    "vacation holiday leave absence",
    "printer print paper badge",
    "bank iban transfer account",
    "candidate applicant hire recruiting",
)


class InventedMeaning:
    """One direction for each group of words; a word of two groups points between them."""

    def __init__(self, version: str = "1") -> None:
        self.name = f"invented {version}"
        self.dimension = len(_GROUPS)
        self.computed: list[str] = []

    def vectors(self, texts: Sequence[str]) -> Any:
        """Add the directions of a text's words, and make the sum one long."""
        import numpy as np

        self.computed += texts
        rows = np.zeros((len(texts), self.dimension), dtype="f4")
        for row, text in zip(rows, texts, strict=True):
            text.encode()  # what no tokenizer can read fails here as it would there
            for word in text.lower().replace(".", " ").split():
                for place, group in enumerate(_GROUPS):
                    row[place] += word in group.split()
            row /= max(float(np.sqrt((row * row).sum())), 1e-9)
        return rows
