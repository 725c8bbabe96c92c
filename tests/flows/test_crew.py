"""Many records redacted on all cores come out as they would from one."""

import os
import threading
from pathlib import Path

import pytest

from kb.config import RedactSettings
from kb.errors import RefusedError, StateError
from kb.flows.crew import Crew
from kb.model.incident import Incident, IncidentRef, Person, Status
from kb.redact.base import Known, Redaction
from kb.redact.load import load_redactors


def incidents(count: int) -> list[Incident]:
    people = (Person(name="Jane Smith"), Person(name="Bob Roy", user="broy7"))
    return [
        Incident(
            ref=IncidentRef("servicenow", f"INC{number:07}"),
            summary=f"Tile {number} is gone for Jane",
            description=f"Jane Smith and broy7 looked at tile {number}. Call +44 1632 960{number % 1000:03}.",
            status=Status.OPEN,
            reporter="Jane Smith",
            people=people,
        )
        for number in range(count)
    ]


class Fails:
    """A guest that cannot take one record."""

    name = "fails"

    def redact(self, text: str, _: Known) -> Redaction:
        if "tile 470" in text:
            raise ValueError(text)
        return Redaction(text=text)


class Dies:
    """A guest that takes its process with it, but not the one that began."""

    name = "dies"

    def __init__(self) -> None:
        self.home = os.getpid()

    def redact(self, text: str, _: Known) -> Redaction:
        if os.getpid() != self.home:
            os._exit(1)
        return Redaction(text=text)


class StaysHome:
    """A guest that cannot be sent to another process, and says where it was asked."""

    name = "stays-home"

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asked: set[int] = set()

    def redact(self, text: str, _: Known) -> Redaction:
        with self.lock:
            self.asked.add(os.getpid())
        return Redaction(text=text)


def test_others_give_what_one_alone_gives_and_in_order() -> None:
    redactors = load_redactors(RedactSettings(deny=("gone",)))
    given = incidents(730)
    with Crew(redactors, workers=1) as crew:
        alone = list(crew.redact(given))
    with Crew(redactors, alone=30, workers=2) as crew:
        together = list(crew.redact(iter(given)))
    assert together == alone
    assert [raw.ref for raw, _ in together] == [incident.ref for incident in given]
    assert together[729][1][0].summary == "Tile 729 is [redacted] for [person A]"


def test_people_of_the_house_are_known_to_others_too() -> None:
    redactors = load_redactors(RedactSettings())
    given = [
        Incident(ref=IncidentRef("map", str(number)), summary="ask Zelda Quist", status=Status.OPEN)
        for number in range(150)
    ]
    with Crew(redactors, (Person(name="Zelda Quist"),), alone=0, workers=2) as crew:
        assert {safe.summary for _, (safe, _) in crew.redact(given)} == {"ask [person]"}


def test_a_refusal_of_another_process_is_ours_and_quotes_nothing() -> None:
    with Crew((Fails(),), alone=0, workers=2) as crew, pytest.raises(RefusedError) as caught:
        list(crew.redact(incidents(500)))
    assert "servicenow:INC0000470" in str(caught.value)
    assert "Jane" not in str(caught.value)


def test_a_process_that_ends_is_no_silent_loss() -> None:
    with Crew((Dies(),), alone=10, workers=2) as crew, pytest.raises(StateError, match="nothing was written"):
        list(crew.redact(incidents(300)))


def test_a_guest_that_cannot_be_sent_is_asked_at_home() -> None:
    guest = StaysHome()
    with Crew((guest,), alone=0, workers=2) as crew:
        assert len(list(crew.redact(incidents(150)))) == 150
    assert guest.asked == {os.getpid()}


def test_several_exports_share_what_is_done_alone() -> None:
    guest = StaysHome()
    with Crew((guest,), alone=100, workers=1) as crew:
        assert len(list(crew.redact(incidents(60)))) == 60
        assert len(list(crew.redact(incidents(60)))) == 60


def test_a_reader_that_fails_stops_all(tmp_path: Path) -> None:
    def broken() -> object:
        yield from incidents(120)
        raise OSError(f"{tmp_path} is gone")

    with (
        Crew(load_redactors(RedactSettings()), alone=0, workers=2) as crew,
        pytest.raises(OSError, match="is gone"),
    ):
        list(crew.redact(broken()))  # type: ignore[arg-type]
