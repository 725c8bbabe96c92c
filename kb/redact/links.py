"""What opens a door in an address: the user before the host, tokens in query, fragment and path."""

import re
from collections.abc import Iterator

from kb.redact.anchors import word_set
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_USERINFO = re.compile(rf"://([^\s/@:\"'<>?#{BLANK}]{{1,128}})@")
_VALUE = rf"[^\s&;#\"'<>)\]{BLANK}]"
# parameters whose value is a key whatever it looks like; RFC 6749, OpenID Connect, SAML bindings, CAS, clouds' signed links
_QUERY = re.compile(
    r"[?&;#](?:amp;)?(?:[\w.-]{0,24}token|sig|signature|x-(?:amz|goog|oss)-(?:signature|credential|security-token)"
    r"|awsaccesskeyid|googleaccessid|key-pair-id|policy|api_?key|apikey|subscription-key|auth|authkey|auth_?code|jwt|assertion"
    r"|sid|session_?id|session_?state|jsessionid|phpsessid|password|passwd|pwd|passcode|otp|pin|secret|client_secret"
    r"|sharedaccesskey|id_token_hint|login_hint|code_verifier|nonce|saml(?:response|request|art)|wresult|rlkey|tk|magic|invite_?(?:code|key|id)"
    rf"|invitation_?(?:code|key|id)?|reset_?(?:code|key|id)|confirmation_?(?:code|key)?|activation_?(?:code|key)?|verification_?(?:code|key)?)=({_VALUE}+)",
    re.IGNORECASE,
)
_LONG_QUERY = re.compile(
    rf"[?&#](?:amp;)?(?:code|key|k|ticket|state|relaystate|sysparm_ck|hash|h|t|u|e|s|id|uid|data|request|c|ref|link|p|q)=({_VALUE}{{20,}})",
    re.IGNORECASE,
)
_TICKET = re.compile(rf"[?&](?:amp;)?ticket=((?:ST|PT|PGT)-{_VALUE}{{8,}})")
_URL = re.compile(rf"://[^\s\"'<>{BLANK}]{{8,4000}}")
# a page behind one of these words needs no password, only the link
_DOORS = word_set(
    """
    reset resetpassword passwordreset forgot recover recovery restore setpassword newpassword changepassword password
    passwort kennwort invite invites invitation invitations join accept acceptinvite onboarding onboard welcome magic
    magiclink magiclogin login signin sso verify verification verifyemail confirm confirmation confirmemail activate
    activation enroll register registration signup unsubscribe optout token tokens ticket share shared sharing guest
    sharedinvite sign signing signature envelope otp onetime autologin link links session s secret
    """
)
_SPLIT = re.compile(r"[^/?#]+")
_PARTS = re.compile(r"[-_.~]")
_HEX_GROUPS = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def links(seen: View) -> Iterator[Span]:
    """Find the keys in links."""
    text = seen.text
    if "://" in text:
        if "@" in text:
            for found in _USERINFO.finditer(text):
                if found.group(1) != "git":
                    yield Span(*found.span(1), "[token]")
        yield from _in_paths(text)
    if "=" in text and ("?" in text or "&" in text or ";" in text or "#" in text):
        for pattern in (_QUERY, _TICKET):
            for found in pattern.finditer(text):
                if not _is_a_word(found.group(1)):
                    yield Span(*found.span(1), "[token]")
        for found in _LONG_QUERY.finditer(text):
            if looks_random(found.group(1)):
                yield Span(*found.span(1), "[token]")


def _in_paths(text: str) -> Iterator[Span]:
    for url in _URL.finditer(text):
        address = url.group()
        if address.count("/") < 4:
            continue
        path = address.partition("?")[0]
        doors = 0  # for how many segments to come
        for number, segment in enumerate(_SPLIT.finditer(path, 3)):
            word = segment.group()
            doors -= 1
            if number and doors >= 0 and looks_random(word):
                start = url.start() + segment.start()
                yield Span(start, start + len(word.rstrip(".,;:!)]}*`")), "[token]")
            elif number and len(word) < 24:
                plain = word.lower()
                if plain in _DOORS or not _DOORS.isdisjoint(_PARTS.split(plain)):
                    doors = max(doors, 1 if plain == "s" else 3)


def looks_random(word: str) -> bool:
    """Tell a key from a page's name: long, digits among letters, and no words with dashes between."""
    word = word.rstrip(".,;:!)]}*`")
    if not 16 <= len(word) <= 2000 or BLANK in word:
        return False
    if _HEX_GROUPS.fullmatch(word):
        return True
    if word.startswith(("http", "%2f", "%2F", "/")):
        return False
    parts = _PARTS.split(word)
    longest = max(parts, key=len)
    if len(longest) < 10:
        # INC0012345-offer-letter-2026 is a name, aB3-x9Z_kq2 … is none
        mixed = [part for part in parts if part and not (part.isdigit() or part.isalpha())]
        return len(mixed) * 2 > len(parts) and len(mixed) > 1
    digits = sum(c.isdigit() for c in longest)
    return 0 < digits < len(longest) and (digits > 1 or len(longest) >= 20)


def _is_a_word(value: str) -> bool:
    """Tell a setting (`auth=basic`, `policy=none`) or a stand-in (`token=${TOKEN}`, `sig=xxxx`) from a key."""
    if value.startswith(("$", "{", "%7B", "%24", "<", "...")) or not value.strip("xX*."):
        return True
    return len(value) < 3 or value.lower() in (
        "true",
        "false",
        "none",
        "null",
        "yes",
        "basic",
        "saml",
        "sso",
        "ldap",
        "oauth",
    )
