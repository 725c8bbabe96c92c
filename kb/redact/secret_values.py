"""Which words are secrets, and which only stand where one would."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from math import log2

from kb.redact.view import BLANK
from kb.redact.words import NO_SECRET


def word_set(text: str) -> frozenset[str]:
    """Read a list of words."""
    return frozenset(text.split())


_SAID_INSTEAD = word_set(
    """
    see ask siehe voir ver zobacz vedi zie same dito ditto above below here there dein deine ihr ihre mein meine
    falsch abgelaufen zuruckgesetzt vergessen geandert leer keines keine keiner unbekannt gesperrt ungultig korrekt
    incorrecto incorrecta caducada caducado olvidada vacio vacia obligatoria obligatorio requerida ninguna ninguno
    incorrect oublie expire vide aucun aucune obligatoire requis nieprawidlowe bledne wygaslo brak wymagane puste
    incorreta incorreto expirada esquecida vazia nenhuma obrigatoria errata scaduta dimenticata vuota nessuna
    onjuist verlopen vergeten leeg geen verplicht forgotten expires weak strong good bad hidden masked redacted
    removed deleted sent given provided shared attached stored saved encrypted hashed plain plaintext default
    password passwort passwd pwd pass pw passphrase passcode kennwort contrasena haslo senha wachtwoord token secret
    key apikey credential credentials username user login string integer int bool boolean object array bytes char
    varchar str any void self this new function async await return yes/no n/a tbd tba todo fixme foo bar baz dummy
    sample example test placeholder value text input label field hint prompt basic bearer digest negotiate ntlm
    kerberos oauth oauth2 saml sso ldap mfa 2fa otp file prompt env vault keychain auto manual generated random
    insert enter type choose pick provide fill hier ici aqui tutaj qui
    """
)
_REFERENCE = re.compile(
    r"[$%{<(\[@].*|[*x.•_?#-]+|&lt;.*|(?:your|my|the|some|insert|enter|put|add|change|replace)[-_ ]?\w*|\.\.\."
    r"|<\w[^>]*>?|(?:process\.env|os\.environ|system\.getenv|getenv|self|this|settings|config|conf|cfg|props|env"
    r"|secrets|vault|var|local|data|module|args|params|options|request|req|ctx|context|app)[.\[(:].*"
    r"|secretsmanager:.*|ref\+.*|op://.*|enc\[.*|changeme"
)
_CALL = re.compile(r"(?:new |await |return )?[A-Za-z_$][\w$.:>?-]{0,80}\(|!?(?:vault|ref|sub|getatt|env)\b")
_CHAIN = re.compile(r"[A-Za-z_$][A-Za-z_$]*(?:(?:\.|->|::)[A-Za-z_$][A-Za-z_$]*)+")
_PATH = re.compile(r"(?:~|\.{1,2})?/[\w.-]+/|[A-Za-z]:\\")
_CODE = re.compile(
    r"[A-Z]{1,5}[-_#]?[0-9]{2,}|[a-z]{1,4}[-_#]?[0-9]{4,}|(?:[A-Z]{1,10}|[a-z]{1,10}|[A-Z][a-z]{1,9}(?![-#][0-9]{3}))[-#][0-9]+(?:\.[0-9]+)*|v?[0-9]+(?:[./:-][0-9]+)*"
    r"|[0-9]+(?:st|nd|rd|th|[a-zA-Z]{1,6}|x|%)?"
    r"|(?i:(?:sha|md|base|utf-?|oauth|sso|mfa|2fa|saml|win|windows|office|o|m|ios|android|iphone|ipad|tls|ssl|http|ipv|k|s|aes-?|rsa-?|log)[0-9.]+\w{0,4})"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9:.]+z?|[A-Z]{2,10}(?:[-_][A-Z0-9]+){1,4}",
)
_WORD_PIECE = re.compile(r"[A-Z]?[a-z]{2,14}|[A-Z]{2,8}|[0-9]{1,4}|[a-z]")
_BREAKS = re.compile(r"[-_./: ]+|(?<=[a-z])(?=[A-Z])")
_SIGNS = "!@#$%^&*?+=~§€£"
_LONGEST = 4096


def looks_secret(value: str) -> bool:
    """Tell whether a word in a sentence is a password rather than a word: digits or signs among letters."""
    if not 5 <= len(value) <= 128 or _CODE.fullmatch(value) or is_stand_in(value):
        return False
    if "://" in value or value.startswith(("/", "\\")) or (value.endswith(")") and "(" in value):
        return False
    if not any(c.isalpha() for c in value):
        return False
    return any(c.isdigit() for c in value) or any(c in _SIGNS for c in value[:-1])


def is_key(value: str) -> bool:
    """Tell a key from a name such as `my-service-account`, by digits, length and entropy."""
    if not 8 <= len(value) <= _LONGEST or " " in value or _CODE.fullmatch(value) or is_stand_in(value):
        return False
    if is_wordy(value) or "://" in value:
        return False
    digits = any(c.isdigit() for c in value)
    if len(value) < 24:
        return digits and entropy(value) >= 2.0
    if "(" in value:
        return False
    # text of words has about 4 bits a character but few digits and capitals within; keys have them
    return entropy(value) >= (2.5 if digits else 3.5)


def is_stand_in(value: str) -> bool:
    """Tell whether the value only holds a secret's place: `********`, `${PASSWORD}`, `see`, `os.environ[…]`."""
    lower = value.lower()
    return (
        lower in NO_SECRET
        or lower in _SAID_INSTEAD
        or lower.strip(".,;:!?*'\"") in _SAID_INSTEAD
        or BLANK in value
        or _PATH.match(value) is not None
        or _REFERENCE.fullmatch(lower) is not None
        or (lower[:1] == lower[-1:] and lower.strip("*_-=.#%") in _SAID_INSTEAD)
    )


