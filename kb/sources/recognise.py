"""A path in, the source that reads it out; or a clear word on why none does."""

import json
from collections.abc import Mapping
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import ConfigError, InputError, KbError
from kb.io.json_items import signature
from kb.io.lines import decode, head
from kb.io.sheets import is_sheet
from kb.sources.base import Explains, Source

ORDER = (
    "map",  # what somebody declared goes before what we think
    "servicenow-csv", "servicenow-json", "servicenow-xml", "servicenow-xlsx",
    "jira-json", "jira-csv", "jira-xml",
    "zendesk-json", "freshdesk-json", "zammad-json", "glpi-csv", "glpi-json",
    "github-json", "pagerduty-json", "opsgenie-json",
    "slack-export", "teams-json", "mail",
)  # fmt: skip
"""Built-in sources in the order they are asked; guests come after them, by name."""

_JSON_LIMIT = 64 * 1024 * 1024
_HINT = "kb sources lists what can be read; kb sources map FILE proposes how to read any other table"


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
    kind = _kind(path, start)
    if kind == "zip":
        return InputError(
            "not recognised: a zip archive that is neither a chat's export nor a workbook",
            path=path,
            hint="unpack it and name the folder",
        )
    broken = _broken_json(path, start)
    if broken:
        return broken
    first = decode(start).lstrip("\ufeff").strip().partition("\n")[0].strip()
    found = "".join(c if c.isprintable() else "�" for c in first[:200])
    if kind == "json":
        keys = sorted(name for name in signature(path) if name.count(".") < 2)
        found = ", ".join(keys[:12])
    # a header or the names of keys are worth quoting; anything else may be somebody's mail or name
    is_safe = kind == "json" or (sum(found.count(c) for c in ",;\t") >= 1 and "@" not in found)
    looked = [
        source.explain(path, settings) if isinstance(source, Explains) else f"not {source.name} either"
        for source in sources
        if not kind or _speaks(source.name, kind)
    ]
    shown = f"; found: {found}" if found and is_safe else ""
    return InputError(f"not recognised: {'; '.join(looked)}{shown}", path=path, hint=_HINT)


_KINDS = ("json", "xml", "csv", "xlsx")


def _kind(path: Path, start: bytes) -> str:
    """Say what a file looks like, "" when it could be anything."""
    if start.startswith(b"PK\x03\x04"):
        return "xlsx" if is_sheet(path) else "zip"
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins in (b"{", b"["):
        return "json"
    if begins == b"<":
        return "xml"
    first = decode(start).lstrip("\ufeff").strip().partition("\n")[0]
    return "csv" if sum(first.count(mark) for mark in ",;\t") else ""


def _speaks(name: str, kind: str) -> bool:
    """Whether a source may have something to say of a kind: its name ends in it, or in no kind at all."""
    ending = name.rpartition("-")[2]
    return ending == kind or ending not in _KINDS


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
