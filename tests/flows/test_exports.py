"""Folders of anything: each file finds its reader, and what nobody reads is named."""

from pathlib import Path

import pytest

from kb import registry
from kb.config import HarvestSettings
from kb.errors import InputError
from kb.flows.exports import Export, digests, find
from kb.model.account import Skip
from tests.sources import samples

SETTINGS = HarvestSettings(map=(samples.MAP,))


class Chat:
    """Reads a folder with a file `channels` as a whole, as a guest might."""

    name = "chat"
    product = "a chat"
    reads = "folders"
    how_to_export = "Ask."

    def sniff(self, path, settings):
        return (path / "channels").is_file()

    def read(self, path, settings):
        yield Skip(path=path, line=0, reason="nothing said")

    def claims(self, folder, settings):
        yield from (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".csv")


@pytest.fixture
def sources():
    return registry.load_all("kb.sources") | {"chat": Chat()}


@pytest.fixture
def exports(tmp_path) -> Path:
    folder = tmp_path / "exports"
    (folder / "week 1").mkdir(parents=True)
    (folder / "chat" / "general").mkdir(parents=True)
    samples.servicenow(folder, samples.a_row())
    samples.jira(folder / "week 1", samples.an_issue())
    samples.helpdesk(folder / "week 1", samples.a_ticket())
    (folder / "chat" / "channels").write_text("[]")
    (folder / "chat" / "general" / "day.json").write_text("[]")
    samples.helpdesk(folder / "chat", samples.a_ticket())
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden").write_text("x")
    return folder


def named(found, folder):
    return [(export.path.relative_to(folder).as_posix(), export.source.name) for export in found]


def test_a_folder_of_everything_is_understood(exports, sources):
    found, unread = find([exports], SETTINGS, sources)

    assert named(found, exports) == [
        ("chat", "chat"),
        ("chat/tickets.csv", "map"),
        ("incident.csv", "servicenow-csv"),
        ("week 1/search.json", "jira-json"),
        ("week 1/tickets.csv", "map"),
    ]
    assert [file.name for file in unread] == ["photo.png"]


def test_what_is_named_twice_is_read_once(exports, sources):
    found, _ = find([exports / "incident.csv", exports, exports / "incident.csv"], SETTINGS, sources)

    assert [export.path.name for export in found].count("incident.csv") == 1


def test_a_folder_without_an_export_is_an_error(tmp_path, sources):
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")

    with pytest.raises(InputError, match="no file in this folder is an export"):
        find([tmp_path], SETTINGS, sources)


def test_links_are_not_followed(exports, sources, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    samples.servicenow(tmp_path / "elsewhere", samples.a_row())
    (exports / "link").symlink_to(tmp_path / "elsewhere")

    found, _ = find([exports], SETTINGS, sources)

    assert not any("link" in export.path.parts for export in found)


def test_an_export_is_known_by_its_bytes(exports, sources):
    found, _ = find([exports], SETTINGS, sources)
    before = dict(zip([export.path for export in found], digests(found), strict=True))

    file = exports / "incident.csv"
    file.write_bytes(file.read_bytes().replace(b"white", b"black"))
    after = dict(zip([export.path for export in found], digests(found), strict=True))

    assert [path.name for path in before if before[path] != after[path]] == ["incident.csv"]


@pytest.mark.parametrize("has_companions", [True, False])
def test_the_files_beside_count_only_for_sources_that_look_at_them(exports, has_companions):
    source = Chat()
    source.has_companions = has_companions
    export = Export(path=exports / "incident.csv", source=source)

    (before,) = digests([export])
    (exports / "comments.json").write_text("[]")
    (after,) = digests([export])

    assert (before != after) == has_companions


def test_a_folder_is_known_by_all_that_is_in_it(exports, sources):
    found, _ = find([exports], SETTINGS, sources)
    before = dict(zip([export.path.name for export in found], digests(found), strict=True))

    (exports / "chat" / "general" / "day.json").write_text("[1]")
    after = dict(zip([export.path.name for export in found], digests(found), strict=True))

    assert before["chat"] != after["chat"]
