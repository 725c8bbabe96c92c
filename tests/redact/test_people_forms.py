"""More forms that names take: written out, initials where somebody signs, in the heads of quoted mails."""

import pytest

from kb.model.incident import Person
from tests.redact.words import redacted

MUELLER = Person(name="Jürgen Müller", user="jmueller")
KRAEMER = Person(name="Kraemer, Stefan")
EVANS = Person(name="Charlotte Evans")
MAY = Person(name="May Chen")
TIM = Person(name="Tim Iverson-Tate")
JAN = Person(name="Jan Jansen")


@pytest.mark.parametrize(
    ("text", "known", "becomes"),
    [
        ("Mueller, Juergen has it", MUELLER, "[person A] has it"),
        ("ask Jurgen Muller", MUELLER, "ask [person A]"),
        ("Krämer looked at it", KRAEMER, "[person A] looked at it"),
        ("Kramer too", KRAEMER, "[person A] too"),
        ("Confirmed by phone. CE", EVANS, "Confirmed by phone. [person A]"),
        ("CE: will look\nnext", EVANS, "[person A]: will look\nnext"),
        ("done\n- CE\n", EVANS, "done\n- [person A]\n"),
        ("It takes an hour. May\nOK", MAY, "It takes an hour. [person A]\nOK"),
        ("fixed.\nMay, can you look?", MAY, "fixed.\n[person A], can you look?"),
        (
            "On Monday, Bridget Haapala <b.haapala@example.com> wrote:",
            MAY,
            "On Monday, [person] <[email]> wrote:",
        ),
        ("cc @Dmitri Volkov\nthanks", MAY, "cc [person]\nthanks"),
        ("está vacío.\nUn saludo,\nSigrid Jensen", MAY, "está vacío.\nUn saludo,\n[person]"),
    ],
)
def test_hides(text: str, known: Person, becomes: str) -> None:
    assert redacted(text, known) == becomes


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The CE marking is missing on the form", EVANS),
        ("see it in CE, not here", EVANS),
        ("It fails. IT: please look", TIM),
        ("the May payroll; May and June differ", MAY),
        ("It runs in May, then stops", MAY),
        ("added. Jan 2026 import had 40 rows", JAN),
        ("Jan/Feb figures differ", JAN),
        ("Queue Recruiting (see below) is empty", MAY),
    ],
)
def test_leaves_alone(text: str, known: Person) -> None:
    assert redacted(text, known) == text
