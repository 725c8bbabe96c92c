"""What an authority vouches for holds after its certificate has expired, and nothing else does."""

import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.errors import ConfigError, StateError
from kb.io import timestamps

pytest.importorskip("rfc3161_client")
if shutil.which("openssl") is None:
    pytest.skip("needs openssl", allow_module_level=True)

from tests.support.tsa import Authority

CONTENT = b'{"a seal":1}\n'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    return authority.reply(timestamps.query(CONTENT))


@pytest.fixture(params=["library", "openssl"])
def checker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the library, and with openssl where it is not installed."""
    if request.param == "openssl":
        monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    return str(request.param)


def test_a_timestamp_is_proven(authority: Authority, reply: bytes, checker: str) -> None:
    at = timestamps.prove(CONTENT, reply, authority.ca.read_bytes())

    assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)


def test_a_timestamp_of_something_else_is_refused(authority: Authority, reply: bytes, checker: str) -> None:
    with pytest.raises(ValueError, match="is not vouched for"):
        timestamps.prove(CONTENT + b" ", reply, authority.ca.read_bytes())


def test_another_authority_is_not_trusted(tmp_path: Path, reply: bytes, checker: str) -> None:
    other = Authority(tmp_path / "other")

    with pytest.raises(ValueError, match="is not vouched for"):
        timestamps.prove(CONTENT, reply, other.ca.read_bytes())


@pytest.mark.parametrize("told", [b"", b"<html>no</html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_timestamp_is_said(authority: Authority, told: bytes, checker: str) -> None:
    with pytest.raises(ValueError, match=r"is no timestamp|is not vouched for"):
        timestamps.prove(CONTENT, told, authority.ca.read_bytes())


def test_it_holds_after_the_certificate_expired(tmp_path: Path, checker: str) -> None:
    """As three years later: what counts is the hour of the timestamp, not today."""
    brief = Authority(tmp_path / "brief", lasts=timedelta(seconds=3))
    end = time.monotonic() + 3.2
    answer = brief.reply(timestamps.query(CONTENT) if checker == "library" else _query_by_openssl(tmp_path))
    time.sleep(max(0.0, end - time.monotonic()))
    (tmp_path / "data").write_bytes(CONTENT)
    (tmp_path / "reply").write_bytes(answer)
    files = ("-data", tmp_path / "data", "-in", tmp_path / "reply", "-CAfile", brief.ca)
    today = subprocess.run(["openssl", "ts", "-verify", *files], capture_output=True, text=True)
    assert "certificate has expired" in today.stdout + today.stderr

    assert timestamps.prove(CONTENT, answer, brief.ca.read_bytes()) < datetime.now(UTC)


def _query_by_openssl(folder: Path) -> bytes:
    (folder / "asked").write_bytes(CONTENT)
    command = ["openssl", "ts", "-query", "-sha256", "-cert", "-no_nonce", "-data", folder / "asked"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_without_certificates_there_is_a_claim_and_no_proof(reply: bytes) -> None:
    assert timestamps.claimed(CONTENT, reply) is not None
    with pytest.raises(ValueError, match="of something else"):
        timestamps.claimed(b"else", reply)


def test_an_authority_is_asked_over_https(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca))
    with authority.serve() as url:
        reply = timestamps.ask(url, CONTENT)

    assert timestamps.prove(CONTENT, reply, authority.ca.read_bytes())
    assert CONTENT not in authority.asked[-1]


def test_a_redirection_is_not_followed(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca))
    with authority.serve() as elsewhere, authority.serve(moved_to=elsewhere) as url:
        before = len(authority.asked)
        with pytest.raises(StateError, match="answered 302"):
            timestamps.ask(url, CONTENT)

    assert len(authority.asked) == before + 1


def test_an_authority_whose_host_is_not_known_is_not_asked(authority: Authority) -> None:
    with authority.serve() as url, pytest.raises(StateError, match="cannot be reached"):
        timestamps.ask(url, CONTENT)


def test_only_https_is_asked() -> None:
    with pytest.raises(ConfigError, match="no address with https"):
        timestamps.ask("http://tsa.example/", CONTENT)
