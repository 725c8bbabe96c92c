import os
from pathlib import Path

import pytest

from kb.errors import ConfigError, StateError
from kb.io.complaints import complaints
from kb.io.engine import build
from kb.model.article import Audience

PLAIN = "site_name: x\ntheme: mkdocs\nplugins: []\n"


@pytest.fixture
def root(tmp_path):
    """A folder plain MkDocs can build, without the plugin and its theme."""
    (tmp_path / "mkdocs.yml").write_text(PLAIN)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Hello\n")
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_build_replaces_the_old_site_and_a_failed_one_leaves_it(root):
    out = root / "site" / "support"
    out.mkdir(parents=True)
    (out / "old.html").write_text("old")

    build(root, out, audience=Audience.SUPPORT)

    assert "Hello" in (out / "index.html").read_text()
    assert not (out / "old.html").exists()
    assert out.stat().st_mode & 0o777 == 0o755

    (root / "docs" / "index.md").write_text("# New\n\n[nowhere](nowhere.md)\n")
    with pytest.raises(StateError) as failed:
        build(root, out, audience=Audience.SUPPORT)

    assert "nowhere.md" in str(failed.value)
    assert str(failed.value).startswith(f"{root / 'mkdocs.yml'}: ")
    assert "Hello" in (out / "index.html").read_text()
    assert files(out.parent) == {"support"}


def test_a_lenient_build_of_the_same_goes_on(root):
    (root / "docs" / "index.md").write_text("# New\n\n[nowhere](nowhere.md)\n")

    build(root, root / "site", audience=Audience.SUPPORT, strict=False)

    assert "New" in (root / "site" / "index.html").read_text()


def test_an_unknown_engine_is_answered_with_the_known_ones(root):
    with pytest.raises(ConfigError, match="no site generator named 'hugo'") as unknown:
        build(root, root / "site", audience=Audience.SUPPORT, engine="hugo")

    assert unknown.value.hint == "known: mkdocs, properdocs, zensical"


def test_a_folder_without_a_configuration_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"mkdocs\.yml"):
        build(tmp_path, tmp_path / "site", audience=Audience.SUPPORT)

    assert files(tmp_path) == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(root):
    (root / "site").mkdir(mode=0o500)

    with pytest.raises(StateError, match="cannot be written"):
        build(root, root / "site" / "support", audience=Audience.SUPPORT)


def test_a_file_in_the_sites_place_is_named(root):
    (root / "site").write_text("not a folder")

    with pytest.raises(StateError, match="cannot be written"):
        build(root, root / "site" / "support", audience=Audience.SUPPORT)


def test_complaints_are_what_the_generator_warned_of():
    log = (
        "INFO    -  Building\n"
        "\x1b[33mWARNING -  Doc file 'a.md' contains a link 'b.md'\x1b[0m\n"
        "           did you mean c.md\n"
        "\nAborted with 1 warnings in strict mode!\n"
    )

    assert complaints(log) == "  Doc file 'a.md' contains a link 'b.md'\n    did you mean c.md"


def test_without_a_warning_the_last_lines_speak():
    assert complaints("a\nConfig value 'theme': broken\n") == "  a\n  Config value 'theme': broken"


def test_many_complaints_are_cut_and_counted():
    text = complaints("".join(f"WARNING -  number {n}\n" for n in range(40)))

    assert text.endswith("… and 28 more lines")
