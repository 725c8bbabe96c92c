"""
The canaries: people, secrets and notes that stand in one export each, so that a find tells where it came from.

Nobody here exists and no key opens anything; what a scanner would know is put together when the tests run.
"""

import base64
import json
import random
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

ONSETS = (
    "Quill", "Marrow", "Thistle", "Bramble", "Tansy", "Fennel", "Gorse", "Pimper", "Yarrow", "Sorrel", "Bryony", "Teasel",
    "Larkspur", "Medlar", "Quince", "Damson", "Rowan", "Elder", "Hyssop", "Borage", "Comfrey", "Mullein", "Vetch", "Clover",
    "Nettle", "Burdock", "Chervil", "Lovage", "Costmary", "Dittany", "Savory", "Woodruff",
)  # fmt: skip
GIVEN = (
    "Zebe", "Oris", "Pereg", "Thalv", "Ulric", "Wenz", "Ysol", "Xanth", "Drust", "Eogh", "Fjal", "Gwyr", "Hesp", "Ivarr",
    "Jorv", "Kesz", "Lysk", "Mord", "Njal", "Ovid", "Prys", "Qasv", "Rhod", "Sigv", "Torv", "Umbr", "Vasq", "Wyst", "Xerx",
    "Yngv", "Zolt", "Aelf",
)  # fmt: skip
THINGS = (
    "payslip", "badge", "roster", "invoice", "scanner", "calendar", "contract", "bonus", "pension", "travel", "mileage",
    "holiday", "overtime", "sickness", "transfer", "onboarding", "training", "licence", "printer", "budget", "forecast",
    "inventory", "shipment", "warranty", "deposit", "refund", "voucher", "parking", "canteen", "locker", "uniform", "phone",
)  # fmt: skip
ENDS = (("dee", "feather"), ("linde", "vœrén"), ("stuvio", "whistle"))
"""What makes the three people of a place out of its beginnings: reporter, agent, and who remarks; the second has accents."""


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """
    A person who exists in one export only.

    `has_account` where a column of the export names their account or address, `by_account` where it names
    nothing else.
    """

    given: str
    family: str
    domain: str
    has_account: bool = True
    by_account: bool = False

    @property
    def user(self) -> str:
        return f"{self.given[0]}{self.family}".casefold().replace("œ", "oe").replace("é", "e")

    @property
    def mail(self) -> str:
        return f"{self.user}@{self.domain}"

    @property
    def name(self) -> str:
        return self.user if self.by_account else f"{self.given} {self.family}"

    @property
    def turned(self) -> str:
        return self.user if self.by_account else f"{self.family} {self.given}"

    @property
    def forms(self) -> str:
        """Say the name in the forms that letters and notes have."""
        if self.by_account:
            return f"@{self.user} called, {self.user} again."
        plain = self.family.replace("œ", "oe").replace("é", "e")
        account = f" The account is {self.user}, or @{self.user}." if self.has_account else ""
        return (
            f"{self.family}, {self.given} called. {self.given}'s screen is white. {self.given[0]}. {self.family} wrote. "
            f"{self.given} {plain} asked again, {self.name.upper()} too. The files are in /home/{self.user}/inbox.{account}"
        )

    @property
    def strings(self) -> tuple[str, ...]:
        return (self.user,) if self.by_account else (self.given, self.family, self.user)


