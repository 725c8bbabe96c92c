"""Each article says how much was hidden in the incidents it was made from."""

from pathlib import Path

from kb.articles.repository import ArticleRepository
from kb.ledger.repository import Ledger
from kb.redact.base import tally
from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb


def counts(folder: Path) -> dict[str, int]:
    return dict(ArticleRepository(folder / "content").articles()[0].redactions)


def test_a_draft_carries_what_was_hidden_and_grows_with_its_evidence(tmp_path: Path) -> None:
    folder = a_workspace(tmp_path / "kb")
    rows = [
        a_row("INC0048001", description="The offer letter is blank. Write to ann.lee@example.com"),
        a_row("INC0048002", description="The offer letter is blank for ben@example.com and eve@example.com"),
    ]
    export = an_export(folder / "exports" / "first.csv", rows)
    assert kb(folder, "harvest", export).code == 0

    first = counts(folder)
    before = files_of(folder)
    assert first["email"] == 3
    assert kb(folder, "harvest", export).code == 0
    assert files_of(folder) == before

    more = an_export(
        folder / "exports" / "more.csv", [a_row("INC0048003", description="Blank for joe@example.com")]
    )
    assert kb(folder, "harvest", more).code == 0
    assert counts(folder)["email"] == 4


def test_anyone_can_count_again(tmp_path: Path) -> None:
    folder = a_workspace(tmp_path / "kb")
    rows = [
        a_row(f"INC004800{number}", description=f"The offer letter is blank. Call +44 1632 96012{number}")
        for number in (1, 2)
    ]
    kb(folder, "harvest", an_export(folder / "exports" / "first.csv", rows))

    ledger = Ledger(folder / "archive" / "incidents").load()
    texts = [
        text
        for incident in ledger.values()
        for text in (
            incident.summary,
            incident.description,
            incident.resolution,
            *(entry.text for entry in incident.entries),
        )
    ]
    assert counts(folder) == tally(texts)
    assert tally(texts)["phone"] == 2
