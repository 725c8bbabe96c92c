"""What opens a door when the password is lost or stolen: recovery codes, answers, keys of licences, hashes."""

import re
from collections.abc import Iterator

from kb.redact.secret_values import is_stand_in, matches, trim, word_set
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_KIND = "[secret]"
_STEMS = (
    *("recover", "backup", "rescue", "emergency", "wiederh", "notfall", "herstel"),
    *("code de", "codes de", "codigo", "codice", "kod"),
)
_RECOVERY = re.compile(
    r"(?:(?:recovery|backup|rescue|emergency|wiederherstellungs?|notfall)[- ]?(?:code|key|schlussel)e?s?"
    r"|codes? de (?:recuperation|secours)|codigos? de (?:recupera(?:cion|cao)|respaldo)"
    r"|codice di (?:recupero|backup)|kody? (?:zapasowy|odzyskiwania)|herstelcodes?)"
    r"(?: (?:is|are|was|ist|lautet|sind|est|sont|es|son|jest|sono|zijn))?[ \t:=#-]{0,4}[\"'`*]{0,2}\n?[ \t>*-]{0,9}"
)
_GROUP = r"(?=[a-z]{0,11}[0-9]|[a-z0-9]{4}(?![a-z]))[a-z0-9]{4,12}"
_CODE = re.compile(
    rf"(?:[0-9]{{1,2}}[.)] )?((?=[a-z -]{{0,40}}[0-9])[a-z0-9]{{4,12}}(?:[- ]{_GROUP}){{1,7}}"
    r"|(?=[a-z]{0,31}[0-9])[a-z0-9]{8,32})(?![\w-])"
)
_NEXT = re.compile(r"[\"'`]?[ \t]{0,3}(?:[,;|/]|\n|and|und|or)[ \t>*-]{0,9}[\"'`]?")
_MOST = 24
"""No service hands out more codes at once."""

_PHRASE = re.compile(
    r"phrase(?: is)?[ :=]{1,3}[\"'`]?((?:[a-z]{3,8}[ ,]{1,2}){11,24}[a-z]{3,8})"  # 12 to 24 words, BIP 39
)
_ANSWER_STEMS = (
    *("security ", "secret ", "challenge ", "answer to", "mother", "antwort auf", "sicherheitsantw"),
    *("reponse", "respuesta"),
)
_ANSWER = re.compile(
    r"(?:(?:security|secret|challenge) (?:question )?answer(?: is| was)?[ \t]{0,3}[:=]?[ \t]{0,3}"
    r"|answer to (?:the|my|your|his|her) (?:security|secret|challenge) question(?: is| was)?[ \t:=]{1,4}"
    r"|(?:security|secret) question[^\n\x02]{0,120}?\banswer(?: is| was)?[ \t]{0,3}[:=][ \t]{0,3}"
    r"|mother'?s maiden name(?: is| was)?[ \t:=]{1,4}"
    r"|(?:antwort auf (?:die|meine) sicherheitsfrage|sicherheitsantwort|reponse (?:a la question )?(?:secrete|de securite)"
    r"|respuesta (?:secreta|de seguridad))(?: ist| lautet| est| es)?[ \t:=]{1,4})"
    rf"[\"'`]?(?P<value>[^\s\"'`,;.{BLANK}\x02][^\n\"'`,;.{BLANK}\x02]{{1,60}})"
)
_TALK = word_set(
    "wrong incorrect not missing required is was must should cannot field does never has invalid case too will"
)
_GROUPED = re.compile(r"(?<![\w-])[A-Za-z0-9]{4,8}(?:-[A-Za-z0-9]{4,8}){3,7}(?![\w-])")
_LICENCE_STEMS = (
    *(
        "licen",
        "product",
        "activation",
        "serial",
        "registration",
        "installation",
        "lizenz",
        "produkt",
        "aktivierung",
    ),
)
_LICENCE = re.compile(
    r"(?:licen[cs]e|product|activation|serial|registration|installation|lizenz|produkt|aktivierungs)"
    r"[- ]?(?:key|schlussel|code|number|nummer)?(?: is| was| ist| lautet)?[ \t]{0,3}[:=#]?[ \t\"'`]{0,3}"
    r"((?=[a-z-]{0,60}[0-9])[a-z0-9]{4,8}(?:-[a-z0-9]{4,8}){3,7})(?![\w-])"
)
_HASH = re.compile(  # crypt(3) and its heirs
    r"\$(?:2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}"
    r"|[156y]\$[^\s$:\"'<>]{0,60}\$[./A-Za-z0-9]{16,100}(?:\$[./A-Za-z0-9]{16,100})?"
    r"|apr1\$[^\s$:\"'<>]{1,16}\$[./A-Za-z0-9]{16,30}"
    r"|(?:argon2(?:id|i|d)|scrypt|sha1|pbkdf2[\w-]{0,12})\$[\w=,$+/.-]{30,300})"
)
_HASH_NAMES = ("{S", "{MD5}", "{CRYPT}", "{ARGON2}", "{bcrypt", "pbkdf2", "argon2", "scrypt", "bcrypt_")
_HASH_NAMED = re.compile(  # LDAP's, Django's and Werkzeug's
    r"\{(?:SSHA|SHA|SMD5|MD5|CRYPT|SSHA256|SSHA512|SHA256|SHA512|ARGON2|bcrypt|pbkdf2)\}[A-Za-z0-9+/=$.,]{20,400}"
    r"|(?<![\w$])(?:pbkdf2_sha(?:1|256|512)|bcrypt_sha256|argon2)\$[\w=,$+/.-]{30,300}"
    r"|(?<![\w$])(?:scrypt|pbkdf2):[\w:]{3,40}\$[\w=,$+/.-]{30,300}"
)
_WINDOWS_HASHES = re.compile(r":[0-9]{3,6}:([0-9a-fA-F]{32}:[0-9a-fA-F]{32}):::")


