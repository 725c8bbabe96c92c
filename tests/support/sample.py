"""
Keep this repository's own workspace what the demo makes; `python -m tests.support.sample` writes it.

With `--accept` the demo's run of `kb search test` becomes the sample's accepted one. This repository's own is another:
its manual is found, too.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from kb import config
from kb.flows import search_test
from kb.flows.demo import demo
from kb.model.article import Audience

ROOT = Path(__file__).parents[2]
SHARED = (
    "kb.toml",
    "content/index.md",
    "content/faq",
    "content/troubleshooting",
    "content/guides",
    "content/_search/judgements.yml",
    "content/_search/synonyms.yml",
    "lessons",
    "archive/incidents",
)
"""What this repository has in common with the sample project; the manual in `content/about/` is its own."""

OWN = """
[check]
# The code and its tests are full of invented people and secrets.
exclude = ["kb/*", "tests/*"]
# The sample project is made anew with each change of what drafts look like.
off = ["KB121"]
"""
"""What its settings say besides."""


def shared_files(root: Path) -> dict[str, bytes]:
    """Give the files both have, path → content."""
    found: dict[str, bytes] = {}
    for name in SHARED:
        paths = [root / name] if (root / name).is_file() else sorted((root / name).rglob("*"))
        found |= {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    if (root / "tests").is_dir():
        found["kb.toml"] = found["kb.toml"].removesuffix(OWN.encode())
    return found


AUDIENCES = (Audience.SUPPORT, Audience.USERS)
"""For whom the sample's search is tested."""

ACCEPTED = Path("kb/sample/search/accepted.json")


def accept(folder: Path) -> None:
    """Keep how search answers in a workspace."""
    settings = config.load(folder)
    for audience in AUDIENCES:
        search_test.accept(search_test.run(settings, audience), settings)


def main() -> None:
    """Make the demo aside and take over what is shared."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "demo"
        demo(made, build_site=False)
        if "--accept" in sys.argv[1:]:
            accept(made)
            (ROOT / ACCEPTED).write_bytes((made / "content" / search_test.ACCEPTED).read_bytes())
        files = shared_files(made)
        for name in SHARED:
            if (ROOT / name).is_dir():
                shutil.rmtree(ROOT / name)
        for name, content in files.items():
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_bytes(content + OWN.encode() if name == "kb.toml" else content)
    accept(ROOT)


if __name__ == "__main__":
    main()
