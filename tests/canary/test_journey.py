"""
A canary in every source format; after the whole journey no byte of it is anywhere, and no byte too narrow.

One workspace is walked through once: harvest, promote, pages by hand, archive, build for each audience, search,
check and report. Then all that lies there, and all that was printed, is searched.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kb import registry
from kb.io import frontmatter
from kb.model.article import Audience
from tests.canary import shelf
from tests.canary.exports import MAP, PLANTED, Planted, write_all
from tests.canary.searcher import Found, Searcher, explain
from tests.support.git import git
from tests.support.workspace import Done, a_workspace, kb

HIDDEN: Mapping[str, str] = {text: kind for each in PLANTED for text, kind in each.canary.hidden.items()}
NOTES: Mapping[str, str] = {each.canary.note: f"internal note of {each.canary.place}" for each in PLANTED}
KEYS: Mapping[str, str] = {
    key: f"incident number of {each.canary.place}"
    for each in PLANTED
    if each.source not in ("mail", "slack-export", "teams-json")  # theirs are moments and digests
    for key in each.keys
}
STRANGER = "Ingmarsson"
"""Somebody whom no column names: asked at promotion, and masked there."""
BUNDLE = f"2026-09-{shelf.word(shelf.BUNDLE, 'title')}"
ADDRESS = 'url = "https://kb.example/{audience}/"'
MACHINES = (
    "feed.xml", "feed.json", "products/lantern-desk/feed.xml", "products/lantern-desk/feed.json", "api/pages.json",
    "llms.txt", "llms-full.txt", "sitemap.xml", "opensearch.xml", "robots.txt",
)  # fmt: skip
"""What a site holds for programs, each page as Markdown left aside."""
WIDE = (Audience.USERS, Audience.PUBLIC)


@dataclass(kw_only=True)
class Walk:
    """The workspace after the journey, the exports beside it, and everything that was printed on the way."""

    workspace: Path
    exports: Path
    said: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    readers: dict[str, Audience] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def kb(self, *arguments: object, code: int | None = 0) -> Done:
        done = kb(self.workspace, *arguments)
        told = " ".join(map(str, arguments))
        self.said.append((f"kb {told}", f"{done.out}\n{done.err}"))
        assert code is None or done.code == code, f"kb {told} ended with {done.code}: {done.err}\n{done.out}"
        return done

    def in_a_process(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "kb", *arguments],
            cwd=self.workspace,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said.append((f"kb {' '.join(arguments)}", f"{done.stdout}\n{done.stderr}"))
        assert done.returncode == 0, done.stderr

    def commit(self, message: str) -> None:
        git(self.workspace, "add", "-A")
        self.kb("check", "--staged")
        git(self.workspace, "commit", "-qm", message)

    def below(self, *folders: str) -> list[Found]:
        """Give what was found below some folders of the workspace."""
        return [
            each
            for each in self.found
            if any(each.where == name or each.where.startswith(f"{name}/") for name in folders)
        ]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Walk the whole way once, and look at every byte once."""
    with pytest.MonkeyPatch.context() as environment:  # the one for each test comes too late
        environment.setenv("GIT_CONFIG_NOSYSTEM", "1")
        environment.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        environment.delenv("KB_AUDIENCE", raising=False)
        yield _walked(tmp_path_factory.mktemp("canary"))


