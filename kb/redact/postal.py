"""Postal addresses: street and number, with postcode and town where they follow, in the writing of several countries."""

import re
from collections.abc import Iterable, Iterator

from kb.redact.anchors import anchors, word_set
from kb.redact.spans import Span
from kb.redact.view import View

_CAP = r"(?:[A-Z][\w'.-]{1,24}|[A-Z]\.)"
_NUMBER = r"[0-9]{1,4}(?:[ -]?[a-zA-Z](?![\w'])|[/-][0-9]{1,4})?"
_TOWN = rf"{_CAP}(?:[ -](?:(?:am|an der|upon|on|of|sur|de|la|le|les|del|der|den|aan|nad)[ -])?{_CAP}){{0,2}}"
_UNIT = r"(?:(?:flat|apt\.?|apartment|unit|suite|ste\.?|floor|fl\.|room|house|stock|etage|piso|app\.?|m\.|wohnung|whg\.?)[ .]{1,2}[0-9]{0,4}[a-z]?|#[ ]?[0-9]{1,5}[a-z]?)"

_UK = r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2})(?!\w)"
# a state before it in America and Australia, letters in it in Ireland and Canada
_STATE = r"[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?(?![\w-])|(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) [0-9]{4}(?!\w)|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9](?!\w)|[A-Z][0-9][0-9W] ?[0-9A-Z]{4}(?!\w)"
_EU = r"(?:(?:A|B|CH|D|F|I|NL|PL|DE|AT|ES)-)?(?:[0-9]{5}|[0-9]{4} ?[A-Z]{2}|[0-9]{2}-[0-9]{3}|[0-9]{3} [0-9]{2}|[0-9]{4}(?:-[0-9]{3})?)(?![0-9])"
_GAP = r"[ ]?(?:[,;|]|\n|, ?\n| - )?[ ]?"
# what follows a street: units and districts, then postcode and town, in either order
_PLACE = re.compile(
    rf"(?:{_GAP}(?i:{_UNIT}))?"
    rf"(?:{_GAP}{_EU},? {_TOWN}|(?:{_GAP}{_CAP}(?:[ -]{_CAP}){{0,3}}){{0,3}}{_GAP}(?:{_UK}|{_STATE}|[0-9]{{5}}(?![\w-])|[0-9]{{3}} ?[0-9]{{3}}(?![\w-])))"
)
_UNIT_AFTER = re.compile(rf",? ?{_UNIT}(?!\w)", re.IGNORECASE)
_UNIT_BEFORE = re.compile(rf"(?<!\w){_UNIT},? \Z", re.IGNORECASE)

