"""The second lock on the index that Whoosh keeps: only what a genuine one names may be unpickled."""

import io
import pickle
from typing import Any

_CLASSES = frozenset(
    {
        ("array", "array"),
        ("array", "_array_reconstructor"),
        ("collections", "defaultdict"),
        ("builtins", "int"),
        ("builtins", "set"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("whoosh.codec.whoosh3", "W3Codec"),
    }
)
"""All that a genuine segment and its postings name."""


class _Unpickler(pickle.Unpickler):
    """Refuses every class but the ones a segment and a block of postings are made of."""

    def find_class(self, module: str, name: str) -> Any:
        """Give an allowed class; raise UnpicklingError for any other."""
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which no index of ours does")
        return super().find_class(module, name)


def load(file: Any) -> Any:
    """Read one from an open file, which is closed where that fails."""
    try:
        return _Unpickler(file).load()
    except Exception:
        file.close()  # Whoosh would leave it open
        raise


def loads(data: bytes) -> Any:
    """Read one from bytes."""
    return _Unpickler(io.BytesIO(data)).load()
