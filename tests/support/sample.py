"""Keep this repository's own workspace what the demo makes; `python -m tests.support.sample` writes it."""

import shutil
import tempfile
from pathlib import Path

from kb.flows.demo import demo

ROOT = Path(__file__).parents[2]
SHARED = (
    "kb.toml",
    "content/index.md",
    "content/faq",
    "content/troubleshooting",
    "content/guides",
    "content/_search",
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


def main() -> None:
    """Make the demo aside and take over what is shared."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "demo"
        demo(made, build_site=False)
        files = shared_files(made)
        for name in SHARED:
            if (ROOT / name).is_dir():
                shutil.rmtree(ROOT / name)
        for name, content in files.items():
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_bytes(content + OWN.encode() if name == "kb.toml" else content)


if __name__ == "__main__":
    main()
