"""Passwords told in a sentence, in eight languages; "the password is wrong" tells none."""

import re
from collections.abc import Iterator

from kb.redact.assignments import PASSWORD, Place
from kb.redact.secret_values import is_key, is_sentence, is_stand_in, looks_secret, matches, trim
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_IS = (
    "is|was|are|now|to|still|set|reset|changed|updated|temporarily|currently|equals|be|will|has|been|again|as|a|new|the"
    "|ist|lautet|lautete|war|jetzt|nun|noch|heisst|wurde|wird|auf|geandert|gesetzt|zuruckgesetzt|vorlaufig|neu|neue"
    "|est|etait|sera|maintenant|reste|devient|a|ete|change|changee|en|remplace|par|reinitialise|mis"
    "|es|era|sera|ahora|sigue|siendo|ha|sido|cambiada|cambiado|por|temporal|actual"
    "|jest|brzmi|bylo|bedzie|teraz|to|zostalo|zmienione|na|ustawione"
    "|e|foi|agora|ainda|alterada|alterado|redefinida|para|fica"
    "|adesso|ora|stato|stata|cambiata|impostata|rimane|in"
    "|luidt|nu|wordt|werd|gewijzigd|nog|ingesteld|op"
)
_KIND_OF = (
    "provisoire|temporaire|initial|initiale|actuel|temporal|provisional|inicial|actual|tymczasowe|startowe|nowe|temporaria"
    "|provisoria|provvisoria|temporanea|iniziale|tijdelijk|tijdelijke|nuevo|nueva|nouveau|nova|nuova|used|i used|given|i got|we use"
)
_FOR = "for|of|on|in|from|fur|fuer|von|vom|zu|zum|zur|bei|pour|de|du|des|sur|para|del|do|da|dos|en|dla|do|per|di|della|su|voor|van|bij"
_NOUN = rf"(?:[\w.@/-]{{1,40}}|[{BLANK}]{{1,20}})"
_TOLD = re.compile(
    rf"[*_]{{0,2}}(?: (?:{_KIND_OF}))?(?: ?\([^()\n{BLANK}]{{1,40}}\))?"
    rf"(?:(?: (?:{_FOR})(?: {_NOUN}){{1,5}}?)?(?:[ \t]{{0,3}}[:=][ \t]{{0,3}}|(?=[ \t]{{1,3}}(?:{_IS})[ \t:]))|(?=[ \t]))"
    rf"[ \t]{{0,3}}(?:(?:{_IS})[ \t:]{{1,3}}){{0,6}}"
    rf"(?:\"(?P<double>[^\"\n{BLANK}\x02]{{4,80}})\"|'(?P<single>[^'\n{BLANK}\x02]{{4,80}})'|`(?P<tick>[^`\n{BLANK}\x02]{{4,80}})`"
    rf"|\*{{0,2}}(?P<bare>[^\s\"'`*<>{BLANK}\x02][^\s\"'`<>{BLANK}\x02]{{2,127}}))"
)
_NEXT_SETTING = re.compile(r"[;&,](?=[\w .-]{0,40}[=:])")
_KEY_TOLD = re.compile(
    r"(?: (?:is|was|ist|lautet|war|est|es|jest|e))?:? {1,2}[\"'`]?((?=[^\s]{0,40}[0-9])[\w+/=.~-]{16,400})(?![\w/])"
)
_SAID = re.compile(rf"\b(?:{_IS})[ \t:]{{1,3}}\Z")
_BEFORE = re.compile(
    rf"(?:\A|[\s(\"'`])([^\s\"'`{BLANK}\x02]{{5,64}})[\"'`]? (?:is|was|as|ist|war|als|est|comme|es|como|jest|to|jako|e|come|foi|was)"
    r"(?: (?:the|your|my|a|our|their|his|her|das|ihr|mein|dein|le|mon|votre|la|su|mi|tu|il|mio|het|uw|moje|nowe|new|neue|temporary|temp|initial|default|admin|root|right|correct|sua|minha)){0,3} ?\Z"
)
_GOES_ON = re.compile(
    r"[ \t]{0,3}(?:[.,;!)\n\"']|\Z|for\b|to\b|and\b|but\b|of\b|on\b|fur\b|zum\b|und\b|pour\b|et\b|para\b|y\b)"
)
_PAIR_STEMS = ("creden", "login", "logon", "user", "daten", "identifiant", "dane ", "gegevens", "benutzer")
_PAIR_NAME = re.compile(
    r"credentials?|credenc?ia(?:le)?s|credenziali|log[io]n(?:daten| details| data)?|(?<=zugangs)daten|(?<=anmelde)daten|(?<=login)daten|identifiants"
    r"|dane (?:do )?logowania|(?<=inlog)gegevens|user(?:name)?s? ?(?:[/&]|and) ?(?=pass|pw)|benutzer(?:name)? ?/ ?(?=pass|kenn)"
)
_PAIR = re.compile(
    rf"[\w/& ]{{0,30}}?[ \t]{{0,2}}(?:is|are|was|with|as|ist|sind|lauten|mit|sont|avec|son|con|sao|com|sono|to|zijn|met|:|=|-)[ \t]{{1,3}}"
    rf"(?:user(?:name)?:? ?)?[\"'`]?([\w.@\\-]{{1,64}}|[{BLANK}]{{1,64}})[\"'`]?(?: ?[/|:,] ?| and | und | et | y | e | i | en )[\"'`]?([^\s\"'`{BLANK}\x02]{{4,128}})"
)


