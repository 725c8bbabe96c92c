"""What a site is called, and a workspace's `mkdocs.yml` for a generator that does not run the plugin."""

import html
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from yaml_env_tag import construct_env_tag

from kb.config import LookSettings, ProjectSettings
from kb.errors import ConfigError
from kb.model.article import Audience

PLUGIN = "hypercare-kb"
SEAL = "mkdocs_kb.seal"
DOCS, SITE = "docs", "site"
"""Folders beside the configuration that is made."""

READERS = {
    Audience.INTERNAL: "the team",
    Audience.SUPPORT: "support",
    Audience.USERS: "users",
    Audience.PUBLIC: "everyone",
}

_MAP, _LIST = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
_BUILTIN = ("toc", "tables", "fenced_code")
_OTHER = "build it with MkDocs or ProperDocs, or take it out: kb build --engine properdocs"


class _Reader(yaml.SafeLoader):
    """Reads plain values, and those that stand in the environment, as MkDocs and Zensical do."""


_Reader.add_constructor("!ENV", construct_env_tag)


def names(project: ProjectSettings) -> dict[str, str]:
    """Give the names that the settings, not `mkdocs.yml`, decide; themes print them as they are."""
    return {"site_name": html.escape(project.name), "site_description": html.escape(project.description)}


def defaults(project: ProjectSettings, audience: Audience) -> dict[str, str | None]:
    """Give what holds where `mkdocs.yml` says nothing else."""
    name = html.escape(project.name)
    return {
        "site_url": project.address(audience) or None,
        "copyright": f"{name} · for {READERS[audience]}",
    }


def pictures(look: LookSettings) -> dict[str, str]:
    """Give the project's own logo and favicon, which win over those of `mkdocs.yml`."""
    told = {"logo": look.logo, "favicon": look.favicon or look.logo}
    return {
        name: f"assets/kb/{name if getattr(look, name) else 'logo'}{Path(file).suffix.lower()}"
        for name, file in told.items()
        if file
    }


def without(nav: Any, gone: Set[str]) -> Any:
    """Drop entries and emptied sections from a navigation as `mkdocs.yml` writes it."""
    if isinstance(nav, list):
        kept = (without(item, gone) for item in nav)
        return [item for item in kept if item not in (None, [], {})]
    if isinstance(nav, dict):
        kept_by = {title: without(item, gone) for title, item in nav.items()}
        return {title: item for title, item in kept_by.items() if item not in (None, [], {})}
    return None if isinstance(nav, str) and nav in gone else nav


@dataclass(frozen=True, slots=True, kw_only=True)
class Standalone:
    """A configuration that needs no plugin; `root` is the path of the site's first page on its host."""

    text: str
    root: str


def standalone(
    text: str,
    path: Path,
    *,
    project: ProjectSettings,
    look: LookSettings,
    audience: Audience,
    gone: Set[str],
    mark: str,
) -> Standalone:
    """
    Rewrite a `mkdocs.yml` for Zensical: no plugin, every page sealed, what is `gone` out of the navigation.

    Raise ConfigError for what Zensical would leave out without a word: other plugins, hooks, another file to inherit from.
    """
    try:
        fields = _fields(yaml.compose(text, Loader=_Reader))
        _refuse_ignored(fields, path)
        fields["theme"] = _theme(fields.get("theme"), path, pictures(look))
        _rewrite(fields, project=project, audience=audience, gone=gone, mark=mark)
        address = urlsplit(_value(fields.get("site_url")) or "/")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(f"cannot be read: {error.problem}", path=path, line=line) from error
    return Standalone(text=yaml.serialize(_mapping(fields), allow_unicode=True), root=address.path)


def _rewrite(
    fields: dict[str, yaml.Node],
    *,
    project: ProjectSettings,
    audience: Audience,
    gone: Set[str],
    mark: str,
) -> None:
    unset = {key: value for key, value in defaults(project, audience).items() if not _value(fields.get(key))}
    plain = {
        **names(project),
        **unset,
        "docs_dir": DOCS,
        "site_dir": SITE,
        "use_directory_urls": True,
        "edit_uri": "",
        "plugins": [{"search": {"enabled": False}}],
        "nav": without(_value(fields.get("nav")) or [], gone),
        # All links are looked at once the site is built; the generator looks at some.
        "validation": {"invalid_links": False, "invalid_link_anchors": False},
    }
    fields |= {key: _node(value) for key, value in plain.items()}
    given = _parts(fields.get("markdown_extensions")) or [_node(name) for name in _BUILTIN]
    fields["markdown_extensions"] = yaml.SequenceNode(_LIST, [*given, _node({SEAL: {"mark": mark}})])


def _refuse_ignored(fields: Mapping[str, yaml.Node], path: Path) -> None:
    for key in ("hooks", "INHERIT"):
        if node := fields.get(key):
            line = node.start_mark.line + 1
            raise ConfigError(f"{key} does not work with Zensical", path=path, line=line, hint=_OTHER)
    for item in _parts(fields.get("plugins")):
        name = _value(item) if isinstance(item, yaml.ScalarNode) else str(item.value[0][0].value)
        if name != PLUGIN:
            line = item.start_mark.line + 1
            raise ConfigError(
                f"the plugin {name} would not run with Zensical", path=path, line=line, hint=_OTHER
            )


def _parts(node: yaml.Node | None) -> list[yaml.Node]:
    """Give the items of a list; a mapping counts as a list of mappings of one key, as MkDocs has it."""
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if isinstance(node, yaml.MappingNode):
        return [yaml.MappingNode(node.tag, [pair], pair[0].start_mark) for pair in node.value]
    return []


def _theme(node: yaml.Node | None, path: Path, pictures: Mapping[str, str]) -> yaml.Node:
    """Let the theme look as Material does, and find its own folder from elsewhere."""
    fields = _fields(node) if isinstance(node, yaml.MappingNode) else {}
    if not fields:
        fields = {"name": _node(_value(node) or "material"), "font": _node(False)}
    fields.setdefault("variant", _node("classic"))
    if folder := _value(fields.get("custom_dir")):
        fields["custom_dir"] = _node(str(path.parent / str(folder)))
    return _mapping(fields | {name: _node(file) for name, file in pictures.items()})


def _fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _mapping(fields: Mapping[str, yaml.Node]) -> yaml.Node:
    return yaml.MappingNode(_MAP, [(_node(key), value) for key, value in fields.items()])


def _node(value: Any) -> yaml.Node:
    node = yaml.compose(yaml.safe_dump(value, allow_unicode=True), Loader=_Reader)
    assert node is not None
    return node


def _value(node: yaml.Node | None) -> Any:
    return None if node is None else _Reader("").construct_object(node, deep=True)
