"""What the theme writes that HTML does not allow, and what it stands for; a theme without it is left as it is."""

import re

_SWITCH = re.compile(r'(<input class="md-[^>]*? type="checkbox"[^>]*?) autocomplete="off"')
_NOWHERE = re.compile(r'(<label class="md-nav__title") for="__toc"')


def mended(html: str) -> str:
    """Take out three attributes of a finished page that say nothing: browsers and readers see what they saw."""
    html = _SWITCH.sub(r"\1", html).replace(' tabindex=""', "")
    return html if 'id="__toc"' in html else _NOWHERE.sub(r"\1", html)
