"""The searcher finds a string in every form a file can hide it in, and nothing that is not there."""

import base64
import gzip
import html
import io
import json
import subprocess
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.model.article import Audience
from kb.model.search import Document
from kb.search.whoosh_index import WhooshIndex
from tests.canary.searcher import Searcher
from tests.support.git import a_repository, git

BIRD = "Zoë Brûlévane"
OTHER = "Nobody Anywhere"


def zipped(content: bytes, name: str = "inner.bin") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(name, content)
    return out.getvalue()


TEXT = f"It was {BIRD}, who called at noon.\n"
FORMS: dict[str, bytes] = {
    "raw": TEXT.encode(),
    "latin-1": TEXT.encode("cp1252"),
    "folded: upper case": TEXT.upper().encode(),
    "folded: no accents": b"by zoe brulevane",
    "folded: decomposed": "by Zoe\u0308 Bru\u0302le\u0301vane".encode(),
    "folded: an address": b"zoe.brulevane@example.com",
    "folded: a file's name": b"/notes/zoe-brulevane_2.md",
    "folded: two lines": "Zoë\n  Brûlévane".encode(),
    "gzip": gzip.compress(TEXT.encode()),
    "gzip behind other bytes": b"\x00\x01\x02" + gzip.compress(TEXT.encode()),
    "zlib": zlib.compress(TEXT.encode()),
    "zlib behind other bytes": b"blob\0\xff" + zlib.compress(TEXT.encode(), 1) + b"\xff\xff",
    "zip": zipped(TEXT.encode()),
    "zip in a zip in gzip": gzip.compress(zipped(zipped(TEXT.encode()))),
    "zip names": zipped(b"nothing", f"{BIRD}.txt"),
    "json escapes": json.dumps({"by": BIRD}).encode(),
    "json escapes, twice": json.dumps(json.dumps({"by": BIRD})).encode(),
    "json escapes and a line end": b'"Zo\\u00eb\\nBr\\u00fbl\\u00e9vane"',
    "percent-encoding": urllib.parse.quote(BIRD).encode(),
    "percent-encoding as a form": urllib.parse.quote_plus(BIRD).encode(),
    "entities by number": "".join(f"&#{ord(sign)};" for sign in BIRD).encode(),
    "entities by name": b"Zo&euml; Br&ucirc;l&eacute;vane",
    "entities, twice": html.escape("Zo&euml; Br&ucirc;l&eacute;vane").encode(),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16-le": b"\x07" + TEXT.encode("utf-16-le"),
    "utf-16-be": TEXT.encode("utf-16-be"),
    "base64, first alignment": b'{"body": "' + base64.b64encode(TEXT.encode()) + b'"}',
    "base64, second alignment": b"x=" + base64.b64encode(b"a" + BIRD.encode()),
    "base64, third alignment": b"x=" + base64.b64encode(b"ab" + BIRD.encode()),
    "base64, behind letters": b"data" + base64.b64encode(BIRD.encode()),
    "base64, for addresses": base64.urlsafe_b64encode("?>?>~~ÿ".encode() + BIRD.encode()),
    "base64, without its end": base64.b64encode(BIRD.encode()).rstrip(b"="),
    "base64, in lines": base64.encodebytes(b"x" * 70 + TEXT.encode() * 3),
    "base64, upper case": base64.b64encode(BIRD.upper().encode()),
    "base64 of utf-16": base64.b64encode("Zoe Brulevane".encode("utf-16-le")),
    "quoted-printable": b"Zo=C3=AB Br=C3=BBl=C3=A9=\nvane",
    "zero-width signs": "Zo\u200bë Brû\u00adlévane".encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_planted_string_is_found(form: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(FORMS[form])

    found = Searcher([OTHER, BIRD]).folder(tmp_path)

    assert {(each.string, each.where) for each in found} == {(BIRD, "deep/file.bin")}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_there_is_not_found(form: str, tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(FORMS[form])

    assert Searcher([OTHER, "Zoë Brûlévanne", "AKIA0000000000000000"]).folder(tmp_path) == []


def test_the_form_is_told(tmp_path: Path) -> None:
    for name in ("raw", "gzip", "zlib", "zip", "json escapes", "entities by number", "utf-16-be"):
        (tmp_path / name).write_bytes(FORMS[name])

    forms = {each.where: each.form for each in Searcher([BIRD]).folder(tmp_path)}

    assert forms == {
        "raw": "raw",
        "gzip": "gzip",
        "zlib": "zlib",
        "zip": "zip",
        "json escapes": "json escapes",
        "entities by number": "entities",
        "utf-16-be": "utf-16-be",
    }


def test_names_of_files_and_folders_and_links_count(tmp_path: Path) -> None:
    (tmp_path / "zoe-brulevane").mkdir()
    (tmp_path / "zoe-brulevane" / "note.txt").write_text("nothing")
    (tmp_path / "link").symlink_to("/home/zoe_brulevane")

    found = Searcher([BIRD]).folder(tmp_path)

    assert {each.where for each in found} == {"zoe-brulevane", "zoe-brulevane/note.txt", "link"}


def a_file(folder: Path) -> None:
    (folder / "note.txt").write_text(TEXT)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "One")


def a_deleted_file(folder: Path) -> None:
    a_file(folder)
    git(folder, "rm", "-q", "note.txt")
    git(folder, "commit", "-qm", "Two")


def a_staged_file_nobody_committed(folder: Path) -> None:
    (folder / "note.txt").write_text(TEXT)
    git(folder, "add", "-A")
    git(folder, "rm", "-qf", "note.txt")


def a_name_in_the_tree(folder: Path) -> None:
    (folder / "zoe brulevane.txt").write_text("nothing")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "One")
    git(folder, "mv", "zoe brulevane.txt", "note.txt")
    git(folder, "commit", "-qm", "Two")


def a_message(folder: Path) -> None:
    git(folder, "commit", "-q", "--allow-empty", "-m", f"Asked by {BIRD}")


def a_tag(folder: Path) -> None:
    git(folder, "commit", "-q", "--allow-empty", "-m", "One")
    git(folder, "tag", "-a", "v1", "-m", f"For {BIRD}")


def an_amended_commit(folder: Path) -> None:
    a_file(folder)
    (folder / "note.txt").write_text("nothing")
    git(folder, "commit", "-qa", "--amend", "-m", "One")
    git(folder, "reflog", "expire", "--expire=now", "--all")


GIT = [a_file, a_deleted_file, a_staged_file_nobody_committed, a_name_in_the_tree, a_message, a_tag, an_amended_commit]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
@pytest.mark.parametrize("plant", GIT, ids=lambda plant: plant.__name__)
def test_all_that_git_holds_is_searched(plant: Callable[[Path], None], packed: bool, tmp_path: Path) -> None:
    folder = a_repository(tmp_path / "repository")
    plant(folder)
    if packed:
        subprocess.run(["git", "repack", "-adkq"], cwd=folder, check=True)
        git(folder, "prune-packed")
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()  # the work tree is somebody else's test

    found = Searcher([BIRD, OTHER]).folder(folder)

    assert {each.string for each in found} == {BIRD}
    assert any(each.form.startswith("git object") for each in found)


def a_document(title: str, body: str, summary: str) -> Document:
    return Document(
        id="kb-1", title=title, url="a/", kind="article", audience=Audience.PUBLIC, summary=summary,
        fields={"title": title, "body": body},
    )  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        a_document(BIRD, "nothing", "nothing"),
        a_document("A lamp", "nothing", BIRD),
        a_document("A lamp", "Brûlévane", ""),
    ],
    ids=["title", "summary", "term"],
)
def test_a_search_index_is_searched_as_its_reader_sees_it(document: Document, tmp_path: Path) -> None:
    WhooshIndex(tmp_path / "index").write([document])

    searcher = Searcher(["Brûlévane", OTHER])

    assert {(each.string, each.where) for each in searcher.index(tmp_path / "index", "index")} == {
        ("Brûlévane", "index")
    }
    assert "index" in {each.where for each in searcher.folder(tmp_path)}


def test_a_string_too_short_to_mean_anything_is_refused() -> None:
    with pytest.raises(AssertionError, match="too short"):
        Searcher(["ab"])
