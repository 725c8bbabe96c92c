import re

import pytest

from kb.site.portal import own_assets

CSS = next(asset.content.decode() for asset in own_assets() if asset.path.endswith("kb.css"))

PAIRS = [
    ("--md-default-fg-color", "--kb-paper"),
    ("--md-default-fg-color--light", "--kb-paper"),
    ("--md-default-fg-color--light", "--kb-tint"),
    ("--md-default-fg-color--light", "--kb-plain-tint"),
    ("--md-typeset-a-color", "--kb-paper"),
    ("--md-typeset-a-color", "--kb-tint"),
    ("--md-primary-bg-color", "--md-primary-fg-color"),
    ("--md-footer-fg-color--light", "--md-footer-bg-color--dark"),
    ("--kb-good", "--kb-good-tint"),
    ("--kb-open", "--kb-open-tint"),
    ("--md-default-fg-color", "--kb-plain-tint"),
    ("--md-default-fg-color", "--kb-open-tint"),
    ("--md-default-fg-color", "--md-code-bg-color"),
]


def luminance(colour):
    if len(colour) == 4:
        colour = "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_texts_keep_their_contrast(scheme, text, ground):
    """WCAG 2.2, 1.4.3: at least 4.5:1."""
    block = re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\}}', CSS, re.DOTALL)[1]
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", block))

    light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_style_sheet_calls_no_other_host():
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert len(CSS) < 15_000
