"""
What a second harvest of an unchanged export costs beside the first, both as whole processes.

Run by hand: `.venv/bin/python -m tests.bench.again --rows 5000`; `--export PATH` takes a file or folder of your own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.harvest import write

QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def seconds(folder: Path, *arguments: str) -> float:
    """Time one run of `kb` in a folder."""
    start = time.perf_counter()
    code = "import sys; from kb.cli.main import main; sys.exit(main(sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | QUIET,
    )
    return time.perf_counter() - start


def main() -> None:
    """Harvest twice, then once more with only the readings kept, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--export", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        export = asked.export.resolve() if asked.export else root / "incident.csv"
        if not asked.export:
            write(export, asked.rows)
        seconds(root, "init", "kb")
        first = seconds(root / "kb", "harvest", str(export))
        again = min(seconds(root / "kb", "harvest", str(export)) for _ in range(3))
        (root / "kb" / ".kb" / "harvest.json").unlink()
        kept = seconds(root / "kb", "harvest", str(export))
        print(f"first {first:.1f} s; again {again:.2f} s, {first / again:.0f} times quicker")
        print(f"again, when something else has changed: {kept:.1f} s, {first / kept:.1f} times quicker")


if __name__ == "__main__":
    main()
