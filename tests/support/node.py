"""What npm brings for tests: found, or skipped with the way to get it; in CI its absence is a failure."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "node"
HINT = "npm --prefix tests/node ci"


def needed(path: str) -> Path:
    """Give a file that `npm ci` has put into `tests/node/`."""
    found = FOLDER / "node_modules" / path
    if found.exists():
        return found
    if os.environ.get("KB_NODE") == "required":
        pytest.fail(f"CI needs {path}, and it is not installed")
    pytest.skip(f"no {path} here; get it with: {HINT}")
