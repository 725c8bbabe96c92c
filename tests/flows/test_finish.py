"""A site is only put in place with one policy in all its pages, and nothing in them that it would break."""

from pathlib import Path

import pytest

from kb.errors import StateError
from kb.flows.finish import POLICY, finish
from tests.support.workspace import kb

PAGE = "<html><head><script>theme()</script></head><body>{}</body></html>"


def a_built(folder: Path, **pages: str) -> Path:
    folder.mkdir()
    (folder / "404.html").write_text(PAGE.format(""))
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(PAGE.format(body))
    return folder


def test_every_page_holds_the_policy_and_a_server_finds_it_beside(tmp_path: Path) -> None:
    site = a_built(tmp_path / "new", a="Å", b="b")

    finish(site)

    told = (site / POLICY).read_text()
    assert told.startswith("default-src 'none'; script-src 'self' 'sha256-")
    for page in site.glob("*.html"):
        assert told.partition("; frame-ancestors")[0] in page.read_text(encoding="utf-8")


def test_the_same_pages_make_the_same_bytes(tmp_path: Path) -> None:
    one, other = (a_built(tmp_path / name, a="a", b="b") for name in ("one", "other"))

    finish(one)
    finish(other)

    assert [p.read_bytes() for p in sorted(one.rglob("*.*"))] == [
        p.read_bytes() for p in sorted(other.rglob("*.*"))
    ]


def test_what_breaks_the_policy_is_named_with_its_page(tmp_path: Path) -> None:
    site = a_built(tmp_path / "new", a="<b onclick=x>", **{f"p{n:02}": "<p style='a:b'>" for n in range(14)})

    with pytest.raises(StateError) as refused:
        finish(site)

    assert "  a.html: an event handler, onclick of b\n" in str(refused.value)
    assert str(refused.value).endswith("… and 3 more")
    assert not (site / POLICY).exists()


def test_a_build_that_would_call_another_host_leaves_the_old_site(tmp_path: Path) -> None:
    """With its fonts on, the theme loads them from elsewhere and writes a style into each page."""
    root = tmp_path / "kb"
    assert kb(tmp_path, "init", "kb").code == 0
    assert kb(root, "build").code == 0
    (index,) = root.glob("site/*/index.html")
    before = index.read_bytes()
    configuration = root / "mkdocs.yml"
    text = configuration.read_text()
    assert "font: false" in text
    configuration.write_text(text.replace("font: false", "font: {text: Roboto}"))

    done = kb(root, "build")

    assert done.code == 4
    assert "fonts.googleapis.com" in done.err
    assert index.read_bytes() == before
    assert b"Content-Security-Policy" in before
