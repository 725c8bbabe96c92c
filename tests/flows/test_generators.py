"""The same content makes the same site with ProperDocs and Zensical, and nothing in it acts with any of them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import config
from kb.errors import StateError
from kb.flows.generate import complete
from kb.io import engine as door
from kb.model.article import Audience
from kb.model.portal import Asset, Page, Portal
from kb.site.rendered import sealed
from tests.plugins.test_plugin import a_workspace, assert_inert, content_of
from tests.support.generators import OTHERS, need
from tests.support.workspace import kb

BuiltWith = Callable[[str], Path]

THEMES_OWN = re.compile(r"assets/(?:images|javascripts|stylesheets)/")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
FOR_PROGRAMS = re.compile(
    r'<meta (?:property="og:|name="(?:twitter:|robots|description))[^>]*>|<title>[^<]*</title>'
    r'|<link rel="(?:[a-z]+ )?(?:alternate|canonical|search)[^>]*>|<script type="application/ld\+json">.*?</script>',
    re.DOTALL,
)


def site_of(workspace: Path) -> Path:
    return config.load(workspace).site(Audience.SUPPORT)


def files(site: Path) -> dict[str, bytes]:
    """Give every file but those that belong to the theme."""
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not THEMES_OWN.match(name)}


def article(page: Path) -> str:
    """Give what the article element holds, without the target of the theme's own link to it."""
    _, _, inside = content_of(page).partition(">")
    return " ".join(inside.replace('<a id="__skip" tabindex="-1"></a>', "").split())


@pytest.fixture(params=OTHERS)
def engine(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return str(request.param)


@pytest.fixture
def theirs(built_with: BuiltWith, engine: str) -> Path:
    return site_of(built_with(engine))


@pytest.fixture
def ours(built_with: BuiltWith) -> Path:
    return site_of(built_with("mkdocs"))


def test_the_same_files_at_the_same_addresses(ours: Path, theirs: Path) -> None:
    """Pages, redirects, Markdown, feeds, lists, the index of search; only the policy names other scripts."""
    expected, found = files(ours), files(theirs)

    assert set(found) == set(expected)
    different = {name for name in expected if found[name] != expected[name] and not name.endswith(".html")}
    assert different <= {"assets/kb/policy.txt"}
    assert len([name for name in expected if name.endswith("index.html")]) > 60
    assert b"This page has moved" in found["old/place-0/index.html"]


def test_every_article_reads_the_same(ours: Path, theirs: Path) -> None:
    pages = [name for name in files(ours) if name.endswith(".html") and not name.startswith("old/")]

    assert [name for name in pages if article(theirs / name) != article(ours / name)] == []
    assert all(len(article(ours / name)) > 100 for name in pages)


def test_every_head_says_the_same_to_programs(ours: Path, theirs: Path) -> None:
    def told(page: Path) -> list[str]:
        return sorted(FOR_PROGRAMS.findall(page.read_text(encoding="utf-8").partition("</head>")[0]))

    pages = [name for name in files(ours) if name.endswith("index.html")]

    assert [name for name in pages if told(theirs / name) != told(ours / name)] == []
    assert len(told(ours / "index.html")) > 5


def test_nothing_hostile_acts_whichever_generator_made_the_page(theirs: Path) -> None:
    assert_inert(theirs)
    outline = (theirs / "troubleshooting/hostile-kb-00000001/index.html").read_text(encoding="utf-8")
    assert "onclick" not in outline
    assert ">Issue bold<" in re.sub(r"\s*(<[^>]*>)\s*", r"\1", outline.partition("<article")[0])


def test_every_page_holds_the_policy(theirs: Path) -> None:
    for page in theirs.rglob("*.html"):
        assert len(POLICY.findall(page.read_text(encoding="utf-8"))) == 1, page


def test_what_the_build_knows_stays_out_of_the_site(theirs: Path, built_with: BuiltWith, engine: str) -> None:
    """No seal is left in a page, and nothing of the staging folder on the disk."""
    stage = built_with(engine) / ".kb" / "stage"

    assert not stage.exists() or list(stage.iterdir()) == []
    assert [page for page in theirs.rglob("*.html") if re.search(r"kb-[0-9a-f]{32}", page.read_text())] == []


# ---- What must not be built ----


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    a_workspace(tmp_path)
    (tmp_path / "content/troubleshooting/page-kb-00000002.md").unlink()  # raw addresses that lead nowhere
    return tmp_path


def test_dead_links_end_the_build_and_leave_the_old_site(workspace: Path) -> None:
    """Zensical looks at some of them; all are looked at once more, where they lead to in the built pages."""
    need("zensical")
    old = site_of(workspace)
    old.mkdir(parents=True)
    (old / "index.html").write_text("old")
    dead = "[x](nowhere1.md) [x](all.md#nowhere2) [x](../nowhere3/) [x](/nowhere4/) ![x](nowhere5.png)"
    (workspace / "content/guides/dead.md").write_text(f"---\ntitle: D\naudience: public\n---\n\n{dead}\n")

    done = kb(workspace, "build", "--engine", "zensical")

    assert done.code == 4
    assert len(re.findall(r"content/guides/dead\.md: leads nowhere: \S*nowhere[1-5]", done.err)) == 5
    assert [path.name for path in old.iterdir()] == ["index.html"]
    assert list((workspace / ".kb/stage").iterdir()) == []


def test_a_dead_link_ends_a_build_of_properdocs_too(workspace: Path) -> None:
    need("properdocs")
    (workspace / "content/guides/dead.md").write_text("---\ntitle: D\naudience: public\n---\n\n[x](no.md)\n")

    done = kb(workspace, "build", "--engine", "properdocs")

    assert (done.code, "'guides/dead.md' contains a link 'no.md'" in done.err) == (4, True)


def test_a_narrower_audience_shows_nowhere(workspace: Path) -> None:
    """Not as a page, not in the navigation, not in what Zensical writes of its own accord."""
    need("zensical")

    assert kb(workspace, "build", "--engine", "zensical", "--audience", "public").code == 0

    site = config.load(workspace).site(Audience.PUBLIC)
    for path in site.rglob("*"):
        assert not path.is_file() or b"canary" not in path.read_bytes().lower(), path
    assert "About" not in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "about").exists()
    assert not (site / "search.json").exists()