_SURE = word_set("street road avenue lane crescent boulevard mews")
_MAYBE = word_set(
    """
    st rd ave ln blvd dr drive way court ct place pl close square sq terrace gardens grove hill park row walk parkway pkwy
    highway hwy circle cir trail rise view green quay gate wharf
    """
)
_ENGLISH_BEFORE = re.compile(
    rf"(?<![\w.])({_NUMBER},? (?:(?:N|S|E|W|North|South|East|West)\.? )?(?:(?:[A-Z][\w'-]{{1,24}}\.?|[0-9]{{1,3}}(?:st|nd|rd|th)) ){{1,3}})\Z"
)
_FRENCH = word_set(
    "rue avenue av boulevard bd chemin impasse allee place quai route cours square passage ruelle faubourg"
)
_FRENCH_BEFORE = re.compile(rf"(?<![\w.])({_NUMBER}(?: ?(?:bis|ter|quater))?,? )\Z")
_FRENCH_AFTER = re.compile(
    rf"\w+\.? (?:(?:de la|de l'|du|des|de|d'|la|le|les|l'|aux?) ?){{0,2}}{_CAP}(?:[ -](?:(?:de|du|des|la|le|les|et)[ -])?{_CAP}){{0,3}}"
)
# the street's word first, the number behind it
_SOUTHERN = word_set(
    """
    calle avenida avda av plaza paseo rua praca travessa carrer carrera via viale corso piazza largo vicolo ul al os pl
    ulica
    """
)
_SOUTHERN_AFTER = re.compile(
    rf"(?:[Cc]alle|[Cc]/|[Aa]venida|[Aa]vda\.?|[Aa]v\.|[Pp]laza|[Pp]aseo|[Rr]ua|[Pp]raca|[Tt]ravessa|[Cc]arrer|[Cc]arrera|Via|Viale|Corso|Piazza|Largo|Vicolo"
    rf"|[Uu]l\.|[Aa]l\.|[Oo]s\.|[Pp]l\.|[Uu]lica) ?(?:(?:de la|de los|de las|del|della|delle|dei|de|di|da|do|dos|das|la|los|las|el|san|santa|sw\.) ?){{0,2}}"
    rf"(?:[0-9]{{1,2}} )?{_CAP}(?:[ -](?:(?:de|del|la|y|di|da|do|i) )?{_CAP}){{0,3}},? (?:n[.o]{{0,2}} ?|nr\.? ?|num\.? ?)?{_NUMBER}(?![\w.]?\w)"
)
_CALLE = re.compile(r"[Cc]/(?<![\w/.][Cc]/)")
_SOUTHERN_MAYBE = ("Via", "Viale", "Corso", "Largo", "Al", "al", "Os", "os", "Pl", "pl", "Av", "av")
_ENDS = (
    "strasse", "str.", "allee", "gasse", "weg", "platz", "ring", "damm", "ufer", "steig", "pfad", "chaussee", "promenade",
    "berg", "graben", "straat", "gracht", "laan", "plein", "kade", "singel", "dijk", "dreef", "gatan", "vagen", "vej",
    "gade", "veien", "gata",
)  # fmt: skip
_WHOLE = word_set(
    "strasse str allee gasse weg platz ring damm ufer steig pfad berg graben promenade laan plein"
)
"""Of those, what is no street's name when it stands alone."""
_SURE_ENDS = ("strasse", "str.", "straat", "gracht", "gatan", "vagen")
_HOUSE = re.compile(rf"{_NUMBER}(?![\w.]?\w)")
_NAME_BEFORE = re.compile(
    rf"(?<![\w-])(?:(?:{_CAP}[ -]){{0,2}}[A-Z][\w'-]{{1,40}}\.?|(?:{_CAP}[ -]){{1,3}}[A-Z][a-z]{{2,9}}\.?)\Z"
)
_PREPOSITIONS = ("Am ", "An de", "Auf de", "Im ", "In der ", "Unter den ", "Zum ", "Zur ")
_PREPOSED = re.compile(
    rf"(?<![\w-])(?:Am|An der|An den|Auf dem|Auf der|Im|In der|Unter den|Zum|Zur) {_CAP}(?:[ -]{_CAP})? {_NUMBER}(?![\w.]?\w)"
)
_NO_STREET = re.compile(
    r"(?:bundes|fertigungs|produktions|montage|lackier|pack|abfull|daten|walz|seiden)str|arbeitspl|lauf?weg|rechtsweg|dienstweg|umweg"
    r"|(?:google|shared|one|hard|usb|test|network|flash|external|team|mapped|home) drive|(?:swim|fast|pool|bus) lane",
    re.IGNORECASE,
)

