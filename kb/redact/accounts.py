r"""User names: in home folders and shares, behind a domain, in directories' names, keys and prompts."""

import re
from collections.abc import Iterator

from kb.redact.anchors import word_set
from kb.redact.base import Known
from kb.redact.spans import Span
from kb.redact.view import BLANK, View, fold
from kb.redact.words import NO_ONES_HOME, SERVICE

# accounts that images and clouds come with, and what manuals write for a name
_NOBODY = NO_ONES_HOME | word_set(
    """
    git username user-name your_user youruser yourname myuser someuser xxx xxxx yyyy foo almalinux azureuser centos
    circleci cloud-user core debian docker ec2-user fedora jovyan oracle pi postgres rstudio tomcat travis vagrant vscode
    """
)
# a name of two words only where the path goes on: C:\Users\Jane Smith\Desktop
_NAME = rf"((?:[^\\/\s\"'`<>|:*?;,)$%{BLANK}\]]{{1,64}})(?:(?: [\w.-]{{1,32}}){{1,2}}(?=[\\>]))?)"
# each begins with what texts without it are passed at
_HOMES = (
    (
        "/home/",
        r"/home/(?:(?<![\w./]/home/)|(?<=file:///home/)|(?<=/export/home/)|(?<=/var/home/)|(?<=/nfs/home/)|(?<=/mnt/home/))",
    ),
    ("/Users/", r"/Users/(?<!\./Users/)"),
    ("/mail/", r"/mail/(?:(?<=/var/mail/)|(?<=/spool/mail/))"),
    (":\\", r":\\{1,2}(?:Users|Documents and Settings)(?:\\{1,2}|/)"),
    (":/", r":/(?:Users|Documents and Settings)/"),
)
_HOME = tuple((hint, re.compile(before + _NAME)) for hint, before in _HOMES)
_SHARE = re.compile(
    r"\\{2,4}[\w.-]{1,64}\\{1,2}(?:[\w.-]{1,64}\\{1,2}){0,2}"
    r"(?:users?|homes?|home(?:dirs?|folders?)?|profiles?|userdata|benutzer|redirect\w{0,20})\$?\\{1,2}"
    + _NAME,
    re.IGNORECASE,
)
_TILDE = re.compile(r"~(?<![\w~.\]}]~)([a-z][a-z0-9_-]{1,30}[a-z0-9])/(?=[\w.~/-])")
_DOMAIN_USER = re.compile(r"\\{1,2}([A-Za-z][\w.-]{1,62}[A-Za-z0-9])(?![\w\\])")
_BEFORE_USER = re.compile(r"(?<![\w\\:/.$%-])[A-Z][A-Z0-9-]{2,14}\Z")
_NOT_DOMAINS = ("HKLM", "HKCU", "HKCR", "HKU", "HKEY", "AND", "AUTHORITY", "BUILTIN")
_FILE = re.compile(
    r"\.(?:log|txt|exe|dll|csv|xlsx?|pdf|zip|xml|json|ini|bat|cmd|ps1|dat|bak|tmp|docx?|js|py|java)\Z",
    re.IGNORECASE,
)


def accounts(seen: View, known: Known) -> Iterator[Span]:
    r"""Find the user in `/home/<user>`, `\\server\users$\<user>`, `CONTOSO\user`, `CN=…,OU=…`, a SID, a key's comment."""
    text = seen.text
    for hint, home in _HOME:
        if hint in text:
            for found in home.finditer(text):
                if found.group(1).lower().rstrip(".") not in _NOBODY:
                    yield Span(*found.span(1), "[user]")
    if "\\" in text:
        yield from _of_windows(text)
    if "~" in text:
        for found in _TILDE.finditer(text):
            if found.group(1) not in _NOBODY:
                yield Span(*found.span(1), "[user]")
    if "=" in text and ("dc=" in seen.lower or "ou=" in seen.lower):
        yield from _in_directories(text, known)
    if "S-1-5-21-" in text:
        yield from (Span(*found.span(), "[user]") for found in _SID.finditer(text))
    if "@" in text:
        yield from _at_machines(text)