_WORDS = frozenset(
    (
        *("answer", "maiden", "sicherheitsantwort", "sicherheitsfrage", "reponse", "respuesta", "phrase"),
        *("recovery", "backup", "rescue", "emergency", "wiederherstellungscode", "wiederherstellungscodes"),
        *(
            "wiederherstellungsschlussel",
            "notfallcode",
            "notfallcodes",
            "herstelcode",
            "herstelcodes",
            "recuperation",
        ),
        *("secours", "recuperacion", "recuperacao", "respaldo", "recupero", "zapasowy", "odzyskiwania"),
        *("licence", "license", "product", "activation", "serial", "registration", "installation", "lizenz"),
        *("lizenzschlussel", "produktschlussel", "aktivierungsschlussel", "aktivierungscode", "licensekey"),
        *("productkey", "recoverycode", "recoverycodes", "backupcode", "backupcodes", "recoverykey"),
    )
)
"""One of these stands in every text that tells one of them in words; the words of a view are made anyway."""


def recovery(seen: View, long: str) -> Iterator[Span]:
    """Find what stands in for a password; `long` holds the text's long words."""
    text = seen.text
    if not _WORDS.isdisjoint(seen.words):
        yield from _in_words(seen, long)
    if "$" in long:
        yield from (Span(*found.span(), _KIND) for found in _HASH.finditer(text))
    if ("$" in long or "{" in long) and any(name in long for name in _HASH_NAMES):
        yield from (Span(*found.span(), _KIND) for found in _HASH_NAMED.finditer(text))
    if ":::" in long:
        yield from (Span(*found.span(1), _KIND) for found in _WINDOWS_HASHES.finditer(text))


def _in_words(seen: View, long: str) -> Iterator[Span]:
    lower = seen.lower
    yield from _answers(seen)
    yield from (Span(*found.span(1), _KIND) for found in matches(lower, ("phrase",), _PHRASE))
    if not seen.has_digits:
        return
    yield from _codes(lower)
    if long.count("-") > 2 and _GROUPED.search(long):
        yield from (Span(*found.span(1), _KIND) for found in matches(lower, _LICENCE_STEMS, _LICENCE))


def _codes(lower: str) -> Iterator[Span]:
    for head in matches(lower, _STEMS, _RECOVERY):
        at = head.end()
        for _ in range(_MOST):
            if (found := _CODE.match(lower, at)) is None:
                break
            yield Span(*found.span(1), _KIND)
            if (following := _NEXT.match(lower, found.end())) is None:
                break
            at = following.end()


def _answers(seen: View) -> Iterator[Span]:
    for found in matches(seen.lower, _ANSWER_STEMS, _ANSWER):
        start, end = found.span("value")
        value = trim(seen.text[start:end].rstrip())
        if (
            value
            and value.split(None, 1)[0].lower() not in _TALK
            and not is_stand_in(value)
            and value.count(" ") < 5
        ):
            yield Span(start, start + len(value), _KIND)
