"""Redactors come in their order; a broken list of people is named with its line."""

from pathlib import Path

import pytest

from kb.config import RedactSettings
from kb.errors import InputError
from kb.model.incident import Person
from kb.redact.base import Known
from kb.redact.load import load_redactors, read_people


def test_the_built_in_redactors_come_in_their_order() -> None:
    assert [redactor.name for redactor in load_redactors(RedactSettings())][:3] == [
        "secrets",
        "patterns",
        "people",
    ]


def test_settings_reach_every_redactor() -> None:
    made = load_redactors(RedactSettings(allow=("Jane", "jane@example.com", "Welcome123!")))

    for redactor in made[:3]:
        text = "Hi Jane, jane@example.com password: Welcome123!"
        assert redactor.redact(text, Known()).text == text


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_people_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufeffName,user\r\n"Smith, Jane",jsmith\r\n\r\nPetra Nowak,\r\n')

    assert read_people(path) == (Person(name="Smith, Jane", user="jsmith"), Person(name="Petra Nowak"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "empty"),
        ("name,phone\nx,1\n", 1, "unknown column 'phone'"),
        ("email\nx@example.com\n", 1, "name always"),
        ("name,name\nx,y\n", 1, "once"),
        ("name,email,user\nJane,x\n", 2, "2 cells where the header has 3"),
        ("name,email,user\nJane,,\n,x@example.com,\n", 3, "no name"),
        ('name\n"Jane" x\n', 2, "not CSV"),
        ('name\n"Jane\n', 2, "not CSV"),
        (b"name\nJ\xe4ne\n", 2, "not UTF-8"),
    ],
)
def test_a_broken_list_is_named_with_its_line(
    tmp_path: Path, text: str | bytes, line: int | None, says: str
) -> None:
    path = written(tmp_path, text)

    with pytest.raises(InputError, match=says) as error:
        read_people(path)

    assert error.value.path == path
    assert error.value.line == line


def test_a_missing_list_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_people(tmp_path / "none.csv")