def _walked(root: Path) -> Walk:
    walk = Walk(workspace=a_workspace(root / "kb"), exports=root / "exports")
    settings = walk.workspace / "kb.toml"
    told = settings.read_text(encoding="utf-8").replace("[project]\n", f"[project]\n{ADDRESS}\n")
    settings.write_text(told + MAP, encoding="utf-8")
    write_all(walk.exports)
    _plant_a_stranger(walk.exports)

    walk.kb("harvest", walk.exports, "--dry-run")
    walk.kb("harvest", walk.exports, "--json")
    walk.kb("check", code=None)
    _promote_all(walk)
    walk.kb("harvest", walk.exports)  # under the people file that masking has written
    walk.commit("Harvest and promote")

    shelf.write(walk.workspace)
    walk.commit("Write pages by hand")
    _archive(walk, root / "logs")
    for audience in Audience:
        if audience is Audience.PUBLIC:
            walk.in_a_process("build", "--audience", audience.value)
        else:
            walk.kb("build", "--audience", audience.value, "--json")
    for audience in Audience:
        walk.kb(
            "search", "lantern", "page", "white", "--audience", audience.value, "--limit", "100", "--json"
        )
        walk.kb("search", "restart the service on the perch", "--audience", audience.value, "--limit", "100")
    for arguments in (
        ("redact", "--report"), ("redact", "--report", "--json"), ("check",), ("check", "--json"), ("check", "--history"),
        ("list",), ("list", "--json"), ("lessons", "list", "--json"), ("archive", "list", "--json"), ("archive", "verify"),
        ("sources",), *(("show", id, "--json") for id in walk.readers),
    ):  # fmt: skip
        walk.kb(*arguments)
    git(walk.workspace, "gc", "-q")

    strings = {**HIDDEN, **NOTES, **KEYS, STRANGER: "", **_shelf_words()}
    walk.found = Searcher(strings).folder(walk.workspace)
    return walk


def _shelf_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for audience in Audience:
        found.update(shelf.words(audience.value))
    found.update(shelf.words(shelf.BUNDLE))
    return found


def _plant_a_stranger(exports: Path) -> None:
    path = exports / "map-csv" / "tickets.csv"
    text = path.read_text(encoding="utf-8")
    told = "and open the page again."
    assert told in text
    path.write_text(
        text.replace(told, f"{told} We did so when {STRANGER} had left."), encoding="utf-8", newline=""
    )


def _promote_all(walk: Walk) -> None:
    """Promote every draft to users or the public, but each fifth; a page that is refused is edited first."""
    drafts = walk.kb("list", "--json").json["items"]
    assert len(drafts) >= 20
    for number, draft in enumerate(sorted(drafts, key=lambda each: str(each["title"]))):
        if number % 5 == 4:
            walk.readers[draft["id"]] = Audience.SUPPORT
            continue
        readers = walk.readers[draft["id"]] = WIDE[number % 2]
        decided: list[str] = []
        for _ in range(6):
            done = walk.kb(
                "promote", draft["id"], "--to", "validated", "--audience", readers.value, "--no-input", "--json", *decided,
                code=None,
            )  # fmt: skip
            if done.code == 0:
                break
            if done.code == 1 and "has no resolution yet" in done.err:  # only talk, so somebody writes it
                _edit(walk.workspace / draft["path"], str(draft["title"]))
                continue
            assert done.code == 5, done.err
            if done.out:
                for each in json.loads(done.out)["warnings"]:
                    walk.asked.add(each["word"])
                    decided += ["--mask" if STRANGER in each["word"] else "--keep", each["word"]]
            else:
                walk.refused[draft["id"]] = done.err
                _edit(walk.workspace / draft["path"], str(draft["title"]))
        else:
            pytest.fail(f"{draft['path']} cannot be promoted: {done.err}")


def _edit(path: Path, title: str) -> None:
    """Say it in one's own words, as the refusal's hint says, and take the receipts away."""
    text = path.read_text(encoding="utf-8")
    assert "## Issue" in text
    thing = title.split()[0].lower()
    head = text[: text.index("## Issue")]
    body = (
        f"## Issue\n\nThe {thing} page is white.\n\n## Resolution\n\nSwitch the {thing} service off and on.\n"
    )
    changed = frontmatter.replace_fields(head + body, {"receipts": None}, path=path.name)
    path.write_text(changed, encoding="utf-8")


