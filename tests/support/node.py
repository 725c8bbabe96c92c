"""What npm brings for tests: found, or skipped with the way to get it; in CI its absence is a failure."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(__file__).parents[1] / "node"


def needed(path: str) -> Path:
    """Give a file that `npm ci` has put into `tests/node/`."""
    found = FOLDER / "node_modules" / path
    if not found.exists():
        missing(path, hint="npm --prefix tests/node ci")
    return found


def missing(what: str, *, hint: str) -> NoReturn:
    """Skip the test and say how to get it; in CI fail."""
    if os.environ.get("KB_NODE") == "required":
        pytest.fail(f"CI needs {what}, and it is not installed")
    pytest.skip(f"no {what} here; get it with: {hint}")
