"""Whether a text names a problem somebody has, rather than work somebody wants done."""

import re

from kb.model.prose import ERROR_CODE, fold

_PROBLEM = re.compile(
    r"n[o']t\b|n’t\b|\b(?:no|cannot|cant|dont|doesnt|wont|isnt|never|nothing|nobody|none|without|fail\w*|errors?|wrong\w*|missing|misses|empty|blank|stuck|slow\w*|crash\w*|broken?|breaks?|hang\w*|hung|"
    r"freez\w*|frozen|froze|time[sd]? ?out|timeouts?|invalid|incorrect\w*|den(?:y|ied|ies)|refus\w*|reject\w*|lost|loses|losing|duplicate\w*|twice|doubled?|unable|expired?|locked|unexpected\w*|disappear\w*|"
    r"vanish\w*|null|undefined|exception\w*|endless|loops?|late|delay\w*|old|outdated|still|only|instead|too|spam|junk|aborts?|stops?|stopped|problems?|issues?|trouble|bugs?|leaks?|conflict\w*|mismatch\w*|"
    r"different|inconsisten\w*|ignor\w*|corrupt\w*|garbled|unreadable|unavailable|unreachable|down|offline|blocked|forbidden|unauthori[sz]ed|overwritten|truncat\w*|throws?|white|black|skip\w*|complain\w*|"
    r"nicht|kein\w*|fehl\w*|falsch\w*|leer\w*|langsam\w*|gesperrt|abgelehnt|impossible|erreur|vide|nie|brak\w*|bled\w*)\b"
)
_QUESTION = re.compile(
    r"^(?:how|where|what|who|why|when|which|can|could|is|are|do|does|wie|wo|was|wer|warum|comment|ou|jak|gdzie)\b"
)
_CODE = re.compile(r"`[^`]{1,400}`")
_HOW = re.compile(
    r"^(?:how (?:do|can|to|does|should|is|are|many|much|long)\b|where (?:do|can|is|are|to|does)\b|who (?:can|may|do|does|is|approves)\b|what (?:is|are|do|does)\b|when (?:do|does|is|are|will)\b|which\b|can i\b|may i\b|"
    r"wie (?:kann|bekomme|geht|stelle|lege|melde|viel|mache)\b|wo (?:finde|bekomme|kann|ist|sind|sehe)\b|comment\b|ou (?:trouver|puis-je|est|sont)\b|jak\b|gdzie\b)"
)
_WORK = re.compile(
    r"^(?:\W{0,2}[\w@/.& -]{1,40}[:\]–-]\s{1,3}){0,3}(?:add(?:/updated?|ed)?|support(?: for)?|updates?|creates?|implement|expose|refactor|recompile|generate|port|rewrite|allow|enable|improve|switch|migrate|"
    r"make|introduce|upgrade|bump|document|use|provide|include|move|rename|convert|build|ability|new feature|feature|investigate|research|review|write|clean ?up|optimi[sz]e|replace|handle|ensure|integrate|extend|prepare|release|test|publish|remove)\b"
)


def names_problem(text: str) -> bool:
    """Whether a text says that something is not as it should be, or asks something."""
    plain = fold(_CODE.sub(" ", text)).strip(" *_\"'")
    return bool(
        _PROBLEM.search(plain) or _QUESTION.match(plain) or plain.endswith("?") or ERROR_CODE.search(text)
    )


def names_symptom(text: str) -> bool:
    """Whether a text says that something is not as it should be, however it is asked."""
    return bool(_PROBLEM.search(fold(text)) or ERROR_CODE.search(text))


def asks_how(text: str) -> bool:
    """Whether a summary asks how something is done or where it is, and reports no trouble."""
    return bool(_HOW.match(fold(text).strip(" *_\"'"))) and not names_symptom(text)


def names_work(text: str) -> bool:
    """Whether a summary orders work: `Add a filter`, `Reports: support PDF`."""
    return bool(_WORK.match(fold(text).strip()))
