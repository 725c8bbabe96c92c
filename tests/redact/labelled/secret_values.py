"""
Secret values, drawn from a seed; none is real.

Prefixes and armours that scanners know are cut in two, so that no file holds a whole one.
"""

import base64
import json
import random
import string
from collections.abc import Callable

Chance = random.Random
Maker = Callable[[Chance], str]

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
ALNUM = string.ascii_letters + DIGITS
URL64 = ALNUM + "-_"
HEX = "0123456789abcdef"
BASE32 = UPPER + "234567"

STEMS = (
    *("Harvest", "Maple", "Copper", "Lantern", "Velvet", "Orbit", "Thunder"),
    *("Meadow", "Saffron", "Juniper", "Cobalt", "Walnut", "Glacier", "Pepper"),
)
DEVICES = ("lt-0417", "macbook-air", "ws-hr-22")


def draw(chance: Chance, alphabet: str, length: int) -> str:
    return "".join(chance.choice(alphabet) for _ in range(length))


def shape(prefix: str, alphabet: str, length: int, end: str = "") -> Maker:
    def make(chance: Chance) -> str:
        return prefix + draw(chance, alphabet, length) + end

    return make


def human_made(chance: Chance) -> str:
    """Make a password a person chose."""
    first, second = chance.sample(STEMS, 2)
    return chance.choice(
        (
            f"{first}{chance.choice('!#?')}{second}{chance.randint(10, 99)}",
            f"{first}-{second.lower()}-{chance.randint(100, 999)}",
            f"{first}{chance.randint(1000, 9999)}{chance.choice('!$*')}",
            f"{first.lower()}.{second}_{chance.randint(1, 99)}",
        )
    )


def plain(chance: Chance) -> str:
    """Make one without the characters a connection string or an address would need to escape."""
    first, second = chance.sample(STEMS, 2)
    return f"{first}{chance.choice('-_')}{second}{chance.randint(100, 9999)}"


def machine_made(chance: Chance) -> str:
    """Make one a generator chose."""
    body = draw(chance, ALNUM + "!#%*+", 14)
    return f"{chance.choice(UPPER)}{chance.choice(DIGITS)}{body}{chance.choice(LOWER)}"


def anyone_made(chance: Chance) -> str:
    return chance.choice((human_made, machine_made))(chance)


def encoded(chance: Chance, size: int) -> str:
    return base64.b64encode(chance.randbytes(size)).decode()


def wrapped(chance: Chance, lines: int, width: int = 64) -> str:
    return "\n".join(draw(chance, ALNUM + "+/", width) for _ in range(lines))


def armour(name: str, *, head: str = "", dashes: str = "-----") -> Maker:
    def make(chance: Chance) -> str:
        body = wrapped(chance, chance.randint(3, 8))
        return f"{dashes}BEGIN {name}{dashes}\n{head}{body}\n{dashes}END {name}{dashes}"

    return make


def key(name: str) -> str:
    return f"{name} PRIV" + "ATE KEY" if name else "PRIV" + "ATE KEY"


def putty(chance: Chance) -> str:
    return f"Private-Lines: 4\n{wrapped(chance, 4)}\nPrivate-MAC: {draw(chance, HEX, 64)}"


def json_part(values: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def jwt(chance: Chance) -> str:
    head = json_part({"alg": "HS256", "typ": "JWT"})
    body = json_part({"sub": str(chance.randint(10**5, 10**6)), "iat": 1757815869})
    return f"{head}.{body}.{draw(chance, URL64, 43)}"


def basic(chance: Chance) -> str:
    return base64.b64encode(f"isu_{draw(chance, LOWER, 5)}:{human_made(chance)}".encode()).decode()


def grouped(alphabet: str, groups: int, size: int) -> Maker:
    def make(chance: Chance) -> str:
        return "-".join(draw(chance, alphabet, size) for _ in range(groups))

    return make


def uuid(chance: Chance) -> str:
    return "-".join(draw(chance, HEX, size) for size in (8, 4, 4, 4, 12))


def slack(chance: Chance) -> str:
    return "xox" + f"b-{draw(chance, DIGITS, 12)}-{draw(chance, DIGITS, 12)}-{draw(chance, ALNUM, 24)}"


def telegram(chance: Chance) -> str:
    return f"{chance.randint(10**9, 10**10 - 1)}:AA{draw(chance, URL64, 33)}"


def sendgrid(chance: Chance) -> str:
    return "SG" + f".{draw(chance, URL64, 22)}.{draw(chance, URL64, 43)}"


def gcp(chance: Chance) -> str:
    return armour(key(""))(chance).replace("\n", "\\n") + "\\n"
