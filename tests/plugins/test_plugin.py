import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from kb import config
from kb.articles import markdown
from kb.errors import RefusedError, StateError
from kb.flows.portal import assemble, assemble_from, read
from kb.io import clock, engine, press
from kb.model.article import Audience, Confidence
from kb.model.portal import Page as MadePage
from kb.site.template import mkdocs_yml
from tests.site.hostile import BLOCKS, INLINE
from tests.site.shelves import Elements, active
from tests.support.build import an_article
from tests.support.workspace import files_of

# A strict build rightly stops at links to nowhere, which is what these two are.
BODY = "\n\n".join(text for text in BLOCKS if "java\tscript" not in text and "&#106;" not in text)
OWN_FORM = re.compile(
    r'<form action="(?:[./]*find/|\./)" role="search">'
    r'|<form method="post" action="(?:\.\./)+api/feedback"><input type="hidden" name="page" value="kb-[0-9a-f]{8}">'
)
HOSTILE = "<img src=x onerror=alert(1)>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
HOME = """\
---
title: Home
audience: public
---
# How can we help?

<!-- kb:search -->
<!-- kb:recent -->
"""
GUIDE = """\
---
title: All there is
audience: public
---
See the about page.[^1]

- [x] done

```python
print("x")
```

![screen](screen.png)

[^1]: A note.
"""


def a_workspace(root: Path) -> Path:
    """Write a small workspace with something narrow, something hostile and something nobody shows."""
    (root / "kb.toml").write_text(
        '[project]\nname = "HR <Help> & more"\naudience = "support"\n[look]\nlogo = "brand.png"\ncolour = "#8a1c5b"\n'
    )
    (root / "brand.png").write_bytes(PNG)
    (root / "mkdocs.yml").write_text(mkdocs_yml("Not this name", about=True))
    content = root / "content"
    for name in ("guides", "about", "troubleshooting"):
        (content / name).mkdir(parents=True)
    (content / "index.md").write_text(HOME)
    (content / "guides" / "all.md").write_text(GUIDE)
    (content / "about" / "index.md").write_text("---\ntitle: About\naudience: support\n---\nAbout.\n")
    (content / "guides" / "screen.png").write_bytes(b"shown")
    (content / "guides" / "other.png").write_bytes(b"not shown")
    (content / "notes.txt").write_text("canary of a stray file")
    (content / "_search").mkdir()
    (content / "_search" / "judgements.yml").write_text("- {query: canary, finds: kb-00000003}\n")
    (content / "_search" / "notes.md").write_text("---\ntitle: Canary\naudience: public\n---\ncanary\n")
    articles = [
        an_article(
            "kb-00000001", title="Secret canary", audience=Audience.INTERNAL, body="## Issue\n\ncanary\n"
        ),
        an_article("kb-00000002", title=f"{HOSTILE} & <server>", body=f"{BODY}\n"),
        an_article("kb-00000003", audience=Audience.USERS, confidence=Confidence.VALIDATED),
        *(an_article(f"kb-0000001{n}", title=text[:60]) for n, text in enumerate(INLINE[:6])),
    ]
    for article in articles:
        (content / article.path.replace("offer-letter-pdf-is-blank", "page")).write_text(
            markdown.render(article), encoding="utf-8"
        )
    return root


def built(root: Path, out: Path, audience: str) -> Path:
    """Build with MkDocs in this process, every warning being an error."""
    before = os.environ.get("KB_AUDIENCE")
    os.environ["KB_AUDIENCE"] = audience
    try:
        build(load_config(str(root / "mkdocs.yml"), site_dir=str(out), strict=True))
    finally:
        os.environ.pop("KB_AUDIENCE")
        if before is not None:
            os.environ["KB_AUDIENCE"] = before
    return out


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return a_workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def support(root, tmp_path_factory):
    """The site of the support team, built through the door `kb build` uses."""
    out = tmp_path_factory.mktemp("sites") / "support"
    engine.build(root, out, audience=Audience.SUPPORT)
    return out


def test_processes_that_share_a_site_make_the_bytes_of_the_generators_own_build(
    root, support, tmp_path, monkeypatch
):
    """Two of them, a few pages at a time, handed what was assembled; the other one read the workspace itself."""
    monkeypatch.setattr(press, "WORTH_IT", 1)
    monkeypatch.setattr(press, "AT_ONCE", 3)
    monkeypatch.setattr(press, "cores", lambda: 2)
    portal = assemble(config.load(root), Audience.SUPPORT, today=clock.today())

    engine.build(root, tmp_path / "shared", audience=Audience.SUPPORT, portal=portal)

    assert files_of(tmp_path / "shared") == files_of(support)