# a number with one of these before it counts something
_COUNTS = re.compile(
    r"(?:\b(?:step|steps|row|rows|item|line|lines|page|pages|table|figure|phase|wave|stage|section|chapter|version|ticket|case|question|option"
    r"|level|tier|release|sprint|week|day|part|slide|point|rule|note|no|nr|number|id|top|field|column|q|version|in|of|the|has|have|with|all|for) \(?|[.,:/#=$€£-])\Z"
)
_SAYS = re.compile(
    r"\b(?:address|addresses|live|lives|living|lived|resides?|residing|moved|moving|move|relocated|home|house|mail|post|deliver|delivery|deliver to|visit"
    r"|wohnhaft|wohnt|wohne|anschrift|adresse|adresses|habite|domicilie|demeurant|direccion|domicilio|vivo|vive|indirizzo|residente|abito|morada|adres|adresu|zamieszk\w{0,10}|mieszka|woont|woonachtig|verhuisd|umgezogen|gezogen|bor)\b[^\n]{0,40}\Z"
)
_END = re.compile(r"\s{0,2}(?:[,.;:)\]\"'|<]|\Z|\n)|,? (?:in|and|near|at|is|was|on|since|but|or|und|et|y)\b")
FIRST = _SURE | _MAYBE | _FRENCH | _SOUTHERN


def addresses(seen: View, words: frozenset[str]) -> Iterator[Span]:
    """
    Find addresses by the street's word, some of FIRST.

    A street that could be something else needs a postcode, or a word that says somebody lives there.
    """
    text, lower = seen.text, seen.lower
    for place in anchors(seen, (_SURE | _MAYBE) & words):
        before = _ENGLISH_BEFORE.search(text, max(0, place - 90), place)
        if before is not None:
            word = re.match(r"\w+", lower[place : place + 12])
            name = word.group() if word else ""
            end = place + len(name)
            end += text.startswith(".", end) and name in _MAYBE
            if text[place].isupper() or name in _SURE:
                yield from _found(seen, before.start(), end, sure=name in _SURE)
    for place in anchors(seen, _FRENCH & words):
        before = _FRENCH_BEFORE.search(text, max(0, place - 16), place)
        after = _FRENCH_AFTER.match(text, place) if before else None
        if before is not None and after is not None:
            yield from _found(seen, before.start(), after.end(), sure=True)
    for place in anchors(seen, _SOUTHERN & words):
        if found := _SOUTHERN_AFTER.match(text, place):
            yield from _found(seen, *found.span(), sure=not found.group().startswith(_SOUTHERN_MAYBE))


def places(seen: View, runs: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Find addresses whose street's word is part of a longer one, or missing: `Lindenallee 4`, `Am Markt 5`, `C/ Mayor 3`."""
    text, lower = seen.text, seen.lower
    for number, _ in runs:
        if text[number - 1 : number] != " " or not lower.endswith(_ENDS, 0, number - 1):
            continue
        before = _NAME_BEFORE.search(text, max(0, number - 90), number - 1)
        house = _HOUSE.match(text, number)
        if before is None or house is None or before.group().lower().rstrip(".") in _WHOLE:
            continue
        street = before.group().lower()
        yield from _found(seen, before.start(), house.end(), sure=street.endswith(_SURE_ENDS))
    if any(word in text for word in _PREPOSITIONS):
        for found in _PREPOSED.finditer(text):
            yield from _found(seen, *found.span(), sure=False)
    if "C/" in text or "c/" in text:
        for short in _CALLE.finditer(text):
            if elsewhere := _SOUTHERN_AFTER.match(text, short.start()):
                yield from _found(seen, *elsewhere.span(), sure=True)


def _found(seen: View, start: int, end: int, *, sure: bool) -> Iterator[Span]:
    text, lower = seen.text, seen.lower
    if _NO_STREET.search(text, start, end):
        return
    if unit := _UNIT_BEFORE.search(text, max(0, start - 24), start):
        start = unit.start()
    if place := _PLACE.match(text, end, end + 160):
        end = place.end()
    else:
        if unit := _UNIT_AFTER.match(text, end):
            end = unit.end()
        if not _END.match(lower, end) or _COUNTS.search(lower, max(0, start - 16), start):
            return
        if not sure and not _SAYS.search(lower, max(0, start - 60), start):
            return
    yield Span(start, start + len(text[start:end].rstrip(".,-'")), "[address]")
