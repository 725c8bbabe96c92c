"""A path in, the source that reads it out; or a clear word on why none does."""

import json
from collections.abc import Mapping
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import ConfigError, InputError, KbError
from kb.io.lines import decode, head
from kb.sources.base import Explains, Source

ORDER = ("map", "servicenow-csv", "jira-json")
"""Built-in sources in the order they are asked; guests come after them, by name."""

_JSON_LIMIT = 64 * 1024 * 1024
_HINT = "name it with kb harvest --source …, or declare its columns as [[harvest.map]] in kb.toml"


def recognise(
    path: Path, settings: HarvestSettings, sources: Mapping[str, Source], *, forced: str | None = None
) -> Source:
    """Choose the source; raise InputError naming what was looked for, ConfigError for an unknown `forced` name."""
    if forced is not None and forced not in sources:
        raise ConfigError(f"no source named {forced!r}", hint=f"installed: {', '.join(sorted(sources))}")
    _must_hold_something(path)
    if forced is not None:
        return sources[forced]
    asked = [name for name in ORDER if name in sources] + sorted(set(sources) - set(ORDER))
    for name in asked:
        if sniffs(sources[name], path, settings):
            return sources[name]
    raise _unknown(path, settings, [sources[name] for name in asked])


def _must_hold_something(path: Path) -> None:
    if not path.exists():
        raise InputError("no such file", path=path, hint="check the name, or list the folder")
    if path.is_dir():
        return
    if not path.is_file():
        raise InputError("neither a file nor a folder", path=path)
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", path=path, hint="check its permissions"
        ) from error
    if not head(path).strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise InputError("empty file", path=path, hint="export it again")


def sniffs(source: Source, path: Path, settings: HarvestSettings) -> bool:
    """Ask a source; raise ConfigError naming it when it fails instead of answering."""
    try:
        return source.sniff(path, settings)
    except KbError:
        raise
    except Exception as error:  # a guest may fail in any way
        raise ConfigError(
            f"the source {source.name!r} failed on {path}: {error}",
            hint="update or uninstall it, or name another with --source",
        ) from error


def _unknown(path: Path, settings: HarvestSettings, sources: list[Source]) -> InputError:
    if path.is_dir():
        return InputError(
            "not recognised: no file in this folder is an export that can be read",
            path=path,
            hint="kb sources lists what can be read",
        )
    start = head(path)
    if start.startswith(b"PK\x03\x04"):
        return InputError(
            "not recognised: a zip archive or a spreadsheet", path=path, hint="unpack it, or save it as CSV"
        )
    broken = _broken_json(path, start)
    if broken:
        return broken
    looked = [
        source.explain(path, settings) if isinstance(source, Explains) else f"not {source.name} either"
        for source in sources
    ]
    first = decode(start).lstrip("\ufeff").strip().partition("\n")[0].strip()
    found = "".join(c if c.isprintable() else "�" for c in first[:200])
    # a header is worth quoting; anything else may be somebody's mail or name
    shown = f"; found: {found}" if sum(found.count(c) for c in ",;\t") >= 1 and "@" not in found else ""
    return InputError(f"not recognised: {'; '.join(looked)}{shown}", path=path, hint=_HINT)


def _broken_json(path: Path, start: bytes) -> InputError | None:
    """Say where a file that begins like JSON stops being it."""
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    try:
        if path.stat().st_size > _JSON_LIMIT:
            return None
        json.loads(decode(path.read_bytes()).lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        return InputError(f"broken JSON: {error.msg}", path=path, line=error.lineno, hint="export it again")
    except RecursionError:
        return InputError("broken JSON: nested too deeply", path=path, line=1, hint="export it again")
    except ValueError:
        return InputError("broken JSON: a number with too many digits", path=path, hint="export it again")
    except OSError as error:
        return InputError(f"cannot be read: {error.strerror}", path=path)
    return None
