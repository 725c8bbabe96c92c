"""The schema says yes to every article there is, and no to what `kb check` would not read."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kb.articles import markdown
from kb.articles.schema import schema
from kb.io import frontmatter
from tests.support.build import an_article
from tests.support.workspace import kb

CONTENT = Path(__file__).parents[2] / "content"
VALIDATOR = jsonschema.Draft202012Validator(schema())


def plain(value: Any) -> Any:
    """Read numbers as YAML does; the front matter's own reader gives texts."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return int(value) if value.isdigit() and len(value) < 9 else value


def front(text: str) -> Any:
    return plain(frontmatter.parse(text)[0])


def test_it_is_a_schema_itself_and_knows_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert tuple(schema()["properties"]) == markdown.ORDER


def test_every_article_of_the_sample_project_holds() -> None:
    articles = [
        text for path in CONTENT.rglob("*.md") if "\nid: kb-" in (text := path.read_text(encoding="utf-8"))
    ]
    assert len(articles) > 20
    for text in articles:
        assert [error.message for error in VALIDATOR.iter_errors(front(text))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: not-validated", "confidence: sure"),
        ("audience: support", "audience: everyone"),
        ("id: kb-0a1b2c3d", "id: 17"),
        ("title: Offer", "titel: Offer"),
        ("servicenow:INC0048001", "INC0048001"),
        ("created: 2026-09-02", "created: yesterday"),
    ],
)
def test_what_cannot_be_read_does_not_hold(old: str, new: str) -> None:
    text = markdown.render(an_article())
    assert not list(VALIDATOR.iter_errors(front(text)))
    assert old in text
    assert list(VALIDATOR.iter_errors(front(text.replace(old, new))))


def test_the_command_prints_and_writes_it(tmp_path: Path) -> None:
    assert json.loads(kb(tmp_path, "schema").out) == json.loads(json.dumps(schema()))
    assert kb(tmp_path, "schema", "--write", "article.schema.json").code == 0
    assert json.loads((tmp_path / "article.schema.json").read_text()) == json.loads(json.dumps(schema()))
    assert "so already" in kb(tmp_path, "schema", "--write", "article.schema.json").err


def test_the_command_leaves_a_file_of_somebody_s_own_and_can_only_be_tried(tmp_path: Path) -> None:
    own = tmp_path / "notes.json"
    own.write_text('{"mine": 1}', encoding="utf-8")

    assert kb(tmp_path, "schema", "--write", "notes.json").code == 5
    assert own.read_text(encoding="utf-8") == '{"mine": 1}'
    assert kb(tmp_path, "schema", "--write", "new.json", "--dry-run").code == 0
    assert not (tmp_path / "new.json").exists()