@pytest.mark.parametrize("content", ["", "{{ page.content }}{{ page.content }}"])
def test_a_template_in_which_the_content_cannot_be_found_ends_the_build(
    workspace: Path, content: str
) -> None:
    need("zensical")
    (workspace / "own").mkdir()
    (workspace / "own/main.html").write_text(
        f'{{% extends "base.html" %}}{{% block content %}}{content}{{% endblock %}}'
    )
    settings = workspace / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("name: material", "name: material\n  custom_dir: own"))

    done = kb(workspace, "build", "--engine", "zensical")

    assert done.code == 4
    assert "cannot be told" in done.err
    assert not site_of(workspace).exists()


MARK = "mark-7f3a"
A_PORTAL = Portal(
    audience=Audience.SUPPORT,
    pages=(Page(path="index.md", text="x"), Page(path="a.md", text="x")),
    assets=(
        Asset(path="a.md", content=b"# A\n"),
        *(Asset(path=f"{name}/index.html", content=b"x") for name in ("symptoms", "codes", "contact")),
    ),
)


def a_site(folder: Path, **pages: str) -> Path:
    for name, html in ({"404": "<h1>404 - Not found</h1>"} | pages).items():
        path = folder / (f"{name}.html" if name in ("404", "index") else f"{name}/index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<html><head></head><body>{html}</body></html>")
    return folder


def test_a_page_that_nobody_asked_for_or_that_is_missing_ends_the_build(tmp_path: Path) -> None:
    page = sealed("x", MARK)

    with pytest.raises(StateError, match=r"b/index\.html: a page that nobody asked for"):
        complete(a_site(tmp_path / "1", index=page, a=page, b=page), A_PORTAL, mark=MARK, root="/")
    with pytest.raises(StateError, match=r"a/index\.html: was not built"):
        complete(a_site(tmp_path / "2", index=page), A_PORTAL, mark=MARK, root="/")
    with pytest.raises(StateError, match=r"a/index\.html: where its content begins"):
        complete(a_site(tmp_path / "3", index=page, a="<p>x</p>"), A_PORTAL, mark=MARK, root="/")


def test_whatever_stands_between_the_seals_is_sanitised_last(tmp_path: Path) -> None:
    """Even where the generator put something in after the page was sealed."""
    page = sealed("<p>x</p>", MARK).replace("<p>", "<script>alert(1)</script><p onclick=x>")
    site = a_site(tmp_path / "site", index="<b onclick=theme>theirs</b>" + page, a=page)

    complete(site, A_PORTAL, mark=MARK, root="/kb/")

    assert "<b onclick=theme>theirs</b><p>x</p>" in (site / "index.html").read_text()
    assert (site / "a.md").read_text() == "# A\n"
    assert 'href="/kb/symptoms/"' in (site / "404.html").read_text()


# ---- At the command line ----


def test_a_dry_run_names_the_engine_and_writes_nothing(workspace: Path, engine: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in workspace.rglob("*")}

    done = kb(workspace, "build", "--engine", engine, "--dry-run", "--json")

    assert done.code == 0, done.err
    assert done.json["items"][0]["engine"] == engine
    assert {path: path.stat().st_mtime_ns for path in workspace.rglob("*")} == before


@pytest.mark.parametrize("engine", OTHERS)
def test_one_that_is_not_installed_says_how_it_would_be(
    workspace: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door.importlib.util, "find_spec", lambda name: None)

    done = kb(workspace, "build", "--engine", engine, "--dry-run")

    assert done.code == 4
    assert f"{engine} is not installed" in done.err
    assert f"pip install 'hypercare-kb[{engine}]'" in done.err


def test_what_zensical_would_leave_out_without_a_word_is_refused(workspace: Path) -> None:
    need("zensical")
    settings = workspace / "mkdocs.yml"
    text = settings.read_text()
    line = text[: text.index("  - hypercare-kb")].count("\n") + 2

    settings.write_text(text.replace("  - hypercare-kb", "  - hypercare-kb\n  - blog"))
    done = kb(workspace, "build", "--engine", "zensical")

    assert done.code == 2
    assert f"mkdocs.yml:{line}: the plugin blog would not run with Zensical" in done.err
    assert "--engine properdocs" in done.err


def test_a_failed_generator_is_told(workspace: Path) -> None:
    need("zensical")
    settings = workspace / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("- admonition", "- admonitoin"))

    done = kb(workspace, "build", "--engine", "zensical")

    assert done.code == 4
    assert f"{settings}: the site was not built:" in done.err
    assert "No module named 'admonitoin'" in done.err
    assert "Traceback" not in done.err
    assert not site_of(workspace).exists()
