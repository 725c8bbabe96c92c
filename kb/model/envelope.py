"""The one envelope of all that speaks JSON: commands with `--json`, and the counter's API."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SCHEMA = "kb/1"


def envelope(
    command: str,
    *,
    ok: bool,
    counts: Mapping[str, Any] | None = None,
    items: Iterable[Any] = (),
    warnings: Sequence[Mapping[str, Any]] = (),
    elapsed_ms: int,
    **more: Any,
) -> dict[str, Any]:
    """Put a result into its envelope; `more` are the command's own values."""
    return {
        "schema": SCHEMA,
        "command": command,
        "ok": ok,
        "counts": dict(counts or {}),
        "items": list(items),
        "warnings": list(warnings),
        **more,
        "elapsed_ms": elapsed_ms,
    }
