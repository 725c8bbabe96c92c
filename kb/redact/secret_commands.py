"""Passwords that stand as bare words in commands: `curl -u user:password`, `mysql -p…`, `IDENTIFIED BY '…'`."""

import re
from collections.abc import Iterator

from kb.redact.secret_values import is_code, is_stand_in, looks_secret, trim
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_PASSWORD = "[password]"  # noqa: S105 - a placeholder
_WORD = rf"[^\s\"'`<>|{BLANK}\x02]"
_VALUE = rf"(?:\"([^\"\n{BLANK}]{{3,200}})\"|'([^'\n{BLANK}]{{3,200}})'|({_WORD}{{3,200}}))"
_PAIR = rf"[\"']?({_WORD}{{1,64}}?|[{BLANK}]{{1,200}})[:%/]({_WORD}{{3,200}})"
_REST = r"\b[^\n\x02]{0,200}?"


def _compile(*rows: tuple[str, str, str]) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    return tuple((hint, re.compile(shape), kind) for hint, shape, kind in rows)


_PROGRAMS = _compile(
    # a program, and the option after which it takes a password
    ("sshpass", rf"\bsshpass\s{{1,9}}-p\s{{0,9}}{_VALUE}", _PASSWORD),
    ("mysql", rf"\bmysql[a-z]{{0,9}}{_REST}\s-p{_VALUE}", _PASSWORD),
    ("mariadb", rf"\bmariadb[a-z-]{{0,9}}{_REST}\s-p{_VALUE}", _PASSWORD),
    ("redis-cli", rf"\bredis-cli{_REST}\s-a\s{{1,9}}{_VALUE}", _PASSWORD),
    ("ldap", rf"\bldap[a-z]{{3,9}}{_REST}\s-w\s{{1,9}}{_VALUE}", _PASSWORD),
    ("sqlcmd", rf"\bsqlcmd{_REST}\s-P\s{{0,9}}{_VALUE}", _PASSWORD),
    ("bcp ", rf"\bbcp{_REST}\s-P\s{{0,9}}{_VALUE}", _PASSWORD),
    (" login ", rf"\b(?:docker|podman|az|helm registry|skopeo) login{_REST}\s-p\s{{0,9}}{_VALUE}", _PASSWORD),
    ("doctl", rf"\bdoctl auth init{_REST}\s-t\s{{1,9}}{_VALUE}", "[token]"),
    ("plink", rf"\bplink{_REST}\s-pw\s{{1,9}}{_VALUE}", _PASSWORD),
    ("pscp", rf"\bpscp{_REST}\s-pw\s{{1,9}}{_VALUE}", _PASSWORD),
    ("mongo", rf"\bmongo[a-z]{{0,9}}{_REST}\s-p\s{{1,9}}{_VALUE}", _PASSWORD),
    ("zip ", rf"\b(?:un)?zip{_REST}\s-P\s{{0,9}}{_VALUE}", _PASSWORD),
    ("7z", rf"\b7za?{_REST}\s-p{_VALUE}", _PASSWORD),
    ("openssl", rf"\bopenssl{_REST}\spass:{_VALUE}", _PASSWORD),
    ("keytool", rf"\bkeytool{_REST}pass\s{{1,9}}{_VALUE}", _PASSWORD),
    (
        "htpasswd",
        rf"\bhtpasswd\s{{1,9}}-[a-zA-Z]{{0,6}}b[a-zA-Z]{{0,6}}\s{{1,9}}\S{{1,200}}\s{{1,9}}\S{{1,64}}\s{{1,9}}{_VALUE}",
        _PASSWORD,
    ),
    ("sudo -s", rf"\becho\s{{1,9}}(?:-n )?{_VALUE}\s{{0,9}}\|\s{{0,9}}sudo -S", _PASSWORD),
    ("kinit", rf"\becho\s{{1,9}}(?:-n )?{_VALUE}\s{{0,9}}\|\s{{0,9}}kinit", _PASSWORD),
)
_STATEMENTS = _compile(
    ("/user:", rf"/user:(?:{_WORD}{{1,64}}|[{BLANK}]{{1,200}}) {{1,3}}{_VALUE}", _PASSWORD),
    (
        "net us",
        rf"\bnet use\s{{1,9}}[^\s/]\S{{0,200}}(?:\s{{1,9}}\\\\\S{{1,200}})?\s{{1,9}}(?!/|\\){_VALUE}(?=\s{{1,9}}/user:)",
        _PASSWORD,
    ),
    ("net us", rf"\bnet user\s{{1,9}}\S{{1,64}}\s{{1,9}}(?!/){_VALUE}", _PASSWORD),
    (
        "dentified by ",
        rf"(?i:dentified by\s{{1,9}}(?:(?:values|password)\s{{1,9}})?){_VALUE}",
        _PASSWORD,
    ),
    (
        "securestring",
        rf"(?i:ConvertTo-SecureString\s{{1,9}}(?:-String\s{{1,9}})?)(?!-|\$){_VALUE}",
        _PASSWORD,
    ),
    ("vault login", rf"\bvault login\s{{1,9}}(?!-){_VALUE}", "[token]"),
)
_ABOUT_PASSWORDS = _compile(
    (
        "chpasswd",
        rf"\becho\s{{1,9}}[\"']?[\w.-]{{1,64}}:{_VALUE}[\"']?\s{{0,9}}\|\s{{0,9}}(?:sudo )?chpasswd",
        _PASSWORD,
    ),
    ("requirepass", rf"\brequirepass\s{{1,9}}{_VALUE}", _PASSWORD),
    (
        "networkcredential",
        rf"(?i:NetworkCredential)\(\s{{0,9}}[^,()\n]{{1,100}},\s{{0,9}}{_VALUE}",
        _PASSWORD,
    ),
    ("enable secret", rf"\benable secret (?:[0-9] )?{_VALUE}", _PASSWORD),
)
_PAIRS = _compile(
    ("curl", rf"\bcurl\b[^\n\x02]{{0,200}}?\s(?:-u|-U)[ =]?\s{{0,9}}{_PAIR}", _PASSWORD),
    ("client", rf"\b(?:smb|rpc)client{_REST}\s-U\s{{0,9}}{_PAIR}", _PASSWORD),
    ("wmic", rf"\bwmic{_REST}\s-U\s{{0,9}}{_PAIR}", _PASSWORD),
)
_ORACLE = _compile(
    ("sqlplus", rf"\bsqlplus\s{{1,9}}(?:-\w{{1,9}} )?{_PAIR}", _PASSWORD),
    ("sqlldr", rf"\bsqlldr\s{{1,9}}{_PAIR}", _PASSWORD),
    ("expdp", rf"\bexpdp\s{{1,9}}{_PAIR}", _PASSWORD),
    ("impdp", rf"\bimpdp\s{{1,9}}{_PAIR}", _PASSWORD),
    ("--user", rf"--(?:proxy-)?user[ =]{_PAIR}", _PASSWORD),
)
_OPTION = re.compile(r" -(?:[awPuUtSbc]|-user|-proxy-user|pw?|(?:dest|src)?(?:store|key)pass|pass(?:in|out))")


