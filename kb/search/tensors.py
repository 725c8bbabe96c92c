"""Read the numbers of a model from a file that a package ships, in the safetensors format: a header, then plain bytes."""

import json
import struct
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kb.errors import ConfigError

_HEADER = 8  # bytes that say how long the header is
_LONGEST_HEADER = 10_000_000
_TYPES = {"F16": "<f2", "F32": "<f4", "I64": "<i8"}


def installed(package: str, *parts: str, hint: str) -> Path:
    """Find a file of an installed package without importing it; raise ConfigError where there is none."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder).joinpath(*parts)
        if path.is_file():
            return path
    raise ConfigError(f"the package {package!r} with {parts[-1]} is not installed", hint=hint)


def numpy(hint: str) -> Any:
    """Import numpy; raise ConfigError where it is not installed."""
    try:
        import numpy as np
    except ImportError as error:
        raise ConfigError("numpy is not installed", hint=hint) from error
    return np


def tokenizer(path: Path, hint: str) -> Any:
    """Read a tokenizer's own file, without padding or truncation; nothing is looked up elsewhere."""
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ConfigError("the package 'tokenizers' is not installed", hint=hint) from error
    try:
        read: Any = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises plain Exception for a file it cannot read
        raise ConfigError(f"the tokenizer cannot be read: {error}", path=path, hint=hint) from error
    read.no_padding()
    read.no_truncation()
    return read


def tensors(path: Path, np: Any, hint: str, wanted: Collection[str]) -> dict[str, Any]:
    """Map a file's tensors by name, as arrays over the file itself; raise ConfigError where the wanted are not there."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(_HEADER))
            if length > _LONGEST_HEADER:
                raise ValueError(f"a header of {length} bytes")
            header = json.loads(file.read(length))
        if not set(wanted) <= set(header):
            raise ValueError(f"no {', '.join(sorted(set(wanted) - set(header)))}")
        data = np.memmap(path, dtype="u1", mode="r", offset=_HEADER + length)
        return {
            name: data[slice(*each["data_offsets"])].view(_TYPES[each["dtype"]]).reshape(each["shape"])
            for name, each in header.items()
            if name != "__metadata__"
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise ConfigError(f"not a file of tensors: {error}", path=path, hint=hint) from error
