"""Who a register's cell or a post-mortem's line names."""

import re
from collections.abc import Iterator

from kb.lessons.words import PEOPLE, plain
from kb.model.incident import Person

_NOBODY = frozenset(
    {"", "unknown", "n/a", "na", "none", "anonymous", "various", "tbd", "-", "?", "null", "all", "nobody"}
)
_GROUP = re.compile(
    r"\b(?:team|teams|group|groups|department|dept|office|board|committee|desk|unit|division|services?|support|"
    r"operations|management|pmo|all|everyone|staff|users|engineering|integrations?|project|programme|program|"
    r"systems?|access|reporting|payroll|finance|hr|it|security|absence)\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"[;\n/|&•]|<br ?/?>|(?:^|\s)and\s|(?:^|\s)[-*+]\s|\s\(|\)", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w.'’-]{0,40}(?: {1,2}[^\W\d_][\w.'’-]{0,40}){0,3}")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_HANDLE = re.compile(r"(?<![\w@./])@([A-Za-z][\w.-]{2,38})")
_LIMIT = 100


def named(value: str) -> Iterator[Person]:
    """Yield the people a cell names: `Smith, Jane`, `Jane Smith; Bob Roy`, `@jsmith`, addresses; groups are none."""
    value = value[:5000]
    for mail in _MAIL.findall(value):
        yield Person(name="", email=mail)
    yield from mentioned(value)
    value = _HANDLE.sub(" ; ", _MAIL.sub(" ; ", value))
    for piece in _CUT.split(value)[:_LIMIT]:
        text = (piece or "").strip(" \t*_`:,.+-")
        for name in _by_comma(text):
            if name.casefold() in _NOBODY or plain(name) in PEOPLE or is_group(name):
                continue
            match = _NAME.match(name)
            if match and len(name.split()) <= 4:
                yield Person(name=name)
            elif match:  # a sentence that begins with a name, as `Jane Smith from the works in Leeds`
                leading = re.match(r"(?:[A-ZÀ-Þ][\w.'’-]{0,40} ?){2,4}", name)
                if leading:
                    yield Person(name=leading[0].strip())


def _by_comma(text: str) -> list[str]:
    cells = [cell.strip() for cell in text.split(",")]
    if len(cells) == 2 and all(cells) and min(len(cell.split()) for cell in cells) == 1:
        return [text]  # `Smith, Jane`; two first names side by side come out hidden as well
    return cells[:_LIMIT]


def mentioned(text: str) -> Iterator[Person]:
    """Yield the accounts a text names with an @ in front."""
    for handle in dict.fromkeys(_HANDLE.findall(text)):
        user = handle.rstrip(".-_")
        yield Person(name=user, user=user)


def is_group(name: str) -> bool:
    """Whether a name is a team's or a department's."""
    return bool(_GROUP.search(name))
