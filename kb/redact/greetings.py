"""Names that stand nowhere in the record, found by how letters begin and end: "Hi X,", "Regards, X"."""

import re
from collections.abc import Iterable, Iterator

from kb.redact.base import PERSON
from kb.redact.names import Names, record_names
from kb.redact.spans import Span
from kb.redact.view import BLANK, View, view
from kb.redact.words import NOT_A_NAME, NOT_MENTIONED, ORDINARY, TITLES

_NAME = r"[^\W\d_][\w'-]{1,30}\.?"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,2}}"
_END = r"(?=[ \t]*(?:[,.!:;\n()|-]|$))"
_GO_ON = r"(?= (?:for|again|so|i|we|can|could|please|the|my|this|thanks|thank|is|just|hope|you|any|as|from|did|do)\b)"
_OPEN = re.compile(
    r"(?:hi|hello|hey|dear|hallo|hej|hola|bonjour|good (?:morning|afternoon|evening|day)|thanks(?: a lot| again)?|thank you"
    rf"|many thanks|cheers|danke)(?: there)?,?[ ]{{1,2}}({_NAME}(?: {_NAME})?(?:(?:, | and | & |/| or ){_NAME}){{0,3}})(?:{_END}|{_GO_ON})",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"(?:regards|rgds|best wishes|all the best|best(?=,|[ \t]*\n)|cheers|thanks(?: and regards| in advance| again| so much| a lot)?"
    r"|thank you(?: in advance| very much| so much)?|thx|ty|sincerely(?: yours)?|yours|br|kr|mit freundlichen gr(?:u|ue)ssen|(?:viele|liebe|beste) gr(?:u|ue)sse"
    rf"|lg|mfg|vg|pozdrawiam|z powazaniem|(?:bien )?cordialement|bien a vous|(?:un |cordiales? )?saludos?|atentamente|atenciosamente|(?:cordiali|distinti) saluti"
    rf"|(?:met )?vriendelijke groet(?:en)?|groeten|mvg|med vanliga? halsningar?|hilsen)[,.!]{{0,3}}[ \t]{{0,4}}(?:\n[ \t>|]{{0,4}}){{0,3}}[-–]{{0,2}} ?({_NAMES}){_END}",
    re.IGNORECASE,
)
_PROPER = rf"{_NAME}(?: (?-i:[A-Z][\w'-]{{1,30}})){{0,2}}"
_SELF = re.compile(
    rf"(?:(?:my name is|mein name ist|ich heisse|nazywam sie) ({_PROPER})"
    rf"|(?:this is|it's|hier ist) ({_PROPER}) (?:from|here|calling|speaking|in|at|again)\b"
    rf"|(?:i am|i'm|ich bin) ({_PROPER})(?: from\b| in\b| at\b|, ))",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"(?:[Mm]rs?|[Mm]s|[Dd]r|Prof|Herrn?|Frau)\.? ({_NAME}(?: [A-Z][\w'-]{{1,30}})?)")
_MENTION = re.compile(rf"\[~(?:accountid:)?([^\]\[\n{BLANK}]{{1,80}})\]")
_AT = re.compile(r"(?<![\w.@/`'\"-])@([^\W\d_](?:[\w.-]{0,38}[^\W_])?)(?![\w/(=:{@]|\.\w)")
_FAMILY = re.compile(r" [A-Z][a-z'-]{2,30}(?=[ \t]*(?:[,.;:!?\n)]|\Z))")
_ADDRESS = BLANK * len("[email]")
# a name in front of its hidden address, as in the head of a quoted mail
_BESIDE_ADDRESS = re.compile(
    rf"(?<![\w.'-])([A-Z][\w'-]{{1,30}}(?: [A-Z][\w'-]{{0,30}}\.?){{1,3}}) ?[<(](?:mailto:)?{BLANK}{{7}}[>)]"
)
_FIRST_WORDS = (
    (_OPEN, "hi hello hey dear hallo hej hola bonjour good thanks thank many cheers danke"),
    (
        _CLOSE,
        "regards rgds best all cheers thanks thank thx ty sincerely yours br kr mit viele liebe beste lg mfg vg"
        " pozdrawiam z cordialement bien un saludos saludo atentamente atenciosamente cordiali distinti met"
        " vriendelijke groeten mvg med hilsen",
    ),
    (_SELF, "my mein ich nazywam this it hier i"),
    (_TITLE, "mr mrs ms dr prof herr herrn frau"),
)
_BY_WORD = {
    word: tuple(pattern for pattern, words in _FIRST_WORDS if word in words.split())
    for word in " ".join(words for _, words in _FIRST_WORDS).split()
}
"""Which patterns a word may begin."""

