"""One policy for all pages: the theme's scripts run, nobody else's, and what would break is said before."""

import base64
import hashlib

import pytest

from kb.site.policy import Inspector, with_policy
from tests.site.hostile import BLOCKS

SCOPE = 'scope=new URL("{}",location)'
THEME = "var palette=1<2"


def a_page(body: str = "", *, root: str = "..") -> str:
    return (
        '<!doctype html><html><head>\n<meta charset="utf-8"><title>Page</title>'
        f"<script>{SCOPE.format(root)}</script></head><body><script>{THEME}</script>"
        '<script id="__config" type="application/json">{"a": "<b onclick=x>"}</script>'
        f'<script src="../bundle.js"></script>{body}</body></html>'
    )


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.fixture
def inspector() -> Inspector:
    return Inspector(a_page(root="/"))


def faults(inspector: Inspector, body: str) -> list[str]:
    return [fault.what for fault in inspector.page("a/index.html", a_page(body))]


def test_the_themes_scripts_are_allowed_at_every_depth(inspector: Inspector) -> None:
    """The theme tells each page the way to the root, so one script has as many hashes as there are depths."""
    for root in (".", "..", "../.."):
        assert list(inspector.page("a.html", a_page(root=root))) == []

    allowed = inspector.policy().meta
    for script in (THEME, *(SCOPE.format(root) for root in (".", "..", "../.."))):
        assert digest(script) in allowed
    assert allowed.count("sha256-") == 4  # data is no script, and nothing else stands there
    assert "unsafe" not in allowed


def test_the_order_of_pages_does_not_matter() -> None:
    def policy(roots: list[str]) -> str:
        inspector = Inspector(a_page(root="/"))
        for root in roots:
            list(inspector.page("a.html", a_page(root=root)))
        return inspector.policy().header

    assert policy([".", "..", "/"]) == policy(["/", "..", "."])


def test_a_script_of_a_page_is_told_and_never_allowed(inspector: Inspector) -> None:
    """Hashing whatever stands in a page would bless what a sanitiser let through."""
    told = faults(inspector, "<script>steal()</script>")

    assert told == ["an inline script that is not the theme's: steal()"]
    assert digest("steal()") not in inspector.policy().meta


def test_without_a_page_about_dead_addresses_no_inline_script_is_allowed() -> None:
    inspector = Inspector("")

    assert len(list(inspector.page("a.html", a_page()))) == 2
    assert "sha256" not in inspector.policy().meta


@pytest.mark.parametrize("text", BLOCKS)
def test_nothing_hostile_changes_the_policy(inspector: Inspector, text: str) -> None:
    list(inspector.page("a.html", a_page()))
    before = inspector.policy()

    list(inspector.page("b.html", a_page(text)))

    assert inspector.policy() == before


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<b onclick=x>", "an event handler, onclick of b"),
        ('<b/onclick="x">', "an event handler, onclick of b"),
        ('<a title="a > b" onmouseover=x>', "an event handler, onmouseover of a"),
        ('<p style="a:b">', "a style attribute of p"),
        ("<style>a{}</style>", "an element the policy has no room for: style"),
        ("<iframe srcdoc=x>", "an element the policy has no room for: iframe"),
        ("<a href='java\nscript:x'>", "a script as an address, href of a"),
        ("<a href='&#106;avascript:x'>", "a script as an address, href of a"),
        ("<img src=//elsewhere.example/a.png>", "img loads //elsewhere.example/a.png"),
        (
            '<img srcset="a.png 1x, https://elsewhere.example/b.png 2x">',
            "img loads a.png 1x, https://elsewhere.example/b.png 2x",
        ),
        (
            '<script src="https://elsewhere.example/a.js"></script>',
            "script loads https://elsewhere.example/a.js",
        ),
        ("<link rel=stylesheet href=https://elsewhere.example/>", "link loads https://elsewhere.example/"),
        (
            "<form action=https://elsewhere.example/>",
            "a form that is sent to https://elsewhere.example/",
        ),
        (
            '<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">',
            "leads at once to https://elsewhere.example/",
        ),
    ],
)
def test_what_would_break_is_told(inspector: Inspector, body: str, told: str) -> None:
    assert faults(inspector, body) == [told]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://elsewhere.example/">a link is no request</a>',
        '<link rel="canonical" href="https://help.example/a/">',
        '<script type="application/ld+json">{"@context": "https://schema.org"}</script>',
        "<p>&lt;b onclick=x&gt; and style=a:b</p>",
        "<!-- <b onclick=x> -->",
        '<img src="data:image/png;base64,AA==" alt="">',
        '<meta http-equiv="refresh" content="0; url=../new/">',
        '<form action="../find/">',
    ],
)
def test_what_is_harmless_passes(inspector: Inspector, body: str) -> None:
    assert faults(inspector, body) == []


def test_a_style_sheet_that_calls_elsewhere_is_told(inspector: Inspector) -> None:
    css = "@import 'https://fonts.example/a.css'; b{background:url(//cdn.example/a.png)} i{background:url(a.svg)}"

    assert [fault.what for fault in inspector.style("a.css", css)] == [
        "loads https://fonts.example/a.css",
        "loads //cdn.example/a.png",
    ]


def test_the_policy_stands_before_any_script_and_after_the_encoding(inspector: Inspector) -> None:
    list(inspector.page("a.html", a_page()))
    policy = inspector.policy()

    page = with_policy(a_page(), policy)

    assert page.index("charset") < page.index("Content-Security-Policy") < page.index("<script")
    assert f'content="{policy.meta}"' in page
    assert "frame-ancestors" not in page  # a page cannot say so, and browsers complain
    assert "frame-ancestors 'none'" in policy.header
    assert with_policy(page, policy) == page
    late = a_page().replace('<meta charset="utf-8">', "").replace("</head>", '<meta charset="utf-8"></head>')
    assert with_policy(late, policy).index("Content-Security-Policy") < late.index("<script")


def test_a_page_that_only_names_the_policy_gets_it_all_the_same(inspector: Inspector) -> None:
    """An article about such policies holds these very words, as text."""
    page = a_page('<pre>&lt;meta http-equiv="Content-Security-Policy" content="x"&gt;</pre>')
    list(inspector.page("a.html", page))

    made = with_policy(page, inspector.policy())

    assert made.count(f'content="{inspector.policy().meta}"') == 1
    assert with_policy(made, inspector.policy()) == made