_PASSPHRASE = re.compile(
    r"pass ?phrase(?: is)?[ \t]{0,2}[:=][ \t]{0,2}((?:[a-z0-9-]{2,15} ){2,9}[a-z0-9-]{2,15})[ \t.]{0,3}(?=\n|\Z)"
)


def told(seen: View, places: list[Place]) -> Iterator[Span]:
    """Find passwords that somebody tells in a sentence, before or after the word for it."""
    lower = seen.lower
    for name, start, end in places:
        if name.kind == PASSWORD:
            yield from _after(seen, end)
            yield from _before(seen, start, end)
        elif (key := _KEY_TOLD.match(lower, end)) is not None:
            value = trim(seen.text[key.start(1) : key.end(1)])
            if is_key(value):
                yield Span(key.start(1), key.start(1) + len(value), name.kind)
    if "phrase" in lower:
        for phrase in matches(lower, ("pass phrase", "passphrase"), _PASSPHRASE):
            if not is_sentence(phrase.group(1)):
                yield Span(*phrase.span(1), PASSWORD)
    for stem in _PAIR_STEMS:
        at = lower.find(stem)
        while at >= 0:
            named = _PAIR_NAME.match(lower, at)
            found = _PAIR.match(lower, named.end()) if named else None
            if found is not None:
                yield from _pair(seen, found)
            at = lower.find(stem, at + len(stem))


def _after(seen: View, end: int) -> Iterator[Span]:
    found = _TOLD.match(seen.lower, end)
    if found is None:
        return
    kind = found.lastgroup or "bare"
    start, stop = found.span(kind)
    value = seen.text[start:stop]
    if kind == "bare":
        value = trim(_NEXT_SETTING.split(value, maxsplit=1)[0]).rstrip("*")
        if looks_secret(value):
            yield Span(start, start + len(value), PASSWORD)
    elif looks_secret(value) or (_SAID.search(seen.lower, end, start - 1) and not is_stand_in(value)):
        yield Span(start, stop, PASSWORD)


def _before(seen: View, at: int, end: int) -> Iterator[Span]:
    if not _GOES_ON.match(seen.lower, end):
        return
    low = max(0, at - 140)
    found = _BEFORE.search(seen.lower, low, at)
    if found is None:
        return
    value = trim(seen.text[found.start(1) : found.end(1)])
    if looks_secret(value):
        yield Span(found.start(1), found.start(1) + len(value), PASSWORD)


def _pair(seen: View, found: re.Match[str]) -> Iterator[Span]:
    start, end = found.span(2)
    value = trim(seen.text[start:end])
    if looks_secret(value):
        yield Span(*found.span(1), "[user]")
        yield Span(start, start + len(value), PASSWORD)
