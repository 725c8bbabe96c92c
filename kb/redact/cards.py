"""Payment cards: numbers that a network issues and whose checksum holds, and those that are called cards."""

import re

_NEAR = re.compile(
    r"\b(?:cards?|visa|mastercard|amex|maestro|pan|kreditkarte|kartennummer|karte|carte|tarjeta|carta|karta|karty)\b.{0,24}\Z",
    re.DOTALL,
)
_SIXTEEN = ("35", "50", "56", "57", "58", "60", "62", "63", "64", "65", "67")


def is_card(digits: str, lower: str, start: int) -> bool:
    """Tell whether 13 to 19 digits, which begin at `start` of the text in lower case, are a card's."""
    if _is_issued(digits):
        from stdnum import luhn

        if luhn.is_valid(digits):
            return True
    return _NEAR.search(lower, max(0, start - 36), start) is not None


def _is_issued(digits: str) -> bool:
    # ISO/IEC 7812: the first digits name the network, and each network has its lengths
    head = int(digits[:4])
    match len(digits):
        case 13:
            return digits[0] == "4"
        case 14:
            return 3000 <= head < 3060 or digits[:2] in ("36", "38", "39")
        case 15:
            return digits[:2] in ("34", "37")
        case 16:
            networks = digits[0] == "4" or 5100 <= head < 5600 or 2221 <= head <= 2720
            return networks or digits[:2] in _SIXTEEN
        case 18 | 19:
            return digits[0] == "4" or digits[:2] in ("50", "56", "57", "58", "62", "63", "67")
        case _:
            return False
