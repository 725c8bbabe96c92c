"""`kb handover verify` says the verdict, what it stands on, and what nobody can tell."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.packs import SIGNER, Yard
from tests.support.workspace import kb


def test_with_everything_known_nothing_is_left_open(whole: Path, yard: Yard, fingerprint: str) -> None:
    trusted = ("--allowed-signers", yard.signers, "--authority", yard.authority)

    done = kb(whole.parent, "handover", "verify", whole, "--fingerprint", fingerprint.lower().replace("-", " "), *trusted)  # fmt: skip

    assert done.code == 0
    assert f"signed by {SIGNER}, whom you named" in done.out
    assert "by the authority you named" in done.out
    assert "the fingerprint is the one that was given" in done.out
    assert "not proven" not in done.out


def test_without_them_it_says_what_is_open(whole: Path) -> None:
    done = kb(whole.parent, "handover", "verify", whole, "--json")

    told = json.loads(done.out)
    assert (done.code, told["ok"], told["items"]) == (0, True, [])
    open_ones = " ".join(each["message"] for each in told["warnings"] if each["code"] == "not-proven")
    assert "no fingerprint was given" in open_ones
    assert "whose key that is" in open_ones
    assert "authority can be trusted" in open_ones


def test_damage_ends_with_1_and_names_the_file(received: Path) -> None:
    (received / "data/library/index.html").write_text("<p>Other</p>")

    done = kb(received, "handover", "verify", received)

    assert done.code == 1
    assert "✗ data/library/index.html: was changed" in done.out


@pytest.mark.parametrize(
    ("what", "code"),
    [(["none.zip"], 3), (["."], 3), ([".", "--fingerprint", "7F3A"], 2)],
)
def test_what_is_no_pack_or_no_fingerprint_is_told(tmp_path: Path, what: list[str], code: int) -> None:
    assert kb(tmp_path, "handover", "verify", *what).code == code


def test_a_signer_who_is_not_the_one_i_trust_is_an_alarm(whole: Path, yard: Yard, tmp_path: Path) -> None:
    other = tmp_path / "trusted"
    other.write_text(f"{SIGNER} {(yard.folder / 'other/key.pub').read_text()}")

    done = kb(tmp_path, "handover", "verify", whole, "--allowed-signers", other)

    assert done.code == 1
    assert "proof/SEAL.json.sig: is of the key" in done.out


def test_a_key_counts_as_of_the_timestamp(whole: Path, yard: Yard, tmp_path: Path) -> None:
    """One that has expired since is good, one that had expired before is not."""
    key = yard.key.with_suffix(".pub").read_text()
    for before, code in (("20990101", 0), ("20200101", 1)):
        trusted = tmp_path / before
        trusted.write_text(f'{SIGNER} namespaces="kb-seal",valid-before="{before}" {key}')

        assert kb(tmp_path, "handover", "verify", whole, "--allowed-signers", trusted).code == code


def test_a_signature_that_is_written_otherwise_was_changed(received: Path) -> None:
    """Also where the list of what is beside the seal was made again, and the signature still holds."""
    signature, listed = received / "proof/SEAL.json.sig", received / "proof/SEAL.json.sha256"
    old = signature.read_bytes()
    new = old.replace(b"-----END", b"\n-----END")
    signature.write_bytes(new)
    listed.write_text(listed.read_text().replace(sha256(old).hexdigest(), sha256(new).hexdigest()))

    done = kb(received, "handover", "verify", received)

    assert done.code == 1
    assert "proof/SEAL.json.sig: is no signature of this seal" in done.out
