"""Examples of how a site is run for others, as files one can put in place."""

from dataclasses import dataclass
from importlib import resources

from kb.errors import ConfigError

EXAMPLES = {
    "nginx": ("nginx.conf", "nginx in front of `kb serve`"),
    "systemd": ("kb.service", "`kb serve` as a service of a Linux machine"),
    "container": ("Containerfile", "an image with one audience's site and its search"),
    "github": ("github-pages.yml", "a workflow that publishes to GitHub Pages"),
    "gitlab": ("gitlab-pages.yml", "a pipeline that publishes to GitLab Pages"),
}
"""Name → the file it is shipped as, and what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One file, whole, and what it is."""

    name: str
    file: str
    about: str
    text: str


def example(name: str) -> Example:
    """Give one example; raise ConfigError where there is none of that name."""
    if name not in EXAMPLES:
        raise ConfigError(f"no example named {name!r}", hint=f"known: {', '.join(EXAMPLES)}")
    file, about = EXAMPLES[name]
    text = (resources.files("kb") / "template" / "hosting" / file).read_text(encoding="utf-8")
    return Example(name=name, file=file, about=about, text=text)
