"""The right source is found, or a clear word says why none is."""

import pytest

from kb.config import HarvestSettings
from kb.errors import ConfigError, InputError
from kb.registry import load_all
from kb.sources.recognise import recognise
from tests.sources.samples import SETTINGS, a_row, servicenow
from tests.sources.test_contract import SOURCES


def refusal(path, settings=SETTINGS):
    with pytest.raises(InputError) as caught:
        recognise(path, settings, SOURCES)
    return caught.value


def test_the_installed_sources_are_these():
    assert {name: type(source) for name, source in load_all("kb.sources").items() if name in SOURCES} == {
        name: type(source) for name, source in SOURCES.items()
    }
    assert all(source.how_to_export for source in SOURCES.values())


def test_a_missing_file_is_named(tmp_path):
    assert "no such file" in str(refusal(tmp_path / "nothing.csv"))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file_is_named(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)

    assert "empty file" in str(refusal(tmp_path / "a.csv"))


def test_what_was_looked_for_and_what_was_found_is_said(tmp_path):
    (tmp_path / "a.csv").write_text("number,title\nINC1,x\n")

    error = refusal(tmp_path / "a.csv")

    assert "needs the columns number, short_description, state; missing: short_description, state" in str(
        error
    )
    assert "[[harvest.map]] 'helpdesk' misses: Ticket" in str(error)
    assert "found: number,title" in str(error)
    assert "kb sources map" in error.hint


def test_a_name_says_nothing_the_content_does(tmp_path):
    path = servicenow(tmp_path, a_row()).rename(tmp_path / "export.json")

    assert recognise(path, SETTINGS, SOURCES).name == "servicenow-csv"


def test_broken_json_names_the_line(tmp_path):
    (tmp_path / "a.json").write_text('{"issue": [\n{"a": 1},\n{"b" 2}]}')

    error = refusal(tmp_path / "a.json")

    assert (error.line, error.problem.startswith("broken JSON")) == (3, True)


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a": ' + "9" * 5000 + "}"])
def test_absurd_json_is_no_traceback(tmp_path, content):
    (tmp_path / "a.json").write_text(content)

    assert "broken JSON" in str(refusal(tmp_path / "a.json"))


def test_an_archive_is_named(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04abc")

    assert "a zip archive" in str(refusal(tmp_path / "a.csv"))


def test_only_sources_of_the_same_kind_are_named(tmp_path):
    (tmp_path / "a.json").write_text('{"things": [{"colour": "red"}]}')

    error = refusal(tmp_path / "a.json")

    assert "a ServiceNow list CSV" not in str(error)
    assert "found: things, things[].colour" in str(error)


def test_a_folder_without_exports_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("{}")

    assert "no file in this folder is an export" in str(refusal(tmp_path))


def test_control_characters_of_a_file_are_not_printed(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a\x1b[31m\x07b\n")

    assert "\x1b" not in str(refusal(tmp_path / "a.csv"))


def test_a_forced_source_is_used_or_unknown(tmp_path):
    (tmp_path / "a.csv").write_text("x\n")

    assert recognise(tmp_path / "a.csv", SETTINGS, SOURCES, forced="map") is SOURCES["map"]
    with pytest.raises(ConfigError, match="no source named 'excel'"):
        recognise(tmp_path / "a.csv", SETTINGS, SOURCES, forced="excel")


class Guest:
    """A source from elsewhere."""

    name = "guest"
    product = "a guest"
    reads = "anything"
    how_to_export = "Ask."

    def __init__(self, answer):
        self.answer = answer

    def sniff(self, path, settings):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def read(self, path, settings):
        yield from ()


def test_guests_come_after_our_own(tmp_path):
    ours = servicenow(tmp_path, a_row())
    theirs = tmp_path / "b.txt"
    theirs.write_text("hello\n")
    sources = {"a-guest": Guest(True), **SOURCES}

    assert recognise(ours, SETTINGS, sources).name == "servicenow-csv"
    assert recognise(theirs, SETTINGS, sources).name == "guest"


def test_a_broken_guest_is_a_named_error(tmp_path):
    (tmp_path / "b.txt").write_text("hello\n")

    with pytest.raises(ConfigError, match="'guest' failed on"):
        recognise(tmp_path / "b.txt", HarvestSettings(), {"guest": Guest(ValueError("boom"))})
