"""National ids that only the word before them gives away, passports and licences, each in its country's words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kb.redact.anchors import anchors, word_set
from kb.redact.spans import Span
from kb.redact.validity import is_valid
from kb.redact.view import View


class _Kind(NamedTuple):
    """What a country calls a number, how it is written, what checks it; `said` when the word alone is enough."""

    words: str
    shape: str
    checks: tuple[str, ...] = ()
    said: bool = True


_NINE = r"[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}"
_TEN = r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}|[0-9]{4} ?[0-9]{6}"
_ELEVEN = r"[0-9]{11}|[0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}|[0-9]{6}[ -]?[0-9]{5}|[0-9]{3} [0-9]{4} [0-9]{4}"
_THIRTEEN = r"[0-9]{13}|[0-9] [0-9]{6} [0-9]{6}|[0-9]{6} [0-9]{4} [0-9]{2} ?[0-9]"
_DATED = r"[0-9]{6}[ /+-]?[0-9]{3,4}|(?:19|20)[0-9]{6}[ +-]?[0-9]{4}"
_DOCUMENT = r"(?=[A-Z<]{0,4} ?[0-9A-Z]{0,3}[0-9]{2})[A-Z]{0,3} ?[0-9A-Z]{0,2}[0-9][0-9A-Z]{4,9}"
_KINDS = (
    _Kind(
        r"ssn|social security(?: number| no)?|itin",
        r"[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4}",
        ("us.ssn", "us.itin"),
    ),
    _Kind(
        r"nino|national insurance(?: number| no)?|ni (?:number|no)",
        r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]?",
    ),
    _Kind(r"nhs(?: number| no)?", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", ("gb.nhs",)),
    _Kind(r"utr", r"[0-9]{5} ?[0-9]{5}", ("gb.utr",)),
    _Kind(
        r"steuer-?id(?:entifikationsnummer|nr|nummer)?|idnr|steueridentifikationsnummer|tin",
        _ELEVEN,
        ("de.idnr",),
    ),
    _Kind(r"steuernummer|steuer-nr", r"[0-9]{2,5}/[0-9]{3}/[0-9]{4,5}|[0-9]{13}"),
    _Kind(
        r"sozialversicherungsnummer|sozialversicherungs-?nr|sv-?(?:nummer|nr)|svnr|rentenversicherungsnummer|rvnr|versicherungsnummer",
        r"[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}|[0-9]{4}[ -]?[0-9]{6}|756(?:[. ]?[0-9]{4}){2}[. ]?[0-9]{2}",
        ("de.svnr", "at.vnr", "ch.ssn"),
    ),
    _Kind(
        r"nir|securite sociale|secu|insee",
        r"[1-478] ?[0-9]{2} ?[0-9]{2} ?[0-9][0-9AB] ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?",
        ("fr.nir",),
    ),
    _Kind(
        r"dni|nie|nif",
        r"[XYZ]?[0-9]{7,8}[ -]?[A-Z]|[0-9]{2}\.[0-9]{3}\.[0-9]{3}(?:-?[A-Z])?",
        ("es.dni", "es.nie"),
    ),
    _Kind(r"nif|contribuinte", _NINE, ("pt.nif",)),
    _Kind(
        r"codice fiscale|cod\. ?fisc\.?",
        r"[A-Z]{6} ?[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]",
        ("it.codicefiscale",),
    ),
    _Kind(r"pesel", r"[0-9]{11}", ("pl.pesel",)),
    _Kind(r"bsn|burgerservicenummer|sofinummer", _NINE + r"|[0-9]{4}[ .][0-9]{2}[ .][0-9]{3}", ("nl.bsn",)),
    _Kind(
        r"rijksregister(?:nummer|nr)?|registre national|insz|niss|nationaal nummer",
        r"[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}[- .]?[0-9]{3}[. -]?[0-9]{2}",
        ("be.nn",),
    ),
    _Kind(
        r"personnummer|samordningsnummer|personnr|fodselsnummer|fnr",
        _DATED + r"|[0-9]{6} ?[0-9]{5}",
        ("se.personnummer", "no.fodselsnummer"),
    ),
    _Kind(r"cpr(?:-?(?:nummer|nr))?|kennitala", r"[0-9]{6}[ -]?[0-9]{4}", ("dk.cpr", "is_.kennitala")),
    _Kind(r"hetu|henkilotunnus", r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", ("fi.hetu",)),
    _Kind(r"ppsn?", r"[0-9]{7} ?[A-W][A-IW]?", ("ie.pps",)),
    _Kind(r"ahvn?(?:13|-?nummer|-?nr)?|avs", r"756(?:[. ]?[0-9]{4}){2}[. ]?[0-9]{2}", ("ch.ssn",)),
    _Kind(r"aadha?ar|uidai", r"[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}", ("in_.aadhaar",)),
    _Kind(r"pan(?: card| number| no)?", r"[A-Z]{3}[ABCFGHLJPT][A-Z][0-9]{4}[A-Z]", ("in_.pan",)),
    _Kind(r"sin|social insurance(?: number)?|nas", _NINE, ("ca.sin",), said=False),
    _Kind(r"tfn|tax file(?: number)?", r"[0-9]{3} ?[0-9]{3} ?[0-9]{2,3}", ("au.tfn",)),
    _Kind(r"ird(?: number)?", r"[0-9]{2,3}[ -]?[0-9]{3}[ -]?[0-9]{3}", ("nz.ird",), said=False),
    _Kind(r"cpf", r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}", ("br.cpf",)),
    _Kind(r"cnp|jmbg|emso", r"[0-9]{13}", ("ro.cnp", "si.emso")),
    _Kind(r"egn", r"[0-9]{10}", ("bg.egn",)),
    _Kind(r"rodn(?:e|eho) cislo|rodne c\.", r"[0-9]{6} ?/? ?[0-9]{3,4}", ("cz.rc",)),
    _Kind(r"oib", r"[0-9]{11}", ("hr.oib",)),
    _Kind(r"amka", r"[0-9]{11}", ("gr.amka",)),
    _Kind(r"afm", r"[0-9]{9}", ("gr.vat",), said=False),
    _Kind(r"kimlik(?: no| numarasi)?|tckn", r"[0-9]{11}", ("tr.tckimlik",)),
    _Kind(r"isikukood|asmens kodas|personas kods", r"[0-9]{6}-?[0-9]{5}", ("ee.ik", "lt.asmens")),
    _Kind(r"taj(?:-szam)?|adoazonosito(?: jel)?", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3,4}"),
    _Kind(r"curp", r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]", ("mx.curp",)),
    _Kind(r"rfc", r"[A-Z&]{4}-?[0-9]{6}-?[0-9A-Z]{3}", ("mx.rfc",), said=False),
    _Kind(r"rut", r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-?[0-9K]", ("cl.rut",), said=False),
    _Kind(r"dni|cui[lt]", r"[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}|[0-9]{2}-?[0-9]{8}-?[0-9]", ("ar.cuit",)),
    _Kind(r"cedula", r"[0-9]{1,3}(?:[.-]?[0-9]{3}){2,3}(?:-[0-9])?"),
    _Kind(r"nric|fin", r"[STFGM][0-9]{7}[A-Z]|[0-9]{6}-[0-9]{2}-[0-9]{4}", ("my.nric",)),
    _Kind(r"hkid", r"[A-Z]{1,2}[0-9]{6} ?\(?[0-9A]\)?"),
    _Kind(r"rrn|resident registration(?: number)?", r"[0-9]{6}-?[0-9]{7}", ("kr.rrn",)),
    _Kind(r"cnic|nik", r"[0-9]{5}-?[0-9]{7}-?[0-9]|[0-9]{16}"),
    _Kind(r"inn|snils", r"[0-9]{3}-?[0-9]{3}-?[0-9]{3}[ -]?[0-9]{2}|[0-9]{12}", ("ru.inn",)),
    _Kind(
        r"(?:south african|sa|swedish|thai|israeli|chinese|polish|turkish|dutch|finnish|romanian) id|teudat zehut|identity (?:number|no|card)"
        r"|(?:national|personal|tax|government)[ _-]?(?:id|identifier|identification)|nationalid|taxid|identification number|identity document|ausweisnummer|personalausweis(?:nummer)?"
        r"|carte d'identite|carta d'identita|documento de identidad|dowod(?:u)? osobist\w{1,4}",
        rf"(?:{_THIRTEEN}|{_ELEVEN}|[0-9]{{2,3}}[.-]?[0-9]{{2,3}}[.-]?[0-9]{{3,4}}(?:-[0-9]{{1,2}})?|[A-Z]{{1,3}} ?[0-9]{{6,9}}[A-Z]?|[0-9]{{6,9}}[A-Z]|[A-Z0-9]{{2,4}}[0-9]{{4,6}}[A-Z0-9]{{0,3}})",
        ("za.idnr", "pl.pesel", "tr.tckimlik", "th.pin", "il.idnr"),
    ),
    _Kind(
        r"passports?|reisepass(?:nummer)?|passnummer|passeport|pasaporte|passaporto|paszport\w{0,2}|paspoort(?:nummer)?|passaporte|residence permit|brp|aufenthaltstitel",
        _DOCUMENT,
    ),
    _Kind(
        r"driv(?:ing|er'?s?) licen[cs]e|dvla|fuhrerschein(?:nummer)?|permis de conduire|permiso de conducir|licencia de conducir"
        r"|patente(?: di guida)?|rijbewijs(?:nummer)?|prawo jazdy|korkort|forerkort",
        r"[A-Z9]{5} ?[0-9]{6} ?[A-Z9]{2} ?[0-9A-Z]{3}|[A-Z][0-9]{3}[- ]?[0-9]{4}[- ]?[0-9]{4}|[A-Z]{0,3}[0-9][0-9A-Z/]{5,12}",
    ),
)
FIRST = word_set(
    """
    ssn social itin nino national ni nhs utr steuer steuerid steueridentifikationsnummer steueridnr idnr tin steuernummer
    sozialversicherungsnummer sozialversicherungs sv svnr svnummer rentenversicherungsnummer rvnr versicherungsnummer nir
    securite secu insee dni nie nif contribuinte codice cod pesel bsn burgerservicenummer sofinummer rijksregister
    rijksregisternummer rijksregisternr registre insz niss nationaal personnummer samordningsnummer personnr
    fodselsnummer fnr cpr cprnummer cprnr kennitala hetu henkilotunnus pps ppsn ahv ahvn ahvn13 ahv13 ahvnummer ahvnr avs
    aadhaar aadhar uidai pan sin nas tfn ird cpf cnp jmbg emso egn rodne rodneho oib amka afm kimlik tckn isikukood
    asmens personas taj adoazonosito curp rfc rut dni cuil cuit cedula nric fin hkid rrn resident cnic nik inn snils
    south sa swedish thai israeli chinese polish turkish dutch finnish romanian teudat identity personal tax
    government nationalid taxid identification ausweisnummer personalausweis personalausweisnummer carte carta
    documento dowod dowodu passport passports reisepass reisepassnummer passnummer passeport pasaporte passaporto paszport
    paszportu paspoort paspoortnummer passaporte residence brp aufenthaltstitel driving driver drivers dvla fuhrerschein
    fuhrerscheinnummer permis permiso licencia patente rijbewijs rijbewijsnummer prawo korkort forerkort
    """
)
"""With what the names begin."""
_FILLER = (
    "number|no|nr|numero|nummer|numer|num|is|ist|est|es|e|lautet|brzmi|jest|holds|was|my|mine|me|del|de|the|card|id|code"
    "|valid|for|von|fur|new|old|correct|value|field"
)
_GLUE = re.compile(rf"[\s:=#.'\"|(),_*`-]{{0,5}}(?:(?:{_FILLER})(?![a-z])[\s:=#.'\"|()_*`-]{{0,4}}){{0,4}}")
_SHAPES = tuple(
    re.compile(
        rf"(?<![A-Z0-9])(?<![0-9][.,+])(?<![A-Z0-9]-)(?:{kind.shape})(?![A-Z0-9]|[.,/-][0-9])", re.IGNORECASE
    )
    for kind in _KINDS
)
_WORDS = re.compile(rf"(?:{'|'.join(kind.words for kind in _KINDS)})(?![a-z])")
_AFTER, _BEFORE = 56, 32


def national_ids(seen: View, words: frozenset[str]) -> Iterator[Span]:
    """Find national ids near their names: those whose checksum holds, and those that stand right behind the name."""
    lower = seen.lower
    for place in anchors(seen, FIRST & words):
        name = _WORDS.match(lower, place)
        if name is not None:
            for number in _called(name.group()):
                yield from _near(seen.text, lower, name.span(), _KINDS[number], _SHAPES[number])


@lru_cache(maxsize=512)
def _called(word: str) -> tuple[int, ...]:
    """Tell which kinds of numbers have that name."""
    return tuple(number for number, kind in enumerate(_KINDS) if re.fullmatch(kind.words, word))


def _near(
    text: str, lower: str, word: tuple[int, int], kind: _Kind, shape: re.Pattern[str]
) -> Iterator[Span]:
    if kind.checks:
        end = word[1] + _AFTER
        for found in shape.finditer(text, max(0, word[0] - _BEFORE), end):
            number = found.group()
            cut = found.end() == end and text[end : end + 1].isalnum()
            if not cut and _is_somebodys(number) and any(is_valid(check, number) for check in kind.checks):
                yield Span(*found.span(), "[national id]")
    if kind.said:
        glue = _GLUE.match(lower, word[1])
        said = shape.match(text, glue.end()) if glue else None
        if said is not None and _is_somebodys(said.group()):
            yield Span(*said.span(), "[national id]")


def _is_somebodys(number: str) -> bool:
    """Tell a number from a stand-in such as 000000000 or 123456789."""
    digits = "".join(char for char in number if char.isdigit())
    return len(digits) >= 5 and len(set(digits)) > 2 and digits not in "01234567890123456789"
