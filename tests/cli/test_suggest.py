"""`kb suggest`, as a person and as a bot use it."""

import io
from pathlib import Path

import pytest

from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.workspace import Done, kb


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])
    return tmp_path


def piped(monkeypatch: pytest.MonkeyPatch, folder: Path, data: bytes, *arguments: str) -> Done:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
    return kb(folder, "suggest", *arguments)


def test_a_person_reads_title_reason_and_place(desk: Path) -> None:
    done = kb(desk, "suggest", "offer letter is blank")

    assert done.code == 0
    assert (
        done.out.startswith(
            "1. Offer letter is blank – Workday Recruiting  (validated)\n   same words: letter, offer, blank; most like INC1"
        )
        or "same words:" in done.out
    )
    assert "content/troubleshooting/" in done.out


def test_words_need_no_quotes(desk: Path) -> None:
    one, other = kb(desk, "suggest", "offer", "letter"), kb(desk, "suggest", "offer letter")

    assert one.out == other.out


def test_a_bot_gets_stable_keys(desk: Path) -> None:
    done = kb(desk, "suggest", "--json", "WDR-5031 offer letter")

    (item,) = done.json["items"]
    assert list(item)[:6] == ["id", "title", "score", "why", "incidents", "audience"]
    assert (item["id"], item["incidents"], item["audience"]) == ("kb-b1a2c3d4", 2, "support")
    assert done.json["ok"] is True
    assert "offer letter is" not in done.out.lower().replace(item["title"].lower(), "")


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, desk: Path, arguments: tuple[str, ...]
) -> None:
    done = piped(monkeypatch, desk, b"my badge \xff is refused\n", "--json", *arguments)

    assert [item["id"] for item in done.json["items"]] == [new_badge().id]


def test_a_megabyte_in_one_line_is_read(monkeypatch: pytest.MonkeyPatch, desk: Path) -> None:
    done = piped(monkeypatch, desk, b"offer letter " + b"\xf0\x9f\x98\x80" * 500_000, "--json")

    assert done.code == 0


def test_no_answer_ends_well_and_names_the_next_step(desk: Path) -> None:
    told, as_json = kb(desk, "suggest", "coffee machine"), kb(desk, "suggest", "coffee machine", "--json")

    assert (told.code, told.out) == (0, "")
    assert "kb new" in told.err
    assert (as_json.code, as_json.json["items"], as_json.json["counts"]) == (0, [], {"articles": 0})


def test_without_text_in_a_terminal_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch, desk: Path) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    done = kb(desk, "suggest")

    assert done.code == 2
    assert "kb suggest" in done.err


def test_the_ticket_is_not_repeated(desk: Path) -> None:
    """Only its words that speak for an article are shown, never the text."""
    done = kb(desk, "suggest", "--json", "Zebediah Quillfeather's offer letter is blank")

    assert "Zebediah" not in done.out + done.err
