"""Signatures are made without asking anybody, and only what ssh-keygen writes is one."""

import base64
import fcntl
import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.errors import StateError
from kb.io import signing
from kb.io.signing import Standing

CONTENT = b'{"a seal":1}\n'
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def a_key(path: Path, *, kind: str = "ed25519", passphrase: str = "") -> Path:
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "test", "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_key(tmp_path_factory.mktemp("keys") / "key")


@pytest.fixture(scope="module")
def armour(key: Path) -> bytes:
    return signing.sign(CONTENT, str(key))


def listed(key: Path, options: str = 'namespaces="kb-seal"') -> bytes:
    kind, words, *_ = key.with_suffix(".pub").read_text().split()
    return f"ann@example.org {options} {kind} {words}\n".encode()


def test_whose_signature_it_is(key: Path, armour: bytes) -> None:
    found = signing.judge(CONTENT, armour, listed(key), at=NOW)

    assert (found.standing, found.by) == (Standing.KNOWN, "ann@example.org")
    told = subprocess.run(["ssh-keygen", "-lf", key], capture_output=True, text=True, check=True).stdout
    assert found.signature.fingerprint in told


@pytest.mark.parametrize(
    ("options", "standing", "why"),
    [
        ('namespaces="kb-seal",valid-before="20261101"', Standing.NOT_VALID_THEN, "valid until 2026-11-01"),
        ('namespaces="kb-seal",valid-after="20261201"', Standing.NOT_VALID_THEN, "valid from 2026-12-01"),
        ('namespaces="git"', Standing.UNKNOWN, ""),
    ],
)
def test_what_a_list_of_signers_says_counts(
    key: Path, armour: bytes, options: str, standing: Standing, why: str
) -> None:
    found = signing.judge(CONTENT, armour, listed(key, options), at=NOW)

    assert (found.standing, found.by, found.why) == (standing, "", why)


def test_a_key_that_is_not_listed_is_nobodys(tmp_path: Path, armour: bytes) -> None:
    other = a_key(tmp_path / "other")

    assert signing.judge(CONTENT, armour, listed(other), at=NOW).standing is Standing.UNKNOWN
    assert signing.judge(CONTENT, armour, b"", at=NOW).standing is Standing.UNKNOWN
    assert signing.judge(CONTENT, armour, b"no list at all\n", at=NOW).standing is Standing.UNKNOWN


def test_a_signature_of_something_else_is_none(key: Path, armour: bytes) -> None:
    with pytest.raises(ValueError, match="not the signature of this seal"):
        signing.judge(CONTENT + b" ", armour, listed(key), at=NOW)


def test_every_flipped_bit_of_a_signature_is_found(armour: bytes) -> None:
    """The armour's own bytes too: a decoder reads some flips in padding and line ends as the same signature."""
    good = signing.parse(armour)
    survivors = []
    for at in range(len(armour) * 8):
        flipped = bytearray(armour)
        flipped[at // 8] ^= 1 << at % 8
        try:
            signing.parse(bytes(flipped))
        except ValueError:
            continue
        survivors.append(bytes(flipped))

    assert good.fingerprint.startswith("SHA256:")
    assert len({_decoded(each) for each in survivors}) == len(survivors)
    assert _decoded(armour) not in {_decoded(each) for each in survivors}


def _decoded(armour: bytes) -> bytes:
    return base64.b64decode(b"".join(armour.split(b"\n")[1:-2]))


@pytest.mark.parametrize(
    "change",
    [
        lambda armour: armour.replace(b"\n", b"\r\n"),
        lambda armour: armour + b"\n",
        lambda armour: b"\n" + armour,
        lambda armour: re.sub(rb"(.{70})\n(.)", rb"\1\2\n", armour, count=1),
        lambda armour: armour.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"),
        lambda armour: b"",
    ],
)
def test_another_way_to_write_it_is_no_signature(armour: bytes, change: object) -> None:
    with pytest.raises(ValueError, match=r"SSH signature|one way"):
        signing.parse(change(armour))  # type: ignore[operator]


def test_a_signature_for_git_is_none_for_a_seal(key: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(CONTENT)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, tmp_path / "x"],
        check=True,
        capture_output=True,
    )

    with pytest.raises(ValueError, match="of something else than a seal: git"):
        signing.parse((tmp_path / "x.sig").read_bytes())


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_of_keys_sign(tmp_path: Path, kind: str) -> None:
    other = a_key(tmp_path / kind, kind=kind)

    armour = signing.sign(CONTENT, str(other))

    assert signing.judge(CONTENT, armour, listed(other), at=NOW).standing is Standing.KNOWN


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    socket = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    while not socket.exists():
        os.sched_yield()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    yield
    process.terminate()
    process.wait()


def test_a_key_with_a_passphrase_is_used_through_the_agent_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Nobody is asked for it: in a job that runs at night the question would stand for ever."""
    locked = a_key(tmp_path / "locked", passphrase="very secret")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(StateError, match="has a passphrase, and no agent holds the key") as caught:
        signing.sign(CONTENT, str(locked))
    assert caught.value.hint == f"ssh-add {locked}"
    request.getfixturevalue("agent")
    plain = tmp_path / "plain"
    plain.write_bytes(locked.read_bytes())
    plain.chmod(0o600)
    change = ["ssh-keygen", "-q", "-p", "-P", "very secret", "-N", "", "-f", plain]
    subprocess.run(change, check=True, capture_output=True)
    subprocess.run(["ssh-add", "-q", plain], check=True, capture_output=True)

    for told in (str(locked), locked.with_suffix(".pub").read_text().strip()):
        armour = signing.sign(CONTENT, told)
        assert signing.judge(CONTENT, armour, listed(locked), at=NOW).standing is Standing.KNOWN


def test_a_key_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="no such signing key"):
        signing.sign(CONTENT, str(tmp_path / "none"))


def test_a_key_that_others_can_read_is_said(tmp_path: Path) -> None:
    key = a_key(tmp_path / "open")
    key.chmod(0o644)

    with pytest.raises(StateError, match="others can read the signing key"):
        signing.sign(CONTENT, str(key))


def test_a_terminal_is_not_asked_for_the_passphrase(tmp_path: Path) -> None:
    """Under a terminal of its own, ssh-keygen would ask there whatever its input is."""
    locked = a_key(tmp_path / "locked", passphrase="very secret")
    ours, theirs = pty.openpty()
    code = "import sys; from kb.io import signing; signing.sign(b'x', sys.argv[1])"

    done = subprocess.run(
        [sys.executable, "-c", code, str(locked)],
        stdin=theirs,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "SSH_AUTH_SOCK"},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        timeout=20,
    )

    os.close(theirs)
    os.close(ours)
    assert b"no agent holds the key" in done.stderr