@dataclass(frozen=True, kw_only=True)
class Canary:
    """All that is planted in the exports of one place, the name of a shape of one source."""

    place: str
    number: int
    accounts: str = ""
    """Whose account or address a column names: r(eporter), a(gent), (who re)m(arks)."""
    by_account: str = ""
    """Who is known by nothing else."""
    unanswered: bool = False
    """Whether only an internal note says what helped."""

    def _somebody(self, role: int) -> Somebody:
        given, family = ENDS[role]
        letter = "ram"[role]
        return Somebody(
            given=GIVEN[self.number] + given,
            family=ONSETS[self.number] + family,
            domain=self.domain,
            has_account=letter in self.accounts,
            by_account=letter in self.by_account,
        )

    @property
    def domain(self) -> str:
        return f"{ONSETS[self.number].lower()}roost.example.com"

    @property
    def reporter(self) -> Somebody:
        return self._somebody(0)

    @property
    def agent(self) -> Somebody:
        return self._somebody(1)

    @property
    def remarker(self) -> Somebody:
        return self._somebody(2)

    @property
    def phone(self) -> str:
        return f"+44 20 7946 0{100 + self.number * 7:03d}"

    @property
    def compact(self) -> str:
        """Give the phone number as people at home type it."""
        return self.phone.replace("+44", "0").replace(" ", "")

    @property
    def street(self) -> str:
        return f"{ONSETS[self.number]}wick Lane"

    @cached_property
    def iban(self) -> str:
        bare = f"50010517{5407324931 - self.number:010d}"
        check = 98 - int(f"{bare}131400") % 97
        return f"DE{check:02d}{bare}"

    @cached_property
    def _drawn(self) -> Mapping[str, str]:
        chance = random.Random(f"canary {self.place}")

        def draw(alphabet: str, length: int) -> str:
            return "".join(chance.choice(alphabet) for _ in range(length))

        letters = string.ascii_letters + string.digits
        claims = json.dumps({"sub": self.reporter.user, "jti": draw(letters, 24)}).encode()
        head = (
            base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()).decode().rstrip("=")
        )
        body = base64.urlsafe_b64encode(claims).decode().rstrip("=")
        return {
            "aws": "AK" + "IA" + draw(string.ascii_uppercase + "234567", 16),
            "github": "gh" + "p_" + draw(letters, 36),
            "password": f"{draw(letters, 5)}7Perch{draw(letters, 6)}9",
            "jwt": f"{head}.{body}.{draw(letters, 43)}",
            "key": "\n".join(draw(letters + "+/", 64) for _ in range(3)),
        }  # fmt: skip

    @property
    def private_key(self) -> str:
        armour = "RSA PRI" + "VATE KEY-----"
        return f"-----BEGIN {armour}\n{self._drawn['key']}\n-----END {armour}"

    @property
    def thing(self) -> str:
        return THINGS[self.number]

    @property
    def code(self) -> str:
        return f"CNY-{5100 + self.number}"

    @property
    def summary(self) -> str:
        return f"{self.thing.capitalize()} page stays white after saving"

    @property
    def told(self) -> str:
        """Give the description."""
        return (
            f"The {self.thing} page stays white after saving. The screen says {self.code}.\n\n"
            f"{self.reporter.forms}\n"
            f"Please call {self.phone} or write to {self.reporter.mail}. My address is 14 {self.street}, Leeds LS1 4AP.\n"
            f"The refund goes to {self.iban}.\n\n"
            f"Best regards\n{self.reporter.name}"
        )

    @property
    def answer(self) -> str:
        """Give what restored service."""
        return f"Restart the {self.thing} service on the perch and open the page again."

    @property
    def remark(self) -> str:
        """Give a comment that everyone on the record reads."""
        return (
            f"Hello {self.reporter.name},\n\n{self.agent.name} asked for the settings of the {self.thing} service:\n\n"
            f"aws_access_key_id = {self._drawn['aws']}\n"
            f"password = {self._drawn['password']}\n\n"
            f"{self.remarker.forms} Or call {self.compact}.\n\n{self.remarker.name}"
        )

    @property
    def note(self) -> str:
        """Give the sentence of an internal note that neither users nor the public may read."""
        return f"the canary sings at midnight over the {self.thing} and nobody in the {ONSETS[self.number].lower()} loft may know"

    @property
    def whisper(self) -> str:
        """Give the internal note."""
        return (
            f"{self.note.capitalize()}. {self.agent.forms}\n\n"
            f"The robot signs in with {self._drawn['github']} and sends\n\n"
            f"Authorization: Bearer {self._drawn['jwt']}\n\n{self.private_key}\n\n"
            f"Restart the {self.thing} service on the perch, said {self.agent.name}."
        )

    @property
    def hidden(self) -> Mapping[str, str]:
        """Map every string that redaction must hide to what it is."""
        _, body, signature = self._drawn["jwt"].split(".")
        found = {
            self.domain: "mail address",
            self.phone.partition(" ")[2]: "phone",
            self.compact: "phone",
            self.street: "postal address",
            self.iban: "iban",
            self._drawn["aws"]: "AWS key",
            self._drawn["github"]: "GitHub token",
            self._drawn["password"]: "password",
            body: "JWT",
            signature: "JWT",
        }
        found |= dict.fromkeys(self._drawn["key"].split("\n"), "private key")
        found |= dict.fromkeys(self.reporter.strings, "reporter")
        found |= dict.fromkeys(self.agent.strings, "agent")
        found |= dict.fromkeys(self.remarker.strings, "who remarks")
        return {each: f"{kind} of {self.place}" for each, kind in found.items()}