def _archive(walk: Walk, logs: Path) -> None:
    """Keep the raw exports with chats beside them, and a bundle that has words of its own."""
    shutil.copytree(walk.exports, logs / "exports")
    for each in PLANTED[:6]:
        canary = each.canary
        chat = f"[09:00] {canary.reporter.name}: {canary.told}\n[09:05] {canary.agent.name}: {canary.remark}\n[09:06] {canary.agent.name}: {canary.whisper}\n"
        (logs / f"call {canary.number} with {canary.reporter.name}.txt").write_text(chat, encoding="utf-8")
        (logs / f"{canary.place}.log").write_text(chat.replace("\n", "\r\n"), encoding="utf-16")
    walk.kb("archive", "add", logs, "--bundle", "2026-09-canary-logs", "--dry-run", "--json")
    walk.kb("archive", "add", logs, "--bundle", "2026-09-canary-logs", "--json")
    own = logs.with_name("own")
    own.mkdir()
    body = shelf.word(shelf.BUNDLE, "body")
    (own / f"{shelf.word(shelf.BUNDLE, 'picture')}.md").write_text(
        f"The lantern was {body}.\n", encoding="utf-8"
    )
    walk.kb("archive", "add", own, "--bundle", BUNDLE)


def kinds(strings: Mapping[str, str], found: list[Found]) -> list[Found]:
    return [each for each in found if each.string in strings]


# what makes the others mean something


def test_every_source_has_a_canary_and_every_export_sings() -> None:
    assert {each.source for each in PLANTED} == set(registry.load_all("kb.sources"))


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.canary.place)
def test_the_exports_hold_what_is_looked_for(planted: Planted, tmp_path: Path) -> None:
    planted.write(tmp_path, planted.canary, planted.keys)

    there = {each.string for each in Searcher(planted.canary.hidden).folder(tmp_path)}

    missing = sorted(kind for text, kind in planted.canary.hidden.items() if text not in there)
    assert all(planted.canary.place in SILENT for _ in missing), missing
    names = [*planted.canary.reporter.strings, planted.canary.phone.partition(" ")[2], planted.canary.street]
    assert set(names) <= there


SILENT = ("glpi-search", "mail-mbox", "mail-eml", "mail-maildir")
"""Formats that have no place for remarks, or none for internal notes."""


def test_every_record_was_harvested_and_became_an_article(walk: Walk) -> None:
    ledger = "".join(
        path.read_text(encoding="utf-8")
        for path in (walk.workspace / "archive" / "incidents").glob("*.jsonl")
    )
    pages = "".join(path.read_text(encoding="utf-8") for path in (walk.workspace / "content").rglob("*.md"))

    for each in PLANTED:
        assert ledger.count(each.canary.code) >= 2, each.canary.place
        assert each.canary.code in pages, each.canary.place
    assert all(note in ledger for note in _notes_as_written())


def _notes_as_written() -> list[str]:
    return [
        each.canary.note[1:] for each in PLANTED if each.canary.place not in SILENT
    ]  # the first letter is a capital there


def test_the_walk_met_both_refusals_and_questions(walk: Walk) -> None:
    """A promotion that quotes internal notes is refused, and a stranger is asked about."""
    assert any("internal note" in told for told in walk.refused.values())
    assert any(STRANGER in word for word in walk.asked)
    assert {Audience.USERS, Audience.PUBLIC, Audience.SUPPORT} == set(walk.readers.values())


def test_every_place_was_looked_into(walk: Walk) -> None:
    """Numbers, notes and coined words, which may be there, are found in every kind of place a leak could be in."""
    places = (
        (".git", "git object"), (".kb/readings", "gzip"), (".kb/index/users", "whoosh"), ("site/users", "zlib"),
        ("site/public", "raw"), ("archive/bundles", "raw"), ("archive/incidents", "raw"), ("content", "raw"), ("lessons", "raw"),
    )  # fmt: skip

    for folder, form in places:
        assert any(each.form.startswith(form) for each in walk.below(folder)), (folder, form)


