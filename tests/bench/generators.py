"""
What `kb build` takes with each site generator: processor time of the whole command, in turn in one run.

    python -m tests.bench.generators [--articles N] [--runs N]

Without --articles it builds the sample project.
"""

import argparse
import importlib.util
import tempfile
from pathlib import Path

from kb.flows.demo import demo
from kb.io.engine import ENGINES
from tests.bench.machines import seconds, write


def main() -> None:
    """Print the least of each generator, and its ratio to MkDocs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    engines = [name for name in ENGINES if importlib.util.find_spec(name)]
    took: dict[str, list[float]] = {name: [] for name in engines}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "kb"
        if asked.articles:
            seconds(root.parent, "init", "kb", more={})
            write(root, asked.articles)
        else:
            demo(root, build_site=False)
        seconds(root, "build", more={})  # the index is made once
        for _ in range(asked.runs):
            for name, times in took.items():
                times.append(seconds(root, "build", "--engine", name, more={}))
        pages = len(list(root.glob("site/*/**/index.html")))
    least = {name: min(times) for name, times in took.items()}
    for name, time in least.items():
        print(f"{pages} pages, {name}: {time:.1f} s of CPU, {time / least['mkdocs']:.2f} of MkDocs")


if __name__ == "__main__":
    main()