def is_code(value: str) -> bool:
    """Tell whether source code stands there: a call, or a chain of names as in `config.api_key`."""
    return _CALL.match(value) is not None or _CHAIN.fullmatch(value) is not None


def is_wordy(value: str) -> bool:
    """Tell whether it is made of words and short numbers only, as `hr-db-credentials` and `getToken` are."""
    if len(value) > 80:
        return False
    return all(
        _WORD_PIECE.fullmatch(piece)
        and (len(piece) < 5 or piece.isdigit() or any(v in "aeiouyAEIOUY" for v in piece))
        for piece in _BREAKS.split(value)
        if piece
    )


def entropy(value: str) -> float:
    """Bits a character, by how often each one occurs (Shannon)."""
    size = len(value)
    return -sum(n / size * log2(n / size) for n in Counter(value).values())


_PROSE = re.compile(
    r"\b(?:must|your|the|is|are|please|enter|wrong|not|for|and|or|to|of|has|have|cannot|der|die|das|ist|nicht|le|la"
    r"|el|est|es|de|du|nie|jest|password|passwort|token|secret)\b",
    re.IGNORECASE,
)


def is_sentence(value: str) -> bool:
    """Tell whether a quoted value is talk about passwords rather than one of several words."""
    return value.endswith((".", "?", ":")) or len(_PROSE.findall(value[:400])) > 1


_OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"}


def trim(value: str) -> str:
    """Drop what ends a sentence or a bracket around it, not what ends a password."""
    while value:
        last = value[-1]
        if last in ".,;:\"'?|\\`" or (last in _OPENERS and _OPENERS[last] not in value):
            value = value[:-1]
        else:
            break
    return value


def matches(lower: str, stems: Iterable[str], shape: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Match a shape wherever one of its stems stands: far quicker than to search for it in a text without any."""
    for stem in stems:
        at = lower.find(stem)
        while at >= 0:
            if (found := shape.match(lower, at)) is not None:
                yield found
            at = lower.find(stem, found.end() if found else at + 1)