def test_the_archive_keeps_every_record_of_every_export(walk: Walk) -> None:
    bundle = walk.workspace / "archive" / "bundles" / "2026-09-canary-logs" / "data"
    kept = "".join(path.read_text(encoding="utf-8") for path in bundle.rglob("*") if path.is_file())

    assert [each.canary.place for each in PLANTED if kept.count(each.canary.code) < 2] == []
    assert "[private key]" in kept


# people, addresses and keys


def test_no_canary_is_in_any_byte_of_the_workspace(walk: Walk) -> None:
    """Files, Git objects, memory, indexes, sites and bundles hold nobody's name and nobody's key."""
    leaks = kinds(HIDDEN, walk.found)

    assert leaks == [], f"{len(leaks)} leaks:\n{explain(leaks, HIDDEN)}"


def test_nothing_printed_holds_a_canary(walk: Walk) -> None:
    searcher = Searcher(HIDDEN)
    leaks = [found for command, text in walk.said for found in searcher.text(text, command)]

    assert leaks == [], explain(leaks, HIDDEN)
    assert len(walk.said) > 40


def test_nobody_who_was_asked_about_is_a_canary(walk: Walk) -> None:
    """The names in people's columns are hidden before somebody is asked."""
    searcher = Searcher(HIDDEN)

    assert [found for word in walk.asked for found in searcher.text(word, word)] == []


def test_a_stranger_who_was_masked_is_only_in_the_list_of_people(walk: Walk) -> None:
    where = {each.where for each in walk.found if each.string == STRANGER}

    assert where == {"exports/people.csv"}


# audiences


def narrower(audience: Audience) -> dict[str, str]:
    """Map the words of every page that this audience must not read."""
    found: dict[str, str] = {}
    for other in Audience:
        if not audience.may_read(other):
            found.update(shelf.words(other.value))
    if audience in WIDE:
        found.update(shelf.words(shelf.BUNDLE))
    return found


@pytest.mark.parametrize("audience", Audience)
def test_an_audience_gets_no_byte_of_a_narrower_page(walk: Walk, audience: Audience) -> None:
    """Site, feeds, search index in the page, and the index on disk."""
    strings = narrower(audience)

    leaks = kinds(strings, walk.below(f"site/{audience.value}", f".kb/index/{audience.value}"))

    assert leaks == [], explain(leaks, strings)


@pytest.mark.parametrize("audience", WIDE)
def test_internal_notes_and_incident_numbers_stay_inside(walk: Walk, audience: Audience) -> None:
    strings = {**NOTES, **KEYS}

    leaks = kinds(strings, walk.below(f"site/{audience.value}", f".kb/index/{audience.value}"))

    assert leaks == [], explain(leaks, strings)


@pytest.mark.parametrize("audience", Audience)
def test_an_audience_gets_every_part_of_the_pages_it_may_read(walk: Walk, audience: Audience) -> None:
    """Or else the tests above would hold for an empty site."""
    there = {each.string for each in walk.below(f"site/{audience.value}")}
    indexed = {each.string for each in walk.below(f".kb/index/{audience.value}")}
    in_the_page = {each.string for each in walk.below(f"site/{audience.value}/assets")}

    for other in Audience:
        if audience.may_read(other):
            missing = [slot for slot in shelf.SHOWN if shelf.word(other.value, slot) not in there]
            assert missing == [], f"pages for {other.value}"
            sought = ("title", "alias", "body", "guide", "guide-body", "lesson", "lesson-body")
            assert [slot for slot in sought if shelf.word(other.value, slot) not in indexed] == []
            assert [
                slot
                for slot in ("title", "guide", "lesson")
                if shelf.word(other.value, slot) not in in_the_page
            ] == []
    assert (shelf.word(shelf.BUNDLE, "title") in there) == (audience not in WIDE)