_PARTS = re.compile(r",? and |, | & |/|,? or ", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<![\w.@/\\-])[A-Z][a-z]{3,30}(?!\w)")


def mentions(seen: View, names: Names) -> Iterator[Span]:
    """Find `[~user]` and `@name`; those in the record keep their letter."""
    text = seen.text
    if "[~" in text:
        for found in _MENTION.finditer(text):
            yield Span(*found.span(), names.lookup(found.group(1)) or PERSON)
    if "@" in text:
        for found in _AT.finditer(text):
            known = names.lookup(found.group(1))
            if known or _is_mention(found.group(1), text[found.end() : found.end() + 1]):
                more = None if known else _FAMILY.match(text, found.end())
                yield Span(found.start(), more.end() if more else found.end(), known or PERSON)
    if _ADDRESS in text:
        for found in _BESIDE_ADDRESS.finditer(text):
            if (who := _who(found.group(1), names)) is not None:
                yield Span(*found.span(1), who)


def _is_mention(name: str, after: str) -> bool:
    if name.lower() in NOT_MENTIONED or name.lower() in NOT_A_NAME:
        return False
    # "@jane.doe" is one anywhere, "@Jane" before a comma or a blank; annotations stand alone on their lines
    dotted = re.fullmatch(r"[^\W\d_]{2,}\.[^\W\d_]{2,}", name) is not None
    return dotted or (name[0].isupper() and name[1:].islower() and after in (" ", ",", "?", "!"))


def letters(seen: View, names: Names, told: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Find whom a letter greets and who signs it, and the same names elsewhere in it; and the strangers one is told of."""
    found = list(_named(seen, names))
    yield from found
    strangers = told | _strangers(found, seen)
    if strangers:
        for word in _CAPITALISED.finditer(seen.text):
            if word.group() in strangers:
                yield Span(*word.span(), PERSON)


def greeted(text: str) -> frozenset[str]:
    """Give the strangers that a piece of a longer text greets, or that sign in it: the other pieces must be told."""
    seen = view(text)
    return _strangers(list(_named(seen, record_names(()))), seen)


def _named(seen: View, names: Names) -> Iterator[Span]:
    for pattern, start in _beginnings(seen):
        yield from _at(pattern, start, seen, names)


def _strangers(found: Iterable[Span], seen: View) -> frozenset[str]:
    return frozenset(
        word
        for span in found
        if span.placeholder == PERSON
        for word in _CAPITALISED.findall(seen.text[span.start : span.end])
        if word.lower() not in ORDINARY and word.lower() not in NOT_A_NAME
    )


def _beginnings(seen: View) -> Iterator[tuple[re.Pattern[str], int]]:
    for number, word in enumerate(seen.words):
        if word in _BY_WORD:
            start = seen.word(number)[0]
            if seen.text[start - 1 : start] not in ("-", "'", "_"):
                yield from ((pattern, start) for pattern in _BY_WORD[word])


def _at(pattern: re.Pattern[str], place: int, seen: View, names: Names) -> Iterator[Span]:
    found = pattern.match(seen.text, place)
    if found is None:
        return
    group = found.lastindex or 0
    start = found.start(group)
    for part in _PARTS.split(found.group(group)):
        start = seen.text.index(part, start)
        if placeholder := _who(part, names):
            yield Span(start, start + len(part.rstrip(".'-")), placeholder)
        start += len(part)


def _who(name: str, names: Names) -> str | None:
    """Say whose name stands there: somebody's of the record, a stranger's, or none at all."""
    words = name.rstrip(".'-").split()
    if words[0].lower().rstrip(".") in TITLES:
        return None  # "Dear Mrs. Nowak": the title's own pattern finds the name
    for size in range(len(words), 0, -1):  # "Hi Jane can …" greets Jane
        known = names.lookup(" ".join(words[:size]))
        if known and (size == len(words) or words[0][0].isupper()):
            return known if size == len(words) else None
    if any(word.lower().strip(".'-") in NOT_A_NAME for word in words):
        return None
    if any(any(c.isdigit() for c in word) for word in words):
        return None
    return PERSON if all(_is_capitalised(word) for word in words) else None


def _is_capitalised(word: str) -> bool:
    if not word[0].isupper():
        return False
    return word[1:2].islower() or word[1:2] == "'" or (word.isupper() and len(word) > 3)
