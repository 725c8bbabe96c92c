"""What is installed under an entry-point group; a broken guest is a named error."""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from kb.errors import ConfigError


def names(group: str) -> tuple[str, ...]:
    """List what is registered, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=group)}))


def load(group: str, name: str) -> Any:
    """Import one member; raise ConfigError when there is none of that name or it does not import."""
    found = [point for point in entry_points(group=group) if point.name == name]
    if not found:
        raise ConfigError(f"no {group} named {name!r}", hint=f"installed: {', '.join(names(group))}")
    return _import(found[0])


def load_all(group: str) -> dict[str, Any]:
    """Import every member, sorted by name."""
    points = {point.name: point for point in entry_points(group=group)}
    return {name: _import(points[name]) for name in sorted(points)}


def versions(*groups: str) -> tuple[tuple[str, str, str], ...]:
    """Give name, distribution and version of all members of some groups, sorted."""
    points = (point for group in groups for point in entry_points(group=group))
    return tuple(
        sorted(
            (point.name, point.dist.name, point.dist.version) for point in points if point.dist is not None
        )
    )


def _import(point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:  # a guest may fail in any way
        raise ConfigError(
            f"the plugin {point.name!r} of {point.group} does not load: {error}",
            hint=f"it comes from {point.value}; update or uninstall it",
        ) from error