def commands(seen: View, *, names: bool) -> Iterator[Span]:
    """Find the passwords that commands and statements take; `names` tells whether one stands in the text."""
    text, lower = seen.text, seen.lower
    option = " -" in text and _OPTION.search(text) is not None
    rules = _STATEMENTS
    if option:
        rules += _PROGRAMS
    if names or "requirepass" in lower:
        rules += _ABOUT_PASSWORDS
    for hint, shape, kind in rules:
        if hint in lower:
            for found in shape.finditer(text):
                start, end = next(found.span(group) for group in (1, 2, 3) if found[group] is not None)
                yield from _word(text, start, end, kind)
    pairs = _PAIRS if option else ()
    if "@" in text or option:
        pairs += _ORACLE
    for hint, shape, kind in pairs:
        if hint in lower:
            for found in shape.finditer(text):
                start, end = found.span(2)
                at = text.find("@", start, end) if hint != "curl" else -1
                yield from _word(text, start, at if at > 0 else end, kind)


_VARIABLE = re.compile(r"(?:.{0,200}[:/])?\$\{?[A-Z_][A-Z0-9_]{1,60}\}?")
"""`$TOKEN`, `token:${TOKEN}`: the shell puts the secret there, and it is not in the text."""


def _word(text: str, start: int, end: int, kind: str) -> Iterator[Span]:
    value = trim(text[start:end])
    if (
        len(value) < 3
        or is_stand_in(value)
        or value.startswith("-")
        or _VARIABLE.fullmatch(value)
        or (is_code(value) and not looks_secret(value))
    ):
        return
    yield Span(start, start + len(value), kind)
