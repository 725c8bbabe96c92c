"""Every address in every file of the sites leads to a file, and every anchor to a name in it, letter by letter."""

from pathlib import Path

import pytest

from kb.model.article import Audience
from tests.judges.links import Site
from tests.support.site import ADDRESS, BUILT

ROOT = "https://kb.example/"


@pytest.mark.parametrize("audience", BUILT)
def test_nothing_leads_nowhere(workspace: Path, audience: Audience) -> None:
    site = Site(workspace / "site" / audience.value, ADDRESS.format(audience=audience.value))

    assert site.counted() > 2000
    assert site.broken() == []


def test_a_former_address_leads_on(workspace: Path) -> None:
    """The sample has one, so that the judge sees it."""
    (page,) = (workspace / "site" / "public").glob("troubleshooting/letters-are-white/index.html")

    assert 'content="0; url=../offer-letter-pdf-is-blank-kb-35e64855/index.html"' in page.read_text(
        encoding="utf-8"
    )


BROKEN = {
    "faq/index.html": '<a href="../FAQ/">a</a>',
    "faq/a.html": '<a href="./#no">a</a>',
    "faq/b.html": '<img srcset="../a.svg 1x, ../b.svg 2x">',
    "c.html": '<link rel="canonical" href="https://kb.example/no/">',
    "d.html": '<meta http-equiv="refresh" content="0; url=no/">',
    "e.html": '<a href="faq">no slash</a>',
    "f.html": '<a href="javascript:alert(1)">a</a>',
    "sitemap.xml": "<urlset><url><loc>https://kb.example/no/</loc></url></urlset>",
    "feed.json": '{"items": [{"url": "https://kb.example/no/"}]}',
    "llms.txt": "- [No](https://kb.example/no.md): what is not there",
    "faq/index.md": "[No](../no.md)",
    "a.css": "a { background: url('no.png') }",
}
WHOLE = {
    "index.html": '<h1 id="é">a</h1><a href="faq/">b</a> <code>href="no"</code> <a href="?q=a">c</a>',
    "faq/c.html": '<a href="../#%C3%A9">a</a><form action="../api/feedback"></form>',
    "404.html": '<a href="/faq/">a</a><a href="mailto:a@example.org">b</a><a href="https://example.org/no">c</a>',
    "a.svg": "<svg/>",
    "a.md": "`[No](no.md)`\n\n```\n[No](no.md)\n```\n\n[Yes](faq/index.md)",
}


def test_the_judge_sees_what_is_broken_and_nothing_else(tmp_path: Path) -> None:
    for name, text in (BROKEN | WHOLE).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    found = Site(tmp_path, ROOT).broken()

    assert {each.partition(": ")[0] for each in found} == set(BROKEN)
    assert len(found) == len(BROKEN)
