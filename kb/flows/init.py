"""Make a workspace: settings, a site configuration that works, a first page, a Git repository."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from kb.errors import ConfigError
from kb.io.files import write_if_changed
from kb.io.git import Repository
from kb.site.template import mkdocs_yml


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport:
    """What was made and what was there already; `repository` says whether Git was started here."""

    created: tuple[str, ...]
    kept: tuple[str, ...]
    repository: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a new workspace is told about itself."""

    name: str
    description: str = "Answers to what came up since go-live, each with its source."
    contact: str = "Call the service desk and name the page you tried."
    allow: tuple[str, ...] = ()
    people: str = "exports/people.csv"
    phases: tuple[str, str, str] = ("", "", "")


def init(folder: Path, *, name: str | None = None, dry_run: bool = False) -> InitReport:
    """Make a workspace in a folder, new or not; what is there already is kept as it is."""
    return make(folder, Words(name=name or title_of(folder)), dry_run=dry_run)


def title_of(folder: Path) -> str:
    """Turn a folder's name into a title."""
    words = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else "Knowledge base"


def make(folder: Path, words: Words, *, dry_run: bool = False) -> InitReport:
    """Write every file of a workspace that is not there yet."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError("is a file, not a folder", path=folder, hint="name another folder")
    created: list[str] = []
    kept: list[str] = []
    for name, text in files(words).items():
        if (folder / name).exists():
            kept.append(name)
            continue
        created.append(name)
        if not dry_run:
            write_if_changed(folder / name, text)
    repository = not (folder / ".git").exists()
    if repository and not dry_run:
        Repository.init(folder)
    return InitReport(created=tuple(created), kept=tuple(kept), repository=repository)


def files(words: Words) -> Mapping[str, str]:
    """Give the files of a new workspace: path → text."""
    return {
        "kb.toml": _fill("kb.toml", words, quote=True),
        "mkdocs.yml": mkdocs_yml(words.name, about=False),
        "README.md": _fill("readme.md", words),
        ".gitignore": _fill("gitignore", words),
        ".gitattributes": _fill("gitattributes", words),
        "content/index.md": _fill("index.md", words),
        "content/guides/how-to-use-these-pages.md": _fill("guide.md", words),
        "lessons/.gitkeep": "",
        "archive/incidents/.gitkeep": "",
        ".github/workflows/kb.yml": _fill("ci.yml", words),
        ".pre-commit-config.yaml": _fill("pre-commit.yml", words),
    }


def _fill(template: str, words: Words, *, quote: bool = False) -> str:
    hypercare, transition, steady = words.phases
    text = (resources.files("kb") / "template" / template).read_text(encoding="utf-8")
    values = {
        "NAME": words.name,
        "TITLE": _yaml(words.name),
        "DESCRIPTION": words.description,
        "CONTACT": words.contact,
        "PEOPLE": words.people,
        "HYPERCARE": hypercare,
        "TRANSITION": transition,
        "STEADY": steady,
    }
    for key, value in values.items():
        text = text.replace(f"@{key}@", _toml(value) if quote else value)
    return text.replace("@ALLOW@", ", ".join(f'"{_toml(item)}"' for item in words.allow))


def _toml(text: str) -> str:
    """Escape for a basic TOML string."""
    return "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 else c for c in text.replace("\\", "\\\\").replace('"', '\\"')
    )


def _yaml(text: str) -> str:
    """Quote for YAML, whatever stands in it."""
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"