def test_processes_that_share_a_site_check_links_across_all_pages(root, tmp_path, monkeypatch):
    monkeypatch.setattr(press, "WORTH_IT", 1)
    monkeypatch.setattr(press, "AT_ONCE", 1)
    monkeypatch.setattr(press, "cores", lambda: 2)
    portal = assemble(config.load(root), Audience.SUPPORT, today=clock.today())
    lost = MadePage(
        path="guides/lost.md", text="# Lost\n\n[gone](../find.md#nowhere) [there](../find.md#search)\n"
    )

    with pytest.raises(StateError, match=r"'\.\./find\.md#nowhere'") as failed:
        engine.build(
            root,
            tmp_path / "site",
            audience=Audience.SUPPORT,
            portal=replace(portal, pages=(*portal.pages, lost)),
        )

    assert "#search" not in str(failed.value)
    assert list(tmp_path.iterdir()) == []


def content_of(page: Path) -> str:
    """Give what stands in the page's article element."""
    return page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]


def assert_inert(site: Path) -> None:
    """Nothing the corpus asks for is done: on its own page, in lists, navigation, head and title."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        elements = Elements(text)
        assert active(OWN_FORM.sub("", content_of(page))) == [], page
        for tag, attributes in elements.elements:
            assert not any(name.startswith("on") for name in attributes), (page, tag)
            assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:")), page
            assert tag not in {"iframe", "base", "object", "embed"}, page
            if tag == "script":
                assert "example.com" not in (attributes.get("src") or ""), page
        scripts = []
        for script in text.split("<script")[1:]:
            start, _, rest = script.partition(">")
            if start == ' type="application/ld+json"':  # data: nothing in it ends it, and it never runs
                assert "<" not in (data := rest.partition("</script>")[0])
                assert json.loads(data)["@context"] == "https://schema.org", page
            else:
                scripts.append(script)
        assert not any("alert(" in script.partition("</script>")[0] for script in scripts), page


def test_what_search_is_tested_with_stays_out_of_the_site(support):
    assert [path for path in support.rglob("*") if "_search" in path.relative_to(support).parts] == []


def test_pages_come_from_the_portal_and_nothing_else(support):
    assert (support / "guides/all/index.html").is_file()
    assert (support / "troubleshooting/page-kb-00000003/index.html").is_file()
    assert (support / "products/workday-recruiting/index.html").is_file()
    assert (support / "guides/screen.png").read_bytes() == b"shown"
    assert not (support / "guides/other.png").exists()
    assert not (support / "notes.txt").exists()


def test_no_byte_of_a_narrower_page_is_in_the_site(support):
    for path in support.rglob("*"):
        assert "00000001" not in path.as_posix()
        if path.is_file():
            assert b"canary" not in path.read_bytes().lower(), path


def test_hostile_titles_and_bodies_are_inert_wherever_they_are_shown(support):
    assert_inert(support)


def test_a_hostile_title_can_still_be_read(support):
    page = Elements((support / "troubleshooting/page-kb-00000002/index.html").read_text(encoding="utf-8"))

    assert page.text.count(f"{HOSTILE} & <server>") >= 2


def test_sanitising_breaks_nothing_a_page_needs(support):
    html = content_of(support / "guides/all/index.html")

    assert 'class="footnote-ref" href="#fn:1"' in html
    assert 'class="headerlink"' in html
    assert '<span class="nb">print</span>' in html
    assert "task-list-control" in html
    assert 'src="../screen.png"' in html
    assert "data-kb-search" in content_of(support / "index.html")


def test_the_settings_give_the_site_its_logo_and_colour(support):
    page = (support / "guides/all/index.html").read_text(encoding="utf-8")

    assert '<img src="../../assets/kb/logo.png" alt="logo">' in page
    assert '<link rel="icon" href="../../assets/kb/logo.png">' in page
    assert (support / "assets/kb/logo.png").read_bytes() == PNG
    assert "--md-typeset-a-color: #8a1c5b;" in (support / "assets/kb/kb.css").read_text(encoding="utf-8")


def test_nothing_leads_to_lists_with_nothing_in_them(support):
    home = (support / "index.html").read_text(encoding="utf-8")

    assert "lessons/" not in home
    assert "archive/" not in home


def test_the_settings_name_the_site(support):
    assert "<title>All there is - HR &lt;Help&gt; &amp; more</title>" in (
        support / "guides/all/index.html"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page, way", [("index.html", "find/"), ("find/index.html", "./"), ("404.html", "/find/")]
)
def test_the_place_of_the_search_box_is_a_form_until_its_script_comes(support, page, way):
    assert f'<form action="{way}" role="search"><input type="search" name="q"' in content_of(support / page)
    lists = (
        f'Without it, <a href="{way.replace("find/", "") if way != "./" else "../"}faq/">Questions</a> and <a'
    )
    assert (lists in content_of(support / page)) is (page != "404.html")


def test_a_dead_address_helps(support):
    page = (support / "404.html").read_text(encoding="utf-8")

    assert "There is no such page" in page
    assert 'data-kb-search="lost"' in page
    for way in ("/", "/symptoms/", "/codes/", "/contact/"):
        assert f'<a href="{way}">' in page


def test_what_programs_look_for_stands_in_every_head(support):
    """Feeds, the page as Markdown, a preview: put there without a template, and every address in it is a file."""
    for page in support.rglob("index.html"):
        if 'http-equiv="refresh"' in (text := page.read_text(encoding="utf-8")):
            continue
        head = Elements(text.partition("</head>")[0]).elements
        alternates = [a for tag, a in head if tag == "link" and str(a.get("rel")).split() == ["alternate"]]
        ways, kinds = [a["href"] for a in alternates], {a["type"] for a in alternates}
        assert kinds == {"application/atom+xml", "application/feed+json", "text/markdown"}, page
        assert all((page.parent / str(way)).is_file() for way in ways), page
        assert [a["content"] for tag, a in head if a.get("name") == "robots"] == ["noindex"], page
        assert [a for tag, a in head if a.get("property") == "og:title"], page


def test_every_page_stands_beside_itself_as_markdown(support):
    page = support / "troubleshooting/page-kb-00000003.md"

    assert page.read_text(encoding="utf-8").startswith('---\ntitle: "Offer letter PDF is blank')
    assert {path.with_suffix("") for path in support.rglob("*.md") if path.stem != "index"} == {
        path.parent for path in support.rglob("index.html") if not path.with_suffix(".md").exists()
    }


def test_the_generators_own_sitemap_is_not_used(root, support, tmp_path, monkeypatch):
    """It would name the day of the build for every page, and retired ones, too."""
    assert not list(support.glob("sitemap.xml*"))
    settings = (root / "kb.toml").read_text()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    (root / "kb.toml").write_text(
        settings.replace("[project]", '[project]\nurl = "https://kb.example/{audience}"', 1)
    )
    try:
        out = built(root, tmp_path / "support", "support")
    finally:
        (root / "kb.toml").write_text(settings)

    text = (out / "sitemap.xml").read_text()
    assert "<loc>https://kb.example/support/guides/all/</loc>" in text
    assert "1970" not in text
    assert not (out / "sitemap.xml.gz").exists()
    page = (out / "guides/all/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://kb.example/support/guides/all/">' in page
    assert 'href="../../opensearch.xml"' in page


def test_a_site_for_everyone_has_no_narrower_lists_in_its_navigation(root, tmp_path):
    """The manual's pages are for support here: the public navigation does without, and the build is clean."""
    out = built(root, tmp_path / "public", "public")

    assert not (out / "about").exists()
    assert ">About<" not in (out / "index.html").read_text(encoding="utf-8").replace("\n", "").replace(
        " ", ""
    )
    assert not list(out.glob("troubleshooting/page-*"))


