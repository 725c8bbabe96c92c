"""All that can be done to a bundle in a repository is found, and named; what is no harm is not."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.flows.proving import verify
from tests.support.git import git
from tests.support.tampering import (
    FIRST,
    HARMS,
    LAST,
    MIDDLE,
    NAMES,
    NOW,
    Harm,
    archive,
    files_of,
    flip,
    forge_all,
    place,
    said,
    settings_for,
    verified,
)


def test_what_is_whole_is_said_to_be(whole: Path) -> None:
    found = verified(whole)

    assert found.is_whole, said(found)
    assert [each.name for each in found.bundles] == list(NAMES)
    assert {each.signed.by for each in found.bundles if each.signed} == {"author@example.org"}
    assert found.notes == ()
    assert all(
        each.unproved == ("no timestamp: when it was sealed is its own word",) for each in found.bundles
    )


ALONE = [harm for harm in HARMS if not harm.beside]


@pytest.mark.parametrize("harm", ALONE, ids=lambda harm: harm.name)
def test_harm_is_found_and_named(kept: Path, harm: Harm) -> None:
    harm.do(kept)

    found = verified(kept)

    assert not found.is_whole
    for words in harm.words:
        assert words in said(found)


def test_harms_done_together_are_each_named(kept: Path) -> None:
    together = [harm for harm in HARMS if harm.beside]
    for harm in together:
        harm.do(kept)

    told = said(verified(kept))

    assert all(words in told for harm in together for words in harm.words), told


def test_a_flipped_bit_is_found_in_every_kind_of_file(kept: Path) -> None:
    chance = random.Random(9)
    for path in files_of(kept):
        good = (place(kept) / path).read_bytes()
        flip(place(kept) / path, chance)

        assert f"{MIDDLE}: changed: {path}" in said(verified(kept, MIDDLE))
        (place(kept) / path).write_bytes(good)


def test_what_only_the_fingerprint_shows(kept: Path) -> None:
    """The last bundle forged with all that proves it, by one who signs nothing, agrees with itself."""
    given = verified(kept, LAST).bundles[0].fingerprint
    forge_all(kept, LAST)

    alone, told = verified(kept), verified(kept, fingerprint=given)

    assert alone.is_whole
    assert "not signed: that it is whole is shown, not who archived it" in alone.bundles[-1].unproved
    assert f"none of the bundles has the fingerprint {given}" in told.damage


def test_a_last_bundle_that_went_with_its_tag_is_missed_by_its_fingerprint(kept: Path) -> None:
    given = verified(kept, LAST).bundles[0].fingerprint
    git(kept, "reset", "-q", "--hard", "HEAD~1")
    git(kept, "tag", "-d", f"archive/{LAST}")

    assert verified(kept).is_whole
    assert not verified(kept, fingerprint=given).is_whole


def test_a_fingerprint_may_be_typed_anyhow(whole: Path) -> None:
    given = verified(whole, LAST).bundles[0].fingerprint

    assert verified(whole, fingerprint=given.lower().replace("-", " ")).is_whole
    with pytest.raises(ConfigError, match="is no fingerprint"):
        verified(whole, fingerprint="7F3A-9C21")


def _chmod(kept: Path) -> None:
    for path in place(kept).rglob("*"):
        path.chmod(0o755)


def _other_work(kept: Path) -> None:
    (kept / "README.md").write_text("ours, changed\n")
    (kept / "new.md").write_text("new\n")
    git(kept, "add", "new.md")


def _crlf(kept: Path) -> None:
    git(kept, "config", "core.autocrlf", "true")
    (kept / "README.md").write_text("more\n")
    git(kept, "commit", "-qam", "more")


def _replace_elsewhere(kept: Path) -> None:
    git(kept, "replace", git(kept, "rev-parse", "HEAD"), git(kept, "rev-parse", "HEAD~1"))


def _pack(kept: Path) -> None:
    git(kept, "gc", "-q", "--prune=now")


def _stand_elsewhere(kept: Path) -> None:
    git(kept, "checkout", "-q", "--detach")


def _merge(kept: Path) -> None:
    """Others worked on meanwhile, and their branch was merged."""
    git(kept, "checkout", "-q", "-b", "other", "HEAD~1")
    git(kept, "commit", "-q", "--allow-empty", "-m", "other work")
    git(kept, "checkout", "-q", "main")
    git(kept, "merge", "-q", "-m", "merge", "other")


@pytest.mark.parametrize(
    "change", [_chmod, _other_work, _crlf, _replace_elsewhere, _pack, _stand_elsewhere, _merge]
)
def test_what_is_no_harm_is_not_said_to_be(kept: Path, change: Callable[[Path], None]) -> None:
    change(kept)

    found = verified(kept)

    assert found.is_whole, said(found)


def test_bundles_of_two_branches_are_a_note_and_the_next_one_follows_both(kept: Path) -> None:
    git(kept, "checkout", "-q", "-b", "other")
    archive(kept, "2026-09-other", "other")
    git(kept, "checkout", "-q", "main")
    archive(kept, "2026-09-ours", "ours")
    elsewhere = verified(kept)
    git(kept, "merge", "-q", "-m", "merge", "other")

    archive(kept, "2026-10-next", "next")

    found = verified(kept)
    assert "the bundle 2026-09-other stands on other, and not here" in elsewhere.notes
    assert elsewhere.is_whole
    assert found.is_whole, said(found)
    assert found.notes == (
        f"2026-09-other and 2026-09-ours follow {LAST}: they were archived side by side, as on two branches",
    )


def test_a_shallow_clone_says_what_it_cannot_show(whole: Path, tmp_path: Path) -> None:
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{whole}", str(clone))
    git(clone, "fetch", "-q", "--depth", "1", "origin", "tag", f"archive/{FIRST}", "tag", f"archive/{MIDDLE}")

    found = verify(settings_for(clone), [FIRST], now=NOW)

    assert found.is_whole, said(found)
    assert "its history: this clone is a shallow one (git fetch --unshallow)" in found.bundles[0].unproved


def test_a_whole_clone_proves_as_much_as_the_original(whole: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=input", str(whole), str(tmp_path / "clone"))

    found = verify(settings_for(tmp_path / "clone"), now=NOW)

    assert found.is_whole, said(found)
    assert all(each.signed for each in found.bundles)


def test_a_bundle_from_before_there_were_seals_is_no_damage(kept: Path) -> None:
    git(kept, "checkout", "-q", "--orphan", "old")
    git(kept, "rm", "-rq", "--cached", ".")
    shutil.rmtree(kept / "archive")
    archive(kept, "2026-01-old", "old")
    for name in ("SEAL.json", "SEAL.json.sig"):
        (place(kept, "2026-01-old") / name).unlink()
    git(kept, "add", "-A")
    git(kept, "commit", "-q", "--amend", "-m", "as it was")
    message = git(kept, "tag", "-l", "--format=%(contents)", "archive/2026-01-old")
    older = "\n".join(line for line in message.split("\n") if "Kb-Seal" not in line)
    git(kept, "tag", "-f", "-a", "-m", older, "archive/2026-01-old")

    found = verified(kept, "2026-01-old")

    assert found.is_whole, said(found)
    assert "no seal: it was archived before there were seals" in found.bundles[0].unproved


def _list(kept: Path, options: str) -> None:
    signers = kept / "archive" / "allowed_signers"
    signers.write_text(signers.read_text().replace('valid-after="20260827"', options))


def test_a_key_that_ran_out_since_is_not_shown_to_have_signed_before(kept: Path) -> None:
    _list(kept, 'valid-before="20261001"')

    found = verified(kept, LAST)

    assert found.is_whole
    assert "no longer valid (valid until 2026-10-01)" in "\n".join(found.bundles[0].unproved)
    assert "allowed_signers is not what was committed: see git diff" in found.notes


def test_a_key_that_had_run_out_is_wrong(kept: Path) -> None:
    _list(kept, 'valid-before="20260801"')

    assert "signed with a key that was not valid then" in said(verified(kept, LAST))


def test_a_list_of_signers_that_went_is_missed(kept: Path) -> None:
    (kept / "archive" / "allowed_signers").unlink()

    assert "signed with a key that the list of signers does not name" in said(verified(kept))


def test_a_name_that_no_bundle_has_is_said(whole: Path) -> None:
    with pytest.raises(ConfigError, match="no bundle named 'x'"):
        verified(whole, "x")
