"""Settings read from `kb.toml`, or `[tool.kb]` in `pyproject.toml`."""

import difflib
import tomllib
import types
import typing
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from kb.config.checks import validate
from kb.config.settings import SECTIONS, Settings
from kb.errors import ConfigError

FILE = "kb.toml"

_T = TypeVar("_T")


def find_root(start: Path) -> Path:
    """Walk up from a folder to the workspace that holds it; raise ConfigError when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file() or _tool_table(folder / "pyproject.toml") is not None:
            return folder
    raise ConfigError(
        f"{start} is not in a workspace: no {FILE} here or above",
        hint="make one with: kb init my-kb",
    )


def load(root: Path) -> Settings:
    """Read the settings; raise ConfigError naming the file and the setting for anything unknown or mistyped."""
    path = root / FILE
    if path.is_file():
        table = _parse(path)
    else:
        path = root / "pyproject.toml"
        table = _tool_table(path) or {}
    unknown = sorted(set(table) - set(SECTIONS))
    if unknown:
        raise _unknown(unknown[0], SECTIONS, path)
    sections = {name: _build(cls, table.get(name, {}), name, path) for name, cls in SECTIONS.items()}
    settings = Settings(root=root.resolve(), **sections)
    validate(settings, path)
    if settings.feedback.mail and settings.feedback.mail not in settings.redact.allow:
        # it stands below each article, so it is no secret
        allow = (*settings.redact.allow, settings.feedback.mail)
        return replace(settings, redact=replace(settings.redact, allow=allow))
    return settings


def _tool_table(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("kb")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        return None  # somebody else's file, or not ours to judge
    return table if isinstance(table, dict) else None


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8", path=path, hint="save the file as UTF-8") from error


def _build(cls: type[_T], table: Any, where: str, path: Path) -> _T:
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table", path=path, hint=f"write [{where}]")
    assert is_dataclass(cls)
    known: dict[str, Field[Any]] = {item.name: item for item in fields(cls)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise _unknown(f"{where}.{unknown[0]}", {f"{where}.{name}": None for name in known}, path)
    kinds = typing.get_type_hints(cls)
    values = {name: _value(kinds[name], value, f"{where}.{name}", path) for name, value in table.items()}
    assert all(item.default is not MISSING for item in known.values())
    return cls(**values)


def _value(kind: Any, value: Any, where: str, path: Path) -> Any:
    origin = typing.get_origin(kind)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        if not isinstance(value, list):
            raise ConfigError(f"{where} must be a list", path=path)
        if is_dataclass(inner):
            return tuple(_build(inner, item, where, path) for item in value)  # type: ignore[arg-type]
        return tuple(_value(inner, item, where, path) for item in value)
    if isinstance(kind, types.UnionType):  # a setting that may be left out; TOML has no word for none
        return _value(typing.get_args(kind)[0], value, where, path)
    if is_dataclass(kind):
        return _build(kind, value, where, path)  # type: ignore[arg-type]
    if issubclass(kind, StrEnum):
        try:
            return kind(value)
        except ValueError as error:
            choices = ", ".join(member.value for member in kind)
            raise ConfigError(f"{where} is {value!r}, not one of {choices}", path=path) from error
    if kind is str and type(value) is date:
        return value.isoformat()  # TOML knows dates without quotes
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"{where} must be {names[kind]}", path=path)
    return value


def _unknown(name: str, known: Any, path: Path) -> ConfigError:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
    return ConfigError(f"unknown setting {name}", path=path, hint=hint)
