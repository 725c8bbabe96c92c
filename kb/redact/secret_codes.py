"""Codes that open a door once or every day: verification codes, TANs, PINs, where the words around say so."""

import re
from collections.abc import Iterator

from kb.redact.secret_values import matches
from kb.redact.spans import Span
from kb.redact.view import View

_KIND = "[password]"
_OF = (
    r"verification|verify|one[- ]?time|two[- ]?factor|2fa|mfa|otp|totp|sms|security|authentication|authenticator"
    r"|auth|login|log-in|sign-in|confirmation|access|unlock|entry|door|gate|safe|alarm|device|temporary|duo|okta"
    r"|google|microsoft|bestatigungs|einmal|sicherheits|verifizierungs|zugangs|tur|verificatie|beveiligings"
    r"|toegangs|eenmalige"
)
_CODE = re.compile(
    rf"(?:(?<![a-z])(?:{_OF})[- ]?(?:pass)?code"
    r"|code (?:de |d')(?:verification|securite|confirmation|connexion|acces|authentification))s?(?![a-z])"
)
_CODIGO = re.compile(
    r"codigo de (?:verifica(?:cion|cao)|segur(?:idad|anca)|ac(?:c|)es(?:s|)o|confirmacion)"
    r"|codice (?:di verifica|di sicurezza|otp|di accesso)"
)
_KOD = re.compile(r"kod (?:weryfikacyjny|sms|jednorazowy|dostepu)")
_OTP = re.compile(r"(?<![a-z])t?otp(?: code)?(?![a-z])")
_EINMAL = re.compile(r"einmal(?:kennwort|passwort|pin)")
_ONE_TIME_PASS = re.compile(r"one-time pass(?:word|code)(?![a-z])")
_TAN = re.compile(r"(?<![a-z])tan(?![a-z])")
_IS = (
    r"[\"']?(?:[ \t]{0,3}(?:[:=#-]|\b(?:is|was|are|ist|lautet|war|est|etait|es|era|jest|brzmi|to|e|foi|luidt|of"
    r"|(?:via|by|per) (?:sms|e?mail)|sms))){0,3}[ \t]{0,3}[\"'`*(]{0,2}"
)
_VALUE = re.compile(
    rf"(?: \([^()\n]{{1,30}}\))?{_IS}([0-9]{{3}}[ -][0-9]{{3}}(?![0-9])|[0-9]{{4,8}}(?![0-9.:/-][0-9]|[0-9a-z%])"
    r"|(?=[a-z]{0,7}[0-9])[0-9a-z]{6,8}(?![\w-]))"
)
_VALUE_BEFORE = re.compile(
    r"(?<![\w#.:/-])((?:[a-z]-)?[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}) (?:is|ist|est|es|jest|to|e|as|als)"
    r" (?:\w{1,12} ){0,3}\Z"
)
_PIN = re.compile(
    r"p(?:in|uk)(?P<more>[- ]?(?:code|number|nummer|nr))?"
    r"(?: (?:for|of|fur|pour|para|dla|per|voor) (?:[\w-]{1,30} ){1,4}?)?"
    rf"(?P<is>{_IS})(?P<pin>[0-9]{{4,10}})(?![0-9.:/-]?[0-9a-z])"
)


_COMPOUNDS = (
    "bestatigungs",
    "einmal",
    "sicherheits",
    "verifizierungs",
    "zugangs",
    "tur",
    "verificatie",
    "beveiligings",
)
_WORDS = frozenset(
    (
        *(
            "code",
            "codes",
            "passcode",
            "codigo",
            "codice",
            "kod",
            "otp",
            "totp",
            "tan",
            "pin",
            "puk",
            "pincode",
        ),
        *("einmalkennwort", "einmalpasswort", "einmalpin", "password", "passcode", "toegangscode"),
        *(f"{word}code" for word in (*_COMPOUNDS, "verification", "security", "access")),
    )
)
"""One of these stands in every text that tells a code; the words of a view are made anyway."""


def codes(seen: View) -> Iterator[Span]:
    """Find codes and PINs; error codes, chips' pins and "the code is wrong" stay."""
    if not seen.has_digits or _WORDS.isdisjoint(seen.words):
        return
    lower = seen.lower
    if "cod" in lower:
        yield from _one_time(lower, "code", _CODE, 18)
        yield from _one_time(lower, "codi", _CODIGO)
    yield from _one_time(lower, "kod ", _KOD)
    yield from _one_time(lower, "otp", _OTP, 1)
    yield from _one_time(lower, "einmal", _EINMAL)
    yield from _one_time(lower, "one-time pass", _ONE_TIME_PASS)
    if "TAN" in seen.text:
        yield from _one_time(lower, "tan", _TAN)
    for found in matches(lower, ("pin", "puk"), _PIN):
        start = found.start()
        if lower[start - 1 : start].isalpha():
            continue
        # "pin 4711" may be a pin of a chip; "PIN 4711", "pin code 4711" and "pin: 4711" are not
        if found["is"].strip() or found["more"] or seen.text[start : start + 3].isupper():
            yield Span(*found.span("pin"), _KIND)


def _one_time(lower: str, stem: str, shape: re.Pattern[str], back: int = 0) -> Iterator[Span]:
    """Find a code after its name or before it; up to `back` characters of the name stand before its stem."""
    at = lower.find(stem)
    while at >= 0:
        if (name := shape.search(lower, max(0, at - back), at + 32)) is not None:
            found = _VALUE.match(lower, name.end())
            if found is None:
                found = _VALUE_BEFORE.search(lower, max(0, name.start() - 60), name.start())
            if found is not None:
                yield Span(*found.span(1), _KIND)
        at = lower.find(stem, at + len(stem))
