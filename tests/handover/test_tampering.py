"""Whatever is done to a pack is found by each judge and named; what systems do to it is no alarm."""

import json
import random
import zipfile
from pathlib import Path

import pytest

from kb.archive.pack import zipped
from kb.archive.verifier import verify as verifier
from tests.support.git import git
from tests.support.judges import by_files, by_kb, by_page, by_plain_tools, by_python
from tests.support.packs import DAY, TOP, Yard
from tests.support.tamperings import HARMLESS, TAMPERINGS

WITH_PLAIN_TOOLS = (
    "a file added to the proof", "a folder added", "a file removed", "the timestamp removed", "a file renamed", "a link for a file",
    "a file with its manifests", "all manifests made again", "a certificate that shows the blank", "sealed again, signed by another",
)  # fmt: skip
IN_BROWSER = ("a word", "a file added to the payload", "the signature removed", "all manifests made again", "one line end", "sealed again, not signed")  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_kb_and_python_find_and_name_it(received: Path, yard: Yard, fingerprint: str, name: str) -> None:
    tampering = TAMPERINGS[name]
    tampering.change(received, yard)

    # kb and Python share these checks, so they are asked themselves of some
    judges = (by_kb, by_python) if name in IN_BROWSER else (by_files,)
    for judged in (judge(received, fingerprint) for judge in judges):
        assert not judged.whole
        expected = ("proof/SEAL.json",) if tampering.resealed else tampering.named
        assert all(path in judged.said for path in expected), judged.said


@pytest.mark.parametrize("name", [name for name in TAMPERINGS if TAMPERINGS[name].resealed])
def test_what_was_sealed_again_is_found_without_the_fingerprint(
    received: Path, yard: Yard, name: str
) -> None:
    """By the signer one trusts, or by the history that does not fit."""
    tampering = TAMPERINGS[name]
    tampering.change(received, yard)

    judged = by_kb(received, signers=yard.signers)

    assert not judged.whole
    assert all(path in judged.said for path in tampering.named), judged.said


@pytest.mark.parametrize("name", WITH_PLAIN_TOOLS)
def test_plain_tools_find_it(received: Path, yard: Yard, fingerprint: str, name: str) -> None:
    TAMPERINGS[name].change(received, yard)

    assert not by_plain_tools(received, fingerprint, yard.signers, yard.authority).whole


def test_plain_tools_find_a_whole_pack_whole(received: Path, yard: Yard, fingerprint: str) -> None:
    judged = by_plain_tools(received, fingerprint, yard.signers, yard.authority)

    assert judged.whole, judged.said


@pytest.mark.parametrize("name", HARMLESS)
def test_what_systems_do_is_no_alarm(received: Path, yard: Yard, fingerprint: str, name: str) -> None:
    HARMLESS[name](received, yard)

    judged = (by_kb if name == "line ends of Windows" else by_files)(received, fingerprint)

    assert judged.whole, judged.said


def test_what_systems_did_is_told(received: Path, yard: Yard) -> None:
    HARMLESS["line ends of Windows"](received, yard)
    HARMLESS["what macOS leaves"](received, yard)

    assert by_python(received).whole
    remarks = verifier.check(received).remarks

    assert "only its line ends were changed: START-HERE.html" in remarks
    assert "added by an operating system, and not part of the pack: data/.DS_Store" in remarks


@pytest.mark.browser
def test_the_page_says_the_same(
    browser: object, whole: Path, tmp_path: Path, yard: Yard, fingerprint: str
) -> None:
    """Opened by double-click, in one page after another; and it asks nobody for anything."""
    import shutil

    page = browser.new_page()  # type: ignore[attr-defined]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    address = (whole / "proof/VERIFY.html").as_uri()
    page.goto(address)

    for name in (*IN_BROWSER, *HARMLESS):
        folder = shutil.copytree(whole, tmp_path / name / TOP)
        change = TAMPERINGS[name].change if name in TAMPERINGS else HARMLESS[name]
        change(folder, yard)
        judged = by_page(page, folder, fingerprint)
        assert judged.whole is (name in HARMLESS), (name, judged.said)
        if name in TAMPERINGS and not TAMPERINGS[name].resealed:
            assert all(path in judged.said for path in TAMPERINGS[name].named), judged.said

    assert asked == [address]
    page.close()


def test_a_flipped_bit_in_any_file_is_found_and_named(received: Path) -> None:
    chance = random.Random(20261123)
    for place in sorted(path for path in received.rglob("*") if path.is_file()):
        path = place.relative_to(received).as_posix()
        good = place.read_bytes()
        for at in chance.sample(range(len(good) * 8), 2):
            bad = bytearray(good)
            bad[at // 8] ^= 1 << at % 8
            place.write_bytes(bad)
            try:
                damage = verifier.check(received).damage
            except verifier.UnreadableError as error:
                damage = [(str(error), "")]
            assert any(path in named or path in what for named, what in damage), (path, at, damage)
        place.write_bytes(good)


def test_an_older_pack_is_not_the_one(yard: Yard, tmp_path: Path, fingerprint: str) -> None:
    older = yard.pack(tmp_path / "older", witnesses=False)

    judged = by_kb(older, fingerprint)

    assert by_kb(older).whole
    assert "not the pack of the fingerprint" in judged.said


def test_a_zip_with_something_beside_the_pack_is_damaged(whole: Path, tmp_path: Path) -> None:
    zipped(whole, tmp_path / "x.zip", DAY)
    with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive:
        archive.writestr("__MACOSX/handover-acme/._START-HERE.html", b"\0")
    assert by_kb(tmp_path / "x.zip").whole

    with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive:
        archive.writestr("README.html", b"<p>Read me first</p>")

    assert "../README.html" in by_kb(tmp_path / "x.zip").said


def test_a_bundle_from_before_there_were_seals_is_held_against_its_manifest(
    yard: Yard, tmp_path: Path
) -> None:
    """And it is said that nothing covers the rest of it."""
    import shutil
    from hashlib import sha256

    from kb.flows.handover.verify import verify

    work = tmp_path / "work"
    shutil.copytree(yard.root, work)
    bundle = work / "archive/bundles/2026-old"
    shutil.copytree(work / "archive/bundles/2026-week1", bundle)
    (bundle / "SEAL.json").unlink()
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "old")
    manifest = sha256((bundle / "manifest-sha256.txt").read_bytes()).hexdigest()
    git(work, "tag", "-a", "-m", f"old\n\nKb-Manifest: sha256:{manifest}", "archive/2026-old")
    yard.root, kept = work, yard.root
    try:
        found = verify(yard.pack(tmp_path / "one"))
        (bundle / "data/day.md").write_text("forged\n")
        git(work, "commit", "-q", "-a", "--amend", "-m", "old")
        git(work, "tag", "-f", "-a", "-m", f"old\n\nKb-Manifest: sha256:{manifest}", "archive/2026-old")
        forged = by_kb(yard.pack(tmp_path / "two"))
    finally:
        yard.root = kept

    assert found.is_whole
    assert any("2026-old" in line for line in found.unproven)
    assert "2026-old: changed: data/day.md" in forged.said


def test_the_history_that_was_handed_over_is_told(whole: Path, yard: Yard) -> None:
    from kb.flows.handover.verify import verify

    steps = git(yard.root, "rev-list", "--count", "HEAD")

    proven = verify(whole).proven

    assert f"the history is whole: {steps} steps, 2 archived bundles, each as it was archived" in proven
    assert json.loads((whole / "proof/history.json").read_text())["refs"].keys() >= {
        "HEAD",
        "refs/heads/main",
    }