def _of_windows(text: str) -> Iterator[Span]:
    if "\\\\" in text:
        for found in _SHARE.finditer(text):
            if found.group(1).lower() not in _NOBODY:
                yield Span(*found.span(1), "[user]")
    for found in _DOMAIN_USER.finditer(text):
        domain = _BEFORE_USER.search(text, max(0, found.start() - 16), found.start())
        if domain is None or domain.group().startswith(_NOT_DOMAINS):
            continue
        if not _FILE.search(found.group(1)):
            yield Span(*found.span(1), "[user]")


# accounts made later than the domain itself have a last number of 1000 and more
_SID = re.compile(r"S-1-5-21(?:-[0-9]{1,10}){3}-[0-9]{4,10}(?![\w-])")
_PERSON = re.compile(
    rf"\b(?:CN|UID)=((?:\\.|[^,=+<>;\"\\\n{BLANK}]){{2,64}}),(?=\s?(?:[A-Z]{{1,8}}=(?:\\.|[^,=\\\n]){{1,64}},\s?){{0,8}}(?:OU|DC|O)=)",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"\b(?:(?:ou|cn)=[^,=]{0,40}(?:group|gruppe|computer|server|service|system|role|builtin|controller|container"
    r"|configuration|schema|application|machines|devices)|cn=users\b)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[_0-9$]|\b[A-Z]{2,}\b|-\w+-|[A-Za-z]-[A-Z]{2}")


def _in_directories(text: str, known: Known) -> Iterator[Span]:
    """Find whom a distinguished name names, unless the record's people do; groups and machines are nobody."""
    names: frozenset[str] | None = None
    for found in _PERSON.finditer(text):
        value = found.group(1)
        if found.group(0)[:2].lower() == "cn":
            rest = text[found.start() : min(len(text), found.end() + 120)].split("\n", 1)[0]
            if _NO_PERSON.search(rest) or _CODE.search(value):
                continue
        words = set(fold(value).lower().replace("\\", " ").replace(",", " ").split())
        if words & SERVICE:
            continue
        if names is None:
            names = frozenset(
                word for one in known.people for word in fold(one.name).lower().replace(",", " ").split()
            )
        if not words <= names:  # else they get their letter
            yield Span(*found.span(1), "[user]")


_KEY_COMMENT = re.compile(
    r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w{8,10}|sk-ssh-\S{4,24}) AAAA[A-Za-z0-9+/=]{16,2000}[ \t]([\w.+-]{1,64}@[\w.-]{1,64})"
)
_PROMPT = re.compile(r"@(?<=[\w-]@)[A-Za-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3}(?=:[~/]|\]?[$#] )")
_LOGIN = re.compile(r"@(?<=[\w-]@)[\w.-]{1,80}")
_LOGIN_BEFORE = re.compile(r"(?:\b(?:ssh|scp|sftp|rsync|mosh)\b[^\n|;&@]{0,60} )([a-z_][\w.-]{0,31})\Z")
_USER_BEFORE = re.compile(r"(?<![\w.@/:+-])[a-z_][\w.-]{0,31}\Z")


def _at_machines(text: str) -> Iterator[Span]:
    """Find who made a key, and who sits at a prompt: `jsmith@host:~$`."""
    if " AAAA" in text:
        yield from (Span(*found.span(1), "[user]") for found in _KEY_COMMENT.finditer(text))
    for at in _PROMPT.finditer(text):
        user = _USER_BEFORE.search(text, max(0, at.start() - 33), at.start())
        if user is not None and not _is_nobody(user.group()):
            yield Span(*user.span(), "[user]")
    if "ssh" in text or "scp" in text or "sftp" in text or "rsync" in text:
        for at in _LOGIN.finditer(text):
            login = _LOGIN_BEFORE.search(text, max(0, at.start() - 100), at.start())
            if login is not None and not _is_nobody(login.group(1)):
                yield Span(*login.span(1), "[user]")


def _is_nobody(user: str) -> bool:
    return user in _NOBODY or user in SERVICE or user.startswith(("svc", "deploy"))
