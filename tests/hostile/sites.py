"""Sites of hostile texts, each built with one line of defence up and the others down; only tests can do that."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from kb import site
from kb.articles import markdown
from kb.model.article import Audience
from kb.model.prose import one_line
from kb.site import sanitise as sanitising
from kb.site import words as wording
from tests.hostile.corpus import ACTS, ADDRESSES, CONSTRUCTS, LINKS, NAUGHTY
from tests.support.build import an_article
from tests.support.workspace import a_row, a_workspace, an_export, kb

_ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)


class Through:
    """Stands in the sanitiser's place and lets everything through."""

    def clean(self, html: str) -> str:
        return html


@contextmanager
def without_sanitiser() -> Iterator[None]:
    """Take the second line down, whoever calls it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sanitising, "_cleaner", Through)
        _everywhere(patch, "inert", sanitising.inert, lambda value: value)
        yield


@contextmanager
def without_escaping() -> Iterator[None]:
    """Take down what writes texts into pages so that they mean themselves: titles, tags and lists come as they are."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("words", "attribute"):
            _everywhere(patch, name, getattr(wording, name), one_line)
        yield


def _everywhere(patch: pytest.MonkeyPatch, name: str, was: object, becomes: object) -> None:
    # What is first imported while a line is down would keep it down.
    for module in (*(each.name for each in walk_packages(site.__path__, "kb.site.")), "mkdocs_kb.plugin"):
        import_module(module)
    for module in [*sys.modules.values()]:
        if getattr(module, name, None) is was:
            patch.setattr(module, name, becomes)


def generated(root: Path, out: Path, audience: Audience = Audience.INTERNAL) -> Path:
    """Build without a policy, as a generator does that is called by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_AUDIENCE", audience.value)
        build(load_config(str(root / "mkdocs.yml"), site_dir=str(out), strict=False))
    return out


def written_by_hand(root: Path) -> Path:
    """Write articles whose every field and body tries to act."""
    a_workspace(root)
    acts, templates = list(ACTS.values()), [*CONSTRUCTS.values()]
    for number, act in enumerate(acts):
        mine = templates[number % len(templates) :: len(acts)]
        links = [*LINKS.values()][number % len(LINKS)]
        told = [template.format(act) for template in mine]
        told += [links.format(address) for address in ADDRESSES.values()]
        article = an_article(
            f"kb-{number:08x}",
            title=f"Zebra {act}",
            owner=act,
            environment=(f"Product {acts[number % 3]}", act),
            error_codes=(f"ABC-10{number}",),
            also_asked_as=(act, NAUGHTY[number]),
            tags=(act,),
            body="## Issue\n\nA zebra " + act + "\n\n## Resolution\n\n" + "\n\n".join(told) + "\n",
        )
        path = root / "content" / "troubleshooting" / f"act-{number}-{article.id}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(markdown.render(article), encoding="utf-8")
    guide = root / "content" / "guides" / "x \"><img src=x onerror=hit('path')>.md"
    guide.parent.mkdir(exist_ok=True)
    guide.write_text(f"---\ntitle: Guide\naudience: internal\n---\n\n## {acts[4]}\n\nA zebra.\n")
    return root


def harvested(root: Path) -> Path:
    """Harvest incidents whose every field tries to act, with the real command."""
    a_workspace(root)
    texts = [template.format(act) for template in CONSTRUCTS.values() for act in list(ACTS.values())[::5]]
    texts += [
        template.format(address) for template in LINKS.values() for address in [*ADDRESSES.values()][::4]
    ]
    texts += NAUGHTY
    rows = []
    for number in range(0, len(texts), 8):
        here = texts[number : number + 8]
        act = [*ACTS.values()][number // 8 % len(ACTS)]
        rows.append(
            _told(
                a_row(
                    f"INC{48000 + number:07d}",
                    short_description=f"Zebra {number} {here[0][:200]}",
                    description=f"The zebra number {number} stays black and white since Monday.\n\n"
                    + "\n\n".join(here),
                    close_notes="1. Open the stable of the zebra.\n2. Publish " + "\n3. Set ".join(here),
                    cmdb_ci=f"Product {act[:60]}",
                    assignment_group=f"Group {act[:60]}",
                )
            )
        )
    export = an_export(root.parent / f"{root.name}.csv", rows)
    done = kb(root, "harvest", "--min-incidents", 1, export)
    assert done.code == 0, done.err
    return root


def _told(row: dict[str, str]) -> dict[str, str]:
    """Leave out what the export's encoding has no sign for."""
    return {
        name: value.encode("cp1252", "ignore").decode("cp1252").replace("\0", "")
        for name, value in row.items()
    }


def pages(folder: Path) -> list[Path]:
    """List the pages of a built site."""
    return sorted(folder.rglob("*.html"))


CHART = re.compile(r'(<div class="kb-chart" data-kb-chart="\d+">)<svg .*?</svg>', re.DOTALL)
"""What is drawn of our own figures, put in after the sanitiser; hostile text has no place for one."""


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what stands in each page's article element."""
    for path in pages(folder):
        for found in _ARTICLE.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(folder).as_posix(), CHART.sub("", found[1])


def all_in_one(folder: Path, pieces: list[str], name: str) -> Path:
    """Put many pieces into one page of the site's own theme, so that one visit sees them all."""
    page = (folder / "404.html").read_text(encoding="utf-8")
    assert page.count("</article>") == 1
    base = re.sub(r'(href|src)="/', r'\1="', page)
    path = folder / f"{name}.html"
    path.write_text(base.replace("</article>", "\n".join(pieces) + "</article>"), encoding="utf-8")
    return path
