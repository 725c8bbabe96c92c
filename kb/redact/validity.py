"""Whether a number is one of a country's: the checks of python-stdnum, loaded when first asked for."""

from collections.abc import Callable
from functools import cache
from importlib import import_module


def is_valid(name: str, number: str) -> bool:
    """Ask the check of that name: a module of stdnum (`us.ssn`), or `de.svnr`, which it lacks."""
    if len(set(number)) < 3:  # 000000000, 1111 111111: stand-ins
        return False
    return _check(name)(number)


@cache
def _check(name: str) -> Callable[[str], bool]:
    if name == "de.svnr":
        return _is_svnr
    check: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return check


_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def _is_svnr(number: str) -> bool:
    """Check a German pension number, as VKVV § 2 to 4 has it: area, birthday, initial, serial, check digit."""
    compact = number.replace(" ", "").upper()
    if len(compact) != 12 or not compact[8].isalpha() or not (compact[:8] + compact[9:]).isdigit():
        return False
    if not (1 <= int(compact[2:4]) <= 31 and 1 <= int(compact[4:6]) <= 12):
        return False
    letter = f"{ord(compact[8]) - 64:02d}"
    digits = f"{compact[:8]}{letter}{compact[9:11]}"
    products = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return sum(sum(map(int, str(product))) for product in products) % 10 == int(compact[11])
