"""Close notes that say nothing: they are counted, they never become an answer."""

import re

from kb.model.prose import fold

_NOTHING = frozenset(
    fold(text)
    for text in (
        "done", "fixed", "fixed it", "fixed now", "resolved", "closed", "completed", "complete", "solved", "ok", "n/a", "na", "none",
        "all good", "all good now", "working now", "works now", "works again", "issue resolved", "issue fixed", "issue has been resolved",
        "issue is resolved", "this issue is resolved", "this incident is resolved", "incident resolved", "incident closed",
        "ticket closed", "closing ticket", "closing the ticket", "closing incident", "closing", "resolved by caller",
        "closed by caller", "user confirmed", "user confirmed resolution", "user confirmed it works", "confirmed with user",
        "confirmed by user", "no response from user", "no response from user closing", "no response from caller", "no response",
        "closed before close notes were made mandatory", "see work notes", "see comments", "see above", "as discussed",
        "as discussed on the phone", "as discussed by phone", "as per call", "duplicate", "duplicate incident", "see notes",
        "no longer an issue", "no longer needed", "cannot reproduce", "could not reproduce", "unable to reproduce", "not reproducible",
        "auto closed", "automatically closed", "automatically closed after 7 days", "closed automatically", "tbd", "test",
        "resolved remotely", "resolved on call", "resolved over the phone", "solved over the phone", "self resolved", "no resolution provided",
    )
)  # fmt: skip
_POLITE = re.compile(
    r"^(?:hi|hello|dear|thanks|thank you|many thanks|regards|kind regards|best regards|best|cheers)\b[^.!?\n]{0,40}[,.!]?$"
)
_PLACEHOLDER = re.compile(r"\[[a-z][a-z ]{1,20}(?: [A-Z]{1,2})?\]")


def says_nothing(text: str, extra: tuple[str, ...] = ()) -> bool:
    """Whether a close note holds no answer; `extra` are more whole notes, case and punctuation aside."""
    bare = _bare(text)
    if not bare or bare in _NOTHING or bare in {_bare(each) for each in extra}:
        return True
    lines = [line for line in fold(_PLACEHOLDER.sub(" ", text)).split("\n") if line.strip()]
    rest = [line for line in lines if not _POLITE.match(line.strip())]
    words = re.findall(r"[a-z0-9]{2,}", " ".join(rest))
    return len(words) < 3 or " ".join(words) in _NOTHING


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9/]+", fold(_PLACEHOLDER.sub(" ", text))))
