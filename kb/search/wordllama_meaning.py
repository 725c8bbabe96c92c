"""
Meaning from one table: a text is the mean of its word pieces' vectors (the package `wordllama`).

The package itself is never imported: its loader looks for the tokenizer in the wrong folder and then asks the network.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from kb.search.tensors import installed, numpy, tensors, tokenizer

_INSTALL = "pip install 'hypercare-kb[semantic]'"
_PACKAGE = "wordllama"
_TABLE = "embedding.weight"
_PIECES = 512  # of a text that count


class WordllamaMeaning:
    """A table of 32,000 word pieces with 256 numbers each."""

    def __init__(self) -> None:
        self._np = numpy(_INSTALL)
        weights = installed(_PACKAGE, "weights", "l2_supercat_256.safetensors", hint=_INSTALL)
        words = installed(_PACKAGE, "tokenizers", "l2_supercat_tokenizer_config.json", hint=_INSTALL)
        self._table = tensors(weights, self._np, _INSTALL, (_TABLE,))[_TABLE]
        self._tokenizer = tokenizer(words, _INSTALL)
        self.name = f"{_PACKAGE} {version(_PACKAGE)}"
        self.dimension = int(self._table.shape[1])

    def vectors(self, texts: Sequence[str]) -> Any:
        """Give one row of length 1 for each text; an empty text is all zeros."""
        np = self._np
        found = np.zeros((len(texts), self.dimension), dtype="f4")
        for row, text in enumerate(texts):
            each = self._tokenizer.encode(text, add_special_tokens=False)
            pieces = [piece for piece in each.ids[:_PIECES] if piece < len(self._table)]
            if pieces:
                total = self._table[pieces].astype("f4").sum(axis=0)
                found[row] = total / max(float(np.sqrt((total * total).sum())), 1e-9)
        return found