def test_the_environment_wins_over_the_options_and_these_over_the_settings(root, tmp_path, monkeypatch):
    def audience() -> Audience:
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "out"))
        plugin = config.plugins["hypercare-kb"]
        plugin.config.audience = option
        plugin.on_config(config)
        return plugin.audience

    option = None
    monkeypatch.delenv("KB_AUDIENCE", raising=False)
    assert audience() is Audience.SUPPORT
    option = "users"
    assert audience() is Audience.USERS
    monkeypatch.setenv("KB_AUDIENCE", "public")
    assert audience() is Audience.PUBLIC


def test_an_unknown_audience_is_answered_with_the_known_ones(root, tmp_path, caplog):
    with pytest.raises(Abort):
        built(root, tmp_path / "out", "everyone")

    assert "KB_AUDIENCE is 'everyone', not one of internal, support, users, public" in caplog.text


def test_our_errors_speak_through_mkdocs_in_the_same_words(root, tmp_path, caplog):
    narrow = root / "content" / "guides" / "narrow.md"
    narrow.write_text("---\ntitle: N\naudience: users\n---\n[x](../troubleshooting/page-kb-00000001.md)\n")
    try:
        with pytest.raises(Abort):
            built(root, tmp_path / "out", "users")
    finally:
        narrow.unlink()

    assert "content/guides/narrow.md: links to content/troubleshooting/page-kb-00000001.md" in caplog.text
    assert "remove the link" in caplog.text


def test_what_redaction_hides_stays_in_when_the_generator_is_called_by_itself(root, tmp_path, caplog):
    """`kb build` is one door of several, and looks only once."""
    guide = root / "content" / "guides" / "leftover.md"
    guide.write_text(
        "---\ntitle: Whom to ask\naudience: support\n---\n\nWrite to agnieszka.zielonka@example.org.\n"
    )
    try:
        with pytest.raises(Abort):
            built(root, tmp_path / "a", "support")
        assert "content/guides/leftover.md: email" in caplog.text

        settings = config.load(root)
        read_ = read(settings, Audience.SUPPORT)
        digest = assemble_from(read_, settings, Audience.SUPPORT, today=clock.today()).digest
        made = assemble(settings, Audience.SUPPORT, today=clock.today(), looked_at=digest)
        assert "guides/leftover.md" in {page.path for page in made.pages}
        with pytest.raises(RefusedError):
            assemble(settings, Audience.SUPPORT, today=clock.today(), looked_at=digest[::-1])
    finally:
        guide.unlink()
