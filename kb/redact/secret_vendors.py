"""Tokens that say by their shape whose they are, as their vendors document them."""

import re
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_KIND = "[token]"
_VENDORS = (
    # what to look for first, and the shape the vendor documents
    ("eyJ", r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}"),  # JWT and JWE, RFC 7519
    ("AKIA", r"AKIA[0-9A-Z]{16}"),
    ("ASIA", r"ASIA[0-9A-Z]{16}"),
    ("ABIA", r"ABIA[0-9A-Z]{16}"),
    ("ACCA", r"ACCA[0-9A-Z]{16}"),
    ("ghp_", r"ghp_[A-Za-z0-9]{20,}"),
    ("gho_", r"gho_[A-Za-z0-9]{20,}"),
    ("ghu_", r"ghu_[A-Za-z0-9]{20,}"),
    ("ghs_", r"ghs_[A-Za-z0-9]{20,}"),
    ("ghr_", r"ghr_[A-Za-z0-9]{20,}"),
    ("github_pat_", r"github_pat_\w{20,}"),
    ("glpat-", r"glpat-[\w.-]{15,}"),
    ("gldt-", r"gldt-[\w.-]{20,}"),
    ("glft-", r"glft-[\w.-]{20,}"),
    ("glsoat-", r"glsoat-[\w.-]{20,}"),
    ("glrt-", r"glrt-[\w.-]{20,}"),
    ("glrtrt-", r"glrtrt-[\w.-]{20,}"),
    ("glcbt-", r"glcbt-[\w.-]{20,}"),
    ("glimt-", r"glimt-[\w.-]{20,}"),
    ("glptt-", r"glptt-[\w.-]{20,}"),
    ("glagent-", r"glagent-[\w.-]{20,}"),
    ("gloas-", r"gloas-[\w.-]{20,}"),
    ("glffct-", r"glffct-[\w.-]{20,}"),
    ("GR1348941", r"GR1348941[\w-]{20,}"),
    ("xox", r"xox[abceoprs](?:\.xox[bp])?-[\w-]{10,}"),
    ("xapp-", r"xapp-[\w-]{10,}"),
    ("sk-", r"sk-(?:proj-|svcacct-|admin-|ant-|or-|lf-)?(?=[\w-]{0,200}[0-9])[\w-]{16,}"),
    ("_live_", r"[a-z]{1,8}k?_live_[A-Za-z0-9]{10,}"),
    ("_test_", r"[spr]k_test_[A-Za-z0-9]{10,}"),
    ("whsec_", r"whsec_[A-Za-z0-9+/=]{16,}"),
    ("AIza", r"AIza[\w-]{30,}"),
    ("GOCSPX-", r"GOCSPX-[\w-]{20,}"),
    ("ya29.", r"ya29\.[\w-]{16,}"),
    ("npm_", r"npm_[A-Za-z0-9]{30,}"),
    ("pypi-", r"pypi-AgE[\w-]{20,}"),
    ("SG.", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
    ("xkeysib-", r"xkeysib-[a-f0-9]{32,}-\w{10,}"),
    ("hf_", r"hf_[A-Za-z0-9]{20,}"),
    ("gsk_", r"gsk_[A-Za-z0-9]{30,}"),
    ("pplx-", r"pplx-[A-Za-z0-9]{30,}"),
    ("r8_", r"r8_[A-Za-z0-9]{30,}"),
    ("doo_v1_", r"doo_v1_[a-f0-9]{32,}"),
    ("dop_v1_", r"dop_v1_[a-f0-9]{32,}"),
    ("dor_v1_", r"dor_v1_[a-f0-9]{32,}"),
    ("shpat_", r"shpat_[a-fA-F0-9]{24,}"),
    ("shpca_", r"shpca_[a-fA-F0-9]{24,}"),
    ("shppa_", r"shppa_[a-fA-F0-9]{24,}"),
    ("shpss_", r"shpss_[a-fA-F0-9]{24,}"),
    ("key-", r"key-[a-f0-9]{32}"),
    ("-us", r"[0-9a-f]{32}-us[0-9]{1,2}"),
    ("SK", r"SK[a-f0-9]{32}"),
    ("hvs.", r"hvs\.[\w-]{20,}"),
    ("hvb.", r"hvb\.[\w-]{20,}"),
    ("hvr.", r"hvr\.[\w-]{20,}"),
    ("ATATT", r"ATATT[\w=-]{20,}"),
    ("ATCTT", r"ATCTT[\w=-]{20,}"),
    ("ATBB", r"ATBB[A-Za-z0-9]{20,}"),
    ("LTAI", r"LTAI[A-Za-z0-9]{12,}"),
    ("AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    ("dapi", r"dapi[a-f0-9]{32}(?:-[0-9])?"),
    ("Q~", r"[\w.~-]{3}[0-9]Q~[\w.~-]{30,40}"),  # Entra ID client secrets
    ("NRAK-", r"NRAK-[A-Z0-9]{20,}"),
    ("glsa_", r"glsa_[A-Za-z0-9]{20,}_[a-f0-9]{8}"),
    ("glc_", r"glc_[A-Za-z0-9+/=]{32,}"),
    ("sq0", r"sq0(?:csp|atp|idp)-[\w-]{20,}"),
    ("pscale_", r"pscale_(?:tkn|pw|oauth)_[\w.-]{20,}"),
    ("lin_api_", r"lin_api_[A-Za-z0-9]{30,}"),
    ("ntn_", r"ntn_[A-Za-z0-9]{30,}"),
    ("secret_", r"secret_[A-Za-z0-9]{43}"),
    ("PMAK-", r"PMAK-[a-f0-9]{20,}-[a-f0-9]{20,}"),
    ("pul-", r"pul-[a-f0-9]{40}"),
    ("rubygems_", r"rubygems_[a-f0-9]{40,}"),
    ("sntry", r"sntry[su]_[\w=+/-]{30,}"),
    (".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}"),
    ("dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{30,}"),
    ("dckr_", r"dckr_[po]at_[\w-]{20,}"),
    ("figd_", r"figd_[\w-]{30,}"),
    ("pat-", r"pat-(?:na|eu|ap)[0-9]-[a-f0-9-]{30,}"),
    ("pat", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    ("nfp_", r"nfp_[A-Za-z0-9]{30,}"),
    ("sqa_", r"sqa_[a-f0-9]{40}"),
    ("squ_", r"squ_[a-f0-9]{40}"),
    ("sqp_", r"sqp_[a-f0-9]{40}"),
    ("sbp_", r"sbp_[a-f0-9]{40}"),
    ("tskey-", r"tskey-[a-z]{2,10}-[\w-]{16,}"),
    ("CCIPAT_", r"CCIPAT_\w{20,}"),
    ("bkua_", r"bkua_[a-f0-9]{40}"),
    ("CFPAT-", r"CFPAT-[\w-]{40,}"),
    ("HRKU-", r"HRKU-[\w-]{30,}"),
    ("AKC", r"AKCp[A-Za-z0-9]{60,}"),
    ("oy2", r"oy2[a-z0-9]{43}"),
    ("sha256~", r"sha256~[\w-]{43}"),
    ("ops_eyJ", r"ops_eyJ[\w+/=-]{100,}"),
    ("_prod_", r"[spr]k_prod_[A-Za-z0-9]{10,}"),
    ("EZAK", r"EZAK[A-Za-z0-9]{54}"),
    ("fm2_", r"fm[12]_[A-Za-z0-9+/=,_]{60,}"),
    ("FLWSEC", r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}(?:-X)?"),
    ("EAA", r"EAA[A-Za-z0-9]{80,}"),
    ("AQVN", r"AQVN[\w-]{30,}"),
    (":AA", r"[0-9]{8,10}:AA[\w-]{30,}"),  # Telegram bots
)
_BEFORE = re.compile(r"(?:\\[nrt]|%3D|%22|%20|/bot)\Z", re.IGNORECASE)
"""What may be glued to a token: the end of something escaped, and Telegram's path."""

_ROWS = tuple((hint, shape, re.sub(r"\\(.)", r"\1", shape).startswith(hint)) for hint, shape in _VENDORS)
_STARTS = {hint: re.compile(shape) for hint, shape, first in _ROWS if first}
_BY_HEAD: dict[str, list[str]] = {}
for _hint in _STARTS:
    _BY_HEAD.setdefault(_hint[:2], []).append(_hint)
_INSIDE = tuple(
    (hint, re.compile(rf"(?:(?<![A-Za-z0-9_-])|(?<=/bot)){shape}"))
    for hint, shape in (
        *((hint, shape) for hint, shape, first in _ROWS if not first),
        ("1//0", r"1//0[\w-]{30,}"),
    )
)
_RUN = re.compile(r"[A-Za-z0-9_.~-]{15,}")
_DISCORD = re.compile(r"(?<![\w-])[MNO][A-Za-z0-9_-]{23,27}\.[\w-]{6}\.[\w-]{27,40}")
_HOOK = re.compile(
    r"https://(?:hooks\.slack\.com/(?:services|workflows|triggers)|[\w.-]{1,80}\.webhook\.office\.com/webhookb2"
    r"|outlook\.office(?:365)?\.com/webhook|(?:[a-z]{1,9}\.)?discord(?:app)?\.com/api(?:/v[0-9]{1,2})?/webhooks"
    r"|hooks\.zapier\.com/hooks/catch|maker\.ifttt\.com/trigger/[\w-]{1,60}/with/key|hooks\.chime\.aws/incomingwebhooks)"
    rf"/([^\s\"'<>,;{BLANK}]+)"
)
_ACTIVATION = re.compile(r"(?<![A-Z0-9-])(?=[A-Z-]{0,28}[0-9])[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}(?![A-Z0-9-])")
_BITLOCKER = re.compile(r"(?<![0-9-])[0-9]{6}(?:-[0-9]{6}){7}(?![0-9-])")
_SHORTEST = 15


def long_words(seen: View) -> str:
    """List the words long enough to be a token, in one line: most texts have few, and all others are done with."""
    if not seen.has_digits:
        return ""
    return " ".join([word for word in seen.text.split() if len(word) > _SHORTEST and not word.isalpha()])


def vendor_tokens(seen: View, long: str) -> Iterator[Span]:
    """Find tokens by their shape, wherever they stand."""
    if not long:
        return
    text = seen.text
    for hint in _hints(long):
        shape, at = _STARTS[hint], text.find(hint)
        while at >= 0:
            found = shape.match(text, at) if _may_start(text, at) else None
            if found is not None:
                yield Span(*found.span(), _KIND)
            at = text.find(hint, found.end() if found else at + 1)
    for hint, shape in _INSIDE:
        if hint in long:
            yield from (Span(*found.span(), _KIND) for found in shape.finditer(text))
    if "https://" in long and ("hook" in long or "ifttt" in long):
        yield from (Span(*found.span(1), _KIND) for found in _HOOK.finditer(text))
    if long.count(".") > 1 and "discord" in seen.lower:
        yield from (Span(*found.span(), _KIND) for found in _DISCORD.finditer(text))
    for shape in (_ACTIVATION, _BITLOCKER):
        if shape.search(long):
            yield from (Span(*found.span(), "[secret]") for found in shape.finditer(text))


def _hints(long: str) -> list[str]:
    """List what some run of characters begins with, by its first two letters; up to two may be an escape's."""
    heads = {head for run in _RUN.findall(long) for head in (run[:2], run[1:3], run[2:4])} & _BY_HEAD.keys()
    return [hint for head in sorted(heads) for hint in _BY_HEAD[head] if hint in long]


def _may_start(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    if not before.isalnum() and before not in ("-", "_"):
        return True
    return _BEFORE.search(text, max(0, at - 4), at) is not None
