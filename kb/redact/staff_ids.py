"""Numbers by which an employer knows people: behind "employee number", "Personalnummer", "matricule", and the like."""

import re
from collections.abc import Iterator

from kb.redact.anchors import anchors, word_set
from kb.redact.spans import Span
from kb.redact.view import View

_SAYS = (
    r"(?:employee|emp|staff|worker|personnel|candidate|applicant|payroll|associate|contractor|person|badge|mitarbeiter(?:in)?|bewerber(?:in)?|personal|pers\.?"
    r"|pracownik|kandydat)[ _-]{0,2}(?:ids?|numbers?|num|no\.?|nos\.?|nr\.?|code|#)"
    r"|(?:personal|mitarbeiter|bewerber|stamm|personeels|werknemers?|medewerkers?|kandidaat|anstallnings|ansatt|medarbejder)(?:nummern?|nrn?)"
    r"|matricules?|matricola|legajo|numero (?:de |d'|di )?(?:empleado|employe|salarie|candidat|candidato|dipendente|funcionario)"
    r"|(?:id|codigo|codice) (?:de |del |di )?(?:empleado|dipendente|funcionario)|(?:numer|nr|id)(?: ewidencyjny)? (?:pracownika|kandydata|kadrowy)|henkilonumero"
)
_FILLER = r"(?:is|was|are|of|ist|lautet|war|est|es|e|jest|:|=)(?![a-z])"
_NUMBER = r"(?:[a-z]{1,5}[-_]?)?[0-9]{3,12}"
_SAID = re.compile(
    rf"(?:{_SAYS})(?![a-z])[\s:=#.'\"|(),*_`-]{{0,5}}(?:{_FILLER}[\s:'\"(*_`]{{0,3}}){{0,2}}({_NUMBER})(?![\w-]|[.,:/][0-9])"
)
# without "number" behind it, the noun must be followed by a code or by many digits
_NAMED = re.compile(
    r"(?<!release )(?:employee|candidate|applicant|worker|staff member|mitarbeiter(?:in)?|bewerber(?:in)?)[ :#(]{1,3}"
    r"((?:ca?n?d?|emp?|ee|pn?|per[ns]?|pid|wk?|wid|app?l?|ma|k|bew|id|cw|ext)[-_]?[0-9]{4,10}|[0-9]{5,10})(?![\w-]|[.,:/][0-9])"
)
_MORE = re.compile(rf"(?:, ?| ?/ ?| ?& ?| and | und | et | y | or )({_NUMBER})(?![\w-]|[.,:/][0-9])")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{0,4})?")
FIRST = word_set(
    """
    employee emp staff worker personnel candidate applicant payroll associate contractor person badge mitarbeiter
    mitarbeiterin bewerber bewerberin personal pers pracownik kandydat personalnummer personalnummern personalnr
    mitarbeiternummer mitarbeiternummern mitarbeiternr bewerbernummer bewerbernr stammnummer personeelsnummer
    werknemersnummer werknemernummer medewerkersnummer medewerkernummer kandidaatnummer anstallningsnummer ansattnummer
    medarbejdernummer matricule matricules matricola legajo henkilonumero numero numer nr id codigo codice
    employeeid employeenumber employeeno personid personnelnumber workerid candidateid applicantid staffid staffnumber staffno
    """
)
_JOINED = re.compile(
    r"(?:employee|worker|candidate|applicant|person|personnel|staff)[_-]?(?:id|number|no|nr)[\"']?\s{0,2}[:=>]\s{0,2}[\"']?([a-z]{0,5}[-_]?[0-9]{3,12})(?![\w-]|[.,:/][0-9])"
)


def staff_ids(seen: View, words: frozenset[str]) -> Iterator[Span]:
    """Find employee and candidate numbers behind their names."""
    lower = seen.lower
    for place in anchors(seen, FIRST & words):
        found = _SAID.match(lower, place) or _JOINED.match(lower, place) or _NAMED.match(lower, place)
        if found is None or not _is_somebodys(found.group(1)):
            continue
        yield Span(*found.span(1), "[id]")
        end, size = found.end(), len(found.group(1))
        while (more := _MORE.match(lower, end)) is not None and len(more.group(1)) == size:
            yield Span(*more.span(1), "[id]")
            end = more.end()


def _is_somebodys(number: str) -> bool:
    digits = number.lstrip("abcdefghijklmnopqrstuvwxyz-_")
    return len(digits) >= 4 - (digits != number) and len(set(digits)) > 1 and not _DATE.fullmatch(number)
