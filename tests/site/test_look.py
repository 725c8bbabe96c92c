"""A project's own logo and colour: what may be published of a picture, and shades that stay readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import config
from kb.errors import ConfigError, InputError
from kb.site.look import LOGO, Look, colours, picture
from kb.site.portal import own_assets
from tests.site.test_colours import CSS, PAIRS, luminance

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def svg(inner: str, *, more: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" {more}>{inner}</svg>'.encode()


def shades(css: str, scheme: str) -> dict[str, str]:
    blocks = re.findall(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\}}', css, re.DOTALL)
    return {
        name: value for block in blocks for name, value in re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", block)
    }


@given(st.from_regex(r"#([0-9a-f]{3}){1,2}", fullmatch=True))
def test_any_colour_keeps_every_text_readable(colour: str) -> None:
    for scheme in ("default", "slate"):
        told = shades(CSS + colours(colour), scheme)
        for text, ground in PAIRS:
            light, dark = sorted((luminance(told[text]), luminance(told[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (scheme, text, ground)


def test_a_colour_that_reads_well_is_taken_as_it_is() -> None:
    assert shades(colours("#8a1c5b"), "default")["--md-typeset-a-color"] == "#8a1c5b"
    assert shades(colours("#ffee00"), "default")["--md-typeset-a-color"] != "#ffee00"
    assert shades(colours("#ffee00"), "slate")["--md-typeset-a-color"] == "#ffee00"


def test_the_logo_of_the_site_takes_the_colour() -> None:
    (logo,) = [each for each in own_assets(Look(colour="#8a1c5b")) if each.path == LOGO]

    assert b"#8a1c5b" in logo.content
    assert b"#17635f" not in logo.content


def test_a_logo_of_ones_own_takes_its_place() -> None:
    own = picture("logo", svg('<path d="M0 0h9v9z"/>'), source="brand/logo.svg")

    assert [each for each in own_assets(Look(logo=own)) if each.path == LOGO] == [own]


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onclick="alert(1)"/>',
        '<use href="https://evil.example/a.svg#b"/>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="data:text/html,x"/>',
        '<rect style="fill:url(https://evil.example/a)"/>',
        '<rect fill="url( //evil.example/a )"/>',
        '<rect style="background:\\75rl(x)"/>',
        "<style>@import 'https://evil.example/a.css'</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://evil.example/a.png"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<text>Petra Sandhagen</text>",
    ],
)
def test_what_could_act_or_call_elsewhere_is_refused(inner: str) -> None:
    with pytest.raises(InputError, match="logo"):
        picture("logo", svg(inner), source="brand/logo.svg")


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"<html/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        svg("<path/>")[:-3],
        svg("<path/>") + b" " * 500_000,
    ],
)
def test_what_is_no_small_svg_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        picture("logo", content, source="brand/logo.svg")


def test_a_png_is_one_by_its_content() -> None:
    assert picture("favicon", PNG, source="a.png").path == "assets/kb/favicon.png"
    with pytest.raises(InputError, match="no PNG"):
        picture("favicon", svg("<path/>"), source="a.png")


def test_what_editors_note_stays_out() -> None:
    noted = (
        b"<?xml version='1.0'?><?xml-stylesheet href='https://evil.example/a.css'?><!-- by Petra Sandhagen -->"
        + svg(
            '<title>Petra Sandhagen</title><metadata>x</metadata><e:view/><g e:label="Petra"><path d="M0 0h9"/>tail</g>',
            more='xmlns:e="https://editor.example/ns" e:docname="/home/petra/logo.svg"',
        )
    )

    (drawn,) = [picture("logo", noted, source="logo.svg").content.decode()]

    assert '<path d="M0 0h9"' in drawn
    for word in ("Petra", "petra", "evil", "editor", "metadata", "tail"):
        assert word not in drawn


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('colour = "red;} body{display:none"', "no colour"),
        ('logo = "logo.gif"', "neither SVG nor PNG"),
        ('favicon = "gone.png"', "no file in the workspace"),
        ('logo = "../outside.svg"', "no file in the workspace"),
    ],
)
def test_settings_say_what_is_wrong(tmp_path, line: str, said: str) -> None:
    (tmp_path / "outside.svg").write_bytes(svg(""))
    root = tmp_path / "kb"
    root.mkdir()
    (root / "kb.toml").write_text(f"[look]\n{line}\n")

    with pytest.raises(ConfigError, match=said):
        config.load(root)
