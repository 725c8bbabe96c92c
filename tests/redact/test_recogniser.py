"""Names that no rule knows are found by the pipeline a project chose; without it nothing passes."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.config import RedactSettings
from kb.errors import ConfigError
from kb.redact.base import Known
from kb.redact.incident import redact_incident
from kb.redact.load import load_redactors
from tests.support.build import an_incident


def test_the_default_needs_no_model() -> None:
    code = "import sys; from kb.config import RedactSettings; from kb.redact.load import load_redactors\n"
    code += "print([r.name for r in load_redactors(RedactSettings())], 'spacy' in sys.modules)"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "recogniser" not in out
    assert "False" in out


def test_a_model_named_by_half_a_path_is_an_error() -> None:
    with pytest.raises(ConfigError, match="neither a package nor an absolute path"):
        load_redactors(RedactSettings(model="models/en"))


def test_a_model_that_cannot_be_loaded_stops_everything() -> None:
    with pytest.raises(ConfigError) as caught:
        load_redactors(RedactSettings(model="en_no_such_model"))

    assert "hypercare-kb[names]" in (caught.value.hint or "")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Save a pipeline that knows a few names, as a trained one does."""
    spacy: Any = pytest.importorskip("spacy")
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    known = [{"label": "PERSON", "pattern": name} for name in ("Marek", "Marek Nowak", "Zebrix", "Hello")]
    ruler.add_patterns([*known, {"label": "ORG", "pattern": "Tarnbridge"}])
    path: Path = tmp_path_factory.mktemp("model") / "en_names"
    pipeline.to_disk(path)
    return str(path)


def hidden(text: str, model: str, **settings: Any) -> str:
    redactor = next(
        each for each in load_redactors(RedactSettings(model=model, **settings)) if each.name == "recogniser"
    )
    once = redactor.redact(text, Known()).text
    assert redactor.redact(once, Known()).text == once
    return once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The queue was emptied when Marek came.", "The queue was emptied when [person] came."),
        ("The list of Marek Nowak and Marek's.", "The list of [person] and [person]'s."),
        ("[person A] and Marek", "[person A] and [person]"),
        ("[person] Marek", "[person] [person]"),
        ("Line one Marek\nline two Marek\x02Marek", "Line one [person]\nline two [person]\x02[person]"),
        ("Ma\u200brek did it", "[person] did it"),
        ("Tarnbridge and Hello", "Tarnbridge and Hello"),
        ("marek", "marek"),
        ("", ""),
    ],
)
def test_people_are_hidden_and_nothing_else(model: str, text: str, expected: str) -> None:
    assert hidden(text, model) == expected


def test_an_allowed_word_stands(model: str) -> None:
    assert hidden("Zebrix and Marek", model, allow=("Zebrix",)) == "Zebrix and [person]"


def test_it_comes_after_the_rules_and_travels_to_other_processes(model: str) -> None:
    made = load_redactors(RedactSettings(model=model))
    incident = an_incident(
        description="Jane Smith told Marek Nowak, marek@example.com.", reporter="Jane Smith"
    )

    again = pickle.loads(pickle.dumps(made))
    redacted, counts = redact_incident(incident, again)

    assert [each.name for each in made][:5] == ["secrets", "patterns", "people", "masked", "recogniser"]
    assert redacted.description == "[person A] told [person], [email]."
    assert counts["email"] == 1


def test_a_long_text_is_read_in_pieces(model: str) -> None:
    text = "Marek went on and on " * 60_000

    assert "Marek" not in hidden(text, model)