@pytest.mark.parametrize("audience", Audience)
def test_programs_get_no_byte_of_a_narrower_page(walk: Walk, audience: Audience) -> None:
    """Feeds, lists, Markdown and heads; for users no incident number, no note, and no owner of what is not theirs."""
    site = walk.workspace / "site" / audience.value
    strings = narrower(audience) | ({**NOTES, **KEYS} if audience in WIDE else {})
    files = [site / name for name in MACHINES] + sorted(site.rglob("*.md"))
    searcher = Searcher(strings or HIDDEN)

    assert [path for path in files if not path.is_file()] == []
    assert len(files) > 20
    told = [(path.name, path.read_text(encoding="utf-8")) for path in files]
    told += [
        (str(path), path.read_text(encoding="utf-8").partition("</head>")[0])
        for path in site.rglob("index.html")
    ]
    leaks = [found for name, text in told for found in searcher.text(text, name)]
    assert leaks == [], explain(leaks, strings)


@pytest.mark.parametrize("audience", Audience)
def test_programs_get_every_page_that_one_may_read(walk: Walk, audience: Audience) -> None:
    """Or else the test above would hold for empty files."""
    site = walk.workspace / "site" / audience.value

    def there(name: str) -> set[str]:
        return {each.string for each in walk.found if each.where == f"site/{audience.value}/{name}"}

    for other in Audience:
        may = audience.may_read(other)
        for name, slots in {
            "products/lantern-desk/feed.xml": ("title",),
            "products/lantern-desk/feed.json": ("title",),
            "api/pages.json": ("title", "owner", "guide", "lesson"),
            "llms.txt": ("title", "guide", "lesson"),
            "llms-full.txt": ("title", "body", "alias", "owner", "guide-body", "lesson-body"),
            "sitemap.xml": ("title", "guide", "lesson"),
        }.items():
            for slot in slots:
                assert (shelf.word(other.value, slot) in there(name)) == may, (name, other, slot)
        page = site / "faq" / f"lantern-{shelf.word(other.value, 'title')}-{shelf.article_id(other)}.md"
        assert page.is_file() == may
    listed = json.loads((site / "api" / "pages.json").read_text(encoding="utf-8"))["items"]
    assert {each["id"] for each in listed} >= {
        id for id, readers in walk.readers.items() if audience.may_read(readers)
    }


@pytest.mark.parametrize("audience", Audience)
def test_promoted_articles_reach_their_readers_and_nobody_else(walk: Walk, audience: Audience) -> None:
    site = walk.workspace / "site" / audience.value
    pages = " ".join(path.relative_to(site).as_posix() for path in site.rglob("*.html"))

    assert {id for id in walk.readers if id in pages} == {
        id for id, readers in walk.readers.items() if audience.may_read(readers)
    }


@pytest.mark.parametrize("audience", Audience)
def test_search_answers_with_what_one_may_read(walk: Walk, audience: Audience) -> None:
    def ids(query: str) -> set[str]:
        answer: Any = kb(
            walk.workspace, "search", query, "--audience", audience.value, "--limit", "100", "--json"
        ).json
        return {str(each["id"]) for each in answer["items"]}

    for other in Audience:
        found = shelf.article_id(other) in ids(shelf.word(other.value, "body"))
        assert found == audience.may_read(other), other
    printed = next(
        text
        for command, text in walk.said
        if re.match(rf"kb search lantern .*--audience {audience.value} ", command)
    )
    assert kinds(narrower(audience), Searcher(narrower(audience) or HIDDEN).text(printed, "kb search")) == []


def test_internal_notes_are_where_they_may_be(walk: Walk) -> None:
    """The ledger keeps them, and the support site shows the draft that rests on one."""
    there = {each.string for each in kinds(NOTES, walk.below("archive/incidents"))}

    assert len(there) == len(_notes_as_written())
