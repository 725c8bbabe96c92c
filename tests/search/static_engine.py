"""Ask the exported engine, in Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kb.model.portal import Asset

needs_node = pytest.mark.skipif(
    shutil.which("node") is None and os.environ.get("KB_BROWSER") != "required",
    reason="there is no node here",
)


def unpack(assets: Sequence[Asset], folder: Path) -> Path:
    """Write exported files and give the folder of `search.js`."""
    for asset in assets:
        path = folder / asset.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(asset.content)
    return folder / "assets" / "kb"


def ask(assets: Sequence[Asset], queries: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run every query; give `answers` in the same order, and the names of the files `loaded`."""
    site = unpack(assets, folder)
    (folder / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    script = Path(__file__).parent / "ask.cjs"
    done = subprocess.run(
        ["node", str(script), str(site), str(folder / "queries.json")],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
