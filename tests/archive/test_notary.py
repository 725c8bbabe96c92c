"""Seals and tags are signed with the user's key, or nothing is begun."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.archive.notary import Notary
from kb.archive.store import Archive
from kb.errors import ConfigError, InputError, RefusedError, StateError
from kb.flows import bundles
from kb.flows.archive import archive_of, notary_of
from kb.io.git import Repository
from kb.model.bundle import Bundle, Correction
from kb.model.proof import Verification
from tests.archive.conftest import FILES, NAME, TODAY
from tests.io.test_signing import a_key
from tests.support.git import git
from tests.support.tampering import FIRST, LAST, MIDDLE, NAMES, place, said, settings_for, verified

if TYPE_CHECKING:
    from tests.support.tsa import Authority

TAG = f"archive/{NAME}"


def added(root: Path, **more: str) -> tuple[Bundle, Notary]:
    settings = settings_for(root, **more)
    with Repository.open(root) as repository:
        notary = notary_of(settings, repository)
        return archive_of(settings, repository, notary).add(NAME, FILES, archived_on=TODAY)[0], notary


def test_without_a_key_nothing_is_signed(root: Path) -> None:
    bundle, _ = added(root)

    assert not bundle.signed
    assert not (root / "archive" / "allowed_signers").exists()
    assert "BEGIN" not in git(root, "cat-file", "-p", TAG)


def test_the_list_of_signers_is_committed_once_and_by_itself(kept: Path) -> None:
    signers = "archive/allowed_signers"

    assert git(kept, "log", "--format=%s", "--", signers) == "List who signs the archive"
    assert git(kept, "show", "--format=", "--name-only", f"archive/{FIRST}^{{}}~1") == signers
    assert all(
        path.startswith(f"archive/bundles/{FIRST}/")
        for path in git(kept, "show", "--format=", "--name-only", f"archive/{FIRST}^{{}}").split("\n")
    )


def test_a_list_that_people_wrote_keeps_their_lines(root: Path) -> None:
    a_key(root.parent / "key")
    (root / "archive").mkdir()
    (root / "archive/allowed_signers").write_text("# ours\nbob@example.org ssh-ed25519 AAAA")

    added(root)

    lines = (root / "archive/allowed_signers").read_text().splitlines()
    assert lines[:2] == ["# ours", "bob@example.org ssh-ed25519 AAAA"]
    assert lines[2].startswith('author@example.org namespaces="kb-seal",valid-after="20260827" ssh-ed25519 ')
    assert verified(root).is_whole


def test_what_a_crash_left_unlisted_is_listed_by_the_same_command(root: Path) -> None:
    a_key(root.parent / "key")
    added(root)
    git(root, "tag", "-d", TAG)
    git(root, "update-ref", "-d", "HEAD")
    git(root, "rm", "-rq", "--cached", ".")

    added(root)

    assert git(root, "log", "--format=%s").split("\n") == [f"Archive {NAME}", "List who signs the archive"]
    assert verified(root).is_whole


def test_gits_own_ssh_key_signs_seal_and_tag(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = a_key(root.parent / "mine")
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", str(key))

    bundle, _ = added(root)

    assert bundle.signed
    assert "BEGIN SSH SIGNATURE" in git(root, "cat-file", "-p", TAG)
    git(root, "config", "gpg.ssh.allowedSignersFile", "signers")
    kind, words, *_ = key.with_suffix(".pub").read_text().split()
    (root / "signers").write_text(f"author@example.org {kind} {words}\n")
    git(root, "tag", "-v", TAG)
    assert verified(root).is_whole


def test_a_user_who_signs_no_tags_is_heeded(root: Path) -> None:
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", str(a_key(root.parent / "mine")))
    git(root, "config", "tag.gpgSign", "false")

    added(root)

    assert "BEGIN" not in git(root, "cat-file", "-p", TAG)


@pytest.mark.parametrize("whose", ["the seal's", "the tag's"])
def test_a_locked_key_stops_the_command_before_anything_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    locked = a_key(root.parent / "locked", passphrase="very secret")
    if whose == "the tag's":
        a_key(root.parent / "key")
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", str(locked))

    with pytest.raises(StateError, match="no agent holds the key"):
        added(root)

    assert not (root / "archive").exists()


@pytest.fixture
def gpg_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    if shutil.which("gpg") is None:
        pytest.skip("needs gpg")
    home = tmp_path_factory.mktemp("g")
    home.chmod(0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    yield home
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True, capture_output=True)


def _gpg_key() -> None:
    options = ("--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "")
    who = ("--quick-gen-key", "Test Author <author@example.org>", "ed25519", "sign")
    subprocess.run(["gpg", *options, *who], check=True, capture_output=True)


def test_a_gpg_key_signs_the_tag(root: Path, gpg_home: Path) -> None:
    _gpg_key()
    git(root, "config", "tag.gpgSign", "true")

    bundle, _ = added(root)

    assert bundle.tagged
    assert not bundle.signed
    assert git(root, "cat-file", "-p", TAG).count("BEGIN PGP SIGNATURE") == 1
    git(root, "tag", "-v", TAG)
    assert verified(root).is_whole


def test_a_tag_that_cannot_be_signed_is_not_made_and_the_same_command_finishes(root: Path) -> None:
    git(root, "config", "user.signingkey", "author@example.org")
    git(root, "config", "gpg.program", "false")
    with pytest.raises(StateError, match="git tag failed: error: gpg failed to sign") as caught:
        added(root)
    assert git(root, "tag") == ""
    assert "unlock the key" in (caught.value.hint or "")
    git(root, "config", "tag.gpgSign", "false")

    bundle, _ = added(root)

    assert bundle.tagged
    assert verified(root).is_whole


def test_a_bundle_supersedes_another_which_stays(archive: Archive, root: Path) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)

    archive.add(
        "corrected", FILES[:1], archived_on=TODAY, correction=Correction(old=NAME, because="two\ndays")
    )

    new, old = archive.list()[1], archive.list()[0]
    assert (old.name, old.superseded_by) == (NAME, "corrected")
    assert new.supersedes == Correction(old=NAME, because="two days")
    assert archive.verify(NAME) == archive.verify("corrected") == ()


@pytest.mark.parametrize(
    ("name", "old", "words", "hint"),
    [
        ("next", "gone", "no bundle named 'gone' to supersede", NAME),
        ("self", "self", "cannot supersede itself", "a name of their own"),
        ("next", NAME, "is superseded by corrected already", "--supersedes corrected"),
    ],
)
def test_what_cannot_be_superseded_is_said(
    archive: Archive, name: str, old: str, words: str, hint: str
) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    archive.add("corrected", FILES[:1], archived_on=TODAY, correction=Correction(old=NAME))

    with pytest.raises(ConfigError, match=words) as caught:
        archive.add(name, FILES, archived_on=TODAY, correction=Correction(old=old))

    assert hint in (caught.value.hint or "")
    assert not (archive.folder / name).exists()


def test_a_bundle_that_is_archived_does_not_come_to_supersede(archive: Archive) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    archive.add("other", FILES[:1], archived_on=TODAY)

    with pytest.raises(RefusedError, match="does not say that"):
        archive.add("other", FILES[:1], archived_on=TODAY, correction=Correction(old=NAME))


def test_the_same_correction_again_does_nothing(archive: Archive) -> None:
    archive.add(NAME, FILES, archived_on=TODAY)
    for changed in (True, False):
        done = archive.add("new", FILES[:1], archived_on=TODAY, correction=Correction(old=NAME, because="x"))

        assert done[1] is changed


def test_a_seal_is_stamped_when_it_is_made(
    root: Path, authority: "Authority", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca))
    with authority.serve() as url:
        bundle, notary = added(root, timestamp_url=url)

    assert bundle.stamped
    assert notary.told == []
    found = verified(root, timestamp_ca=str(authority.ca)).bundles[0]
    assert found.stamped is not None and found.stamped.proven
    assert found.unproved == ("not signed: that it is whole is shown, not who archived it",)
    assert "set archive.timestamp_ca" in verified(root).bundles[0].unproved[0]


def test_an_authority_that_is_not_there_stops_nothing(root: Path) -> None:
    bundle, notary = added(root, timestamp_url="https://127.0.0.1:1/tsr")

    assert not bundle.stamped
    assert "cannot be reached" in notary.told[0]
    assert f"kb archive stamp {NAME}" in notary.told[0]
    assert verified(root).is_whole


def test_a_later_timestamp_covers_the_bundles_before(
    kept: Path, authority: "Authority", tmp_path: Path
) -> None:
    """By files, where the machine may not ask; it is kept in a commit of its own."""
    settings = settings_for(kept, timestamp_ca=str(authority.ca))
    head = git(kept, "rev-parse", "HEAD")
    bundles.write_query(settings, MIDDLE, tmp_path / "q.tsq")
    (tmp_path / "r.tsr").write_bytes(authority.reply((tmp_path / "q.tsq").read_bytes()))

    done = bundles.stamp(settings, MIDDLE, reply=tmp_path / "r.tsr")

    assert done.proven
    stamps = f"archive/stamps/{MIDDLE}.tsr"
    assert git(kept, "diff", "--name-only", head, "HEAD") == stamps
    found = verified(kept, timestamp_ca=str(authority.ca))
    assert [each.stamped.through if each.stamped else None for each in found.bundles] == [MIDDLE, "", None]
    assert "no timestamp: when it was sealed is its own word" in found.bundles[2].unproved
    with pytest.raises(RefusedError, match="a later timestamp already"):
        bundles.stamp(settings, MIDDLE, reply=tmp_path / "r.tsr")
    content = bytearray((kept / stamps).read_bytes())
    content[-9] ^= 1
    (kept / stamps).write_bytes(content)
    assert f"{MIDDLE}: changed: stamps/{MIDDLE}.tsr" in said(verified(kept, timestamp_ca=str(authority.ca)))


def test_a_key_that_ran_out_after_the_timestamp_still_counts(
    kept: Path, authority: "Authority", tmp_path: Path
) -> None:
    settings = settings_for(kept, timestamp_ca=str(authority.ca))
    bundles.write_query(settings, LAST, tmp_path / "q.tsq")
    (tmp_path / "r.tsr").write_bytes(authority.reply((tmp_path / "q.tsq").read_bytes()))
    at = bundles.stamp(settings, LAST, reply=tmp_path / "r.tsr").at
    assert at is not None
    signers = kept / "archive/allowed_signers"
    whole = signers.read_text()

    def judged(day: str) -> Verification:
        signers.write_text(whole.replace('valid-after="20260827"', f'valid-before="{day}"'))
        return verified(kept, LAST, timestamp_ca=str(authority.ca))

    after, before = f"{at + timedelta(days=2):%Y%m%d}", f"{at - timedelta(days=2):%Y%m%d}"
    assert judged(after).is_whole
    assert "signed with a key that was not valid then" in said(judged(before))


def test_an_answer_to_another_question_is_refused(kept: Path, authority: "Authority", tmp_path: Path) -> None:
    settings = settings_for(kept)
    bundles.write_query(settings, FIRST, tmp_path / "q.tsq")
    (tmp_path / "r.tsr").write_bytes(authority.reply((tmp_path / "q.tsq").read_bytes()))

    with pytest.raises(InputError, match="is a timestamp of something else"):
        bundles.stamp(settings, LAST, reply=tmp_path / "r.tsr")

    assert not (kept / "archive/stamps").exists()


def test_a_damaged_bundle_gets_no_timestamp(kept: Path, tmp_path: Path) -> None:
    (place(kept) / "data/table.csv").write_text("x")

    with pytest.raises(RefusedError, match="is not what was archived"):
        bundles.write_query(settings_for(kept), MIDDLE, tmp_path / "q.tsq")


def test_nobody_is_asked_unless_an_authority_is_named(kept: Path) -> None:
    with pytest.raises(ConfigError, match="no time-stamping authority"):
        bundles.stamp(settings_for(kept), NAMES[0])
