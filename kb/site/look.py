"""The project's own logo and colour: what of a picture may be published, and shades of a colour that stay readable."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kb.errors import InputError
from kb.model.portal import Asset

LOGO = "assets/kb/logo.svg"
"""Where the logo stands that comes with the site."""

LARGEST = 500_000
"""Bytes of a logo: every page shows it."""

READABLE = 4.5  # WCAG 2.2, 1.4.3
_OURS = "#17635f"
_PAPER = {"default": "#ffffff", "slate": "#151b1c"}
_INK = {"default": "#000000", "slate": "#ffffff"}
_TINTED = 0.08

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DRAWS = {
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern",
}  # fmt: skip
_SAYS = {"title", "desc", "metadata"}
_ELSEWHERE = re.compile(r"url\s*\((?!\s*[\"']?#)|image-set|@|\\|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a site shows of its project: `colour` as `#17635f` or "", `logo` and `favicon` as files of their own or None."""

    colour: str = ""
    logo: Asset | None = None
    favicon: Asset | None = None

    def drawn(self, asset: Asset) -> Asset:
        """Give one of the site's own files as it is with the colour."""
        if self.colour and asset.path == LOGO:
            shade = _shade(self.colour, "default")
            return Asset(path=asset.path, content=asset.content.replace(_OURS.encode(), shade.encode()))
        if self.colour and asset.path.endswith("/kb.css"):
            return Asset(path=asset.path, content=asset.content + f"\n{colours(self.colour)}".encode())
        return asset


def picture(name: str, content: bytes, *, source: str) -> Asset:
    """
    Make a logo or favicon, `name`, of a file's content; raise InputError for what may not be published.

    An SVG keeps what it draws alone: what editors note in it stays out, what could act in it is refused.
    """
    if len(content) > LARGEST:
        raise InputError(f"has {len(content):,} bytes, more than {LARGEST:,}", path=source)
    if source.lower().endswith(".svg"):
        return Asset(path=f"assets/kb/{name}.svg", content=_drawing(content, source))
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise InputError("is no PNG, whatever its name says", path=source, hint="save it as PNG or SVG")
    return Asset(path=f"assets/kb/{name}.png", content=content)


def _drawing(content: bytes, source: str) -> bytes:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InputError(
            "is no SVG, or has a document type", path=source, hint="save it as plain SVG"
        ) from error
    if root.tag != f"{_SVG}svg":
        raise InputError("is no SVG", path=source, hint="save it as plain SVG")
    for element in list(root.iter()):
        for child in list(element):
            if not child.tag.startswith(_SVG) or child.tag.removeprefix(_SVG) in _SAYS:
                element.remove(child)
    for element in root.iter():
        name = element.tag.removeprefix(_SVG)
        element.text = element.tail = None
        element.attrib = {
            key: each for key, each in element.items() if key == _XLINK or not key.startswith("{")
        }
        if name not in _DRAWS or (wrong := _wrong(element)):
            what = f"{wrong} in {name}" if name in _DRAWS else f"the element {name}"
            raise InputError(
                f"holds {what}, which a logo does not need",
                path=source,
                hint="turn texts into paths, save it as plain SVG with presentation attributes, or as PNG",
            )
    ElementTree.register_namespace("", _SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode").encode()


def _wrong(element: ElementTree.Element) -> str:
    for key, value in element.items():
        if key.lower().startswith("on"):
            return key
        if key in ("href", _XLINK) and not value.strip().startswith("#"):
            return "an address"
        if _ELSEWHERE.search(value):
            return f"something from elsewhere ({key})"
    return ""


def colours(colour: str) -> str:
    """Write the style rules that put shades of a colour in place of the site's own, light and dark."""
    rules = []
    for scheme, paper in _PAPER.items():
        ink, shade = _INK[scheme], _shade(colour, scheme)
        strong = _mixed(shade, ink, 0.3)
        values = {
            "--kb-tint": _mixed(paper, colour, _TINTED),
            "--md-primary-fg-color": shade,
            "--md-primary-fg-color--light": strong if scheme == "slate" else shade,
            "--md-primary-fg-color--dark": _mixed(paper, colour, 0.2) if scheme == "slate" else strong,
            "--md-accent-fg-color": strong,
            "--md-typeset-a-color": shade,
        }
        lines = "".join(f"  {name}: {value};\n" for name, value in values.items())
        rules.append(f'[data-md-color-scheme="{scheme}"] {{\n{lines}}}\n')
    return "".join(rules)


def _shade(colour: str, scheme: str) -> str:
    """Give the colour itself, or the nearest step to black or white that reads well on the scheme's grounds."""
    paper = _PAPER[scheme]
    grounds = (paper, _mixed(paper, colour, _TINTED))
    steps = (_mixed(colour, _INK[scheme], step / 50) for step in range(51))
    return next(shade for shade in steps if all(contrast(shade, ground) >= READABLE for ground in grounds))


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG counts it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _mixed(one: str, other: str, share: float) -> str:
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(_parts(one), _parts(other), strict=True)
    )


def _parts(colour: str) -> tuple[int, ...]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
