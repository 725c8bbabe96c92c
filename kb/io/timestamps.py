"""The one door to time-stamping authorities (RFC 3161): ask one, and hold what it answered against its certificate."""

import hashlib
import http.client
import re
import shutil
import ssl
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.errors import ConfigError, StateError

LARGEST = 1 << 20
"""Bytes that an answer may have; a usual one has six thousand."""

_SECONDS = 30


def query(content: bytes) -> bytes:
    """
    Ask in writing for the time of a content, whose digest alone is told, and for the authority's certificate.

    Without a nonce: the answer may come another day, and an old answer to the same digest would prove the more.
    """
    client = _library()
    builder = client.TimestampRequestBuilder().data(content).hash_algorithm(client.HashAlgorithm.SHA256)
    return bytes(builder.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes())


def ask(url: str, content: bytes) -> bytes:
    """Get an authority's answer over https from exactly its host; raise StateError when there is none."""
    place = urlsplit(url)
    if place.scheme != "https" or not place.hostname:
        raise ConfigError(
            f"archive.timestamp_url is {url!r}, which is no address with https",
            hint='write it as "https://tsa.example/tsr"',
        )
    told = query(content)
    connection = http.client.HTTPSConnection(
        place.hostname, place.port, timeout=_SECONDS, context=ssl.create_default_context()
    )
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        connection.request("POST", path, body=told, headers={"Content-Type": "application/timestamp-query"})
        answer = connection.getresponse()  # http.client follows no redirection
        reply = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise StateError(
            f"the time-stamping authority cannot be reached: {error}", path=place.hostname
        ) from error
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK or len(reply) > LARGEST:
        raise StateError(
            f"the time-stamping authority answered {answer.status} {answer.reason}", path=place.hostname
        )
    return reply


def claimed(content: bytes, reply: bytes) -> datetime | None:
    """
    Give the time an answer claims, whoever gave it; None where the library that reads it is not installed.

    Raise ValueError in plain words when it is no answer, or one to something else.
    """
    try:
        client = _library()
    except ConfigError:
        return None
    response = _decoded(client, reply)
    imprint = response.tst_info.message_imprint
    digests = (hashlib.new(name, content).digest() for name in ("sha256", "sha384", "sha512"))
    if bytes(imprint.message) not in digests:
        raise ValueError("is a timestamp of something else")
    return _utc(response.tst_info.gen_time)


def prove(content: bytes, reply: bytes, authorities: bytes) -> datetime:
    """
    Give the time that an authority vouches for, by the certificates one trusts (PEM), read as of that time.

    So it holds after the authority's certificate has expired. Raise ValueError in plain words when it does not.
    """
    try:
        client = _library()
    except ConfigError:
        return _prove_by_openssl(content, reply, authorities)
    from cryptography import x509

    response = _decoded(client, reply)
    try:
        trusted = x509.load_pem_x509_certificates(authorities)
    except ValueError as error:
        raise ValueError("cannot be checked: archive.timestamp_ca holds no certificate in PEM") from error
    builder = client.VerifierBuilder()
    for each in trusted:
        own = each.issuer == each.subject
        builder = builder.add_root_certificate(each) if own else builder.add_intermediate_certificate(each)
    try:
        builder.build().verify_message(response, content)
    except (client.VerificationError, ValueError) as error:
        raise ValueError(f"is not vouched for by the authority one trusts: {error}") from error
    return _utc(response.tst_info.gen_time)


def _decoded(client: Any, reply: bytes) -> Any:
    try:
        response = client.decode_timestamp_response(reply)
        granted = response.status in (client.PKIStatus.GRANTED, client.PKIStatus.GRANTED_WITH_MODS)
        if not granted:
            raise ValueError(f"is a refusal: {' '.join(response.status_string) or 'without a reason'}")
        if response.as_bytes() != reply:
            raise ValueError("is not written the one way a timestamp is written")
    except ValueError as error:
        known = str(error).startswith("is ")
        raise ValueError(str(error) if known else f"is no timestamp: {error}") from error
    return response


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _prove_by_openssl(content: bytes, reply: bytes, authorities: bytes) -> datetime:
    if shutil.which("openssl") is None:
        raise ValueError("cannot be checked: neither openssl nor hypercare-kb[timestamp] is installed")
    with tempfile.TemporaryDirectory(prefix="kb-stamp-") as folder:
        names = ("data", "reply", "ca")
        for name, told in zip(names, (content, reply, authorities), strict=True):
            (Path(folder) / name).write_bytes(told)
        data, answer, trusted = (str(Path(folder) / name) for name in names)
        text = _openssl("-reply", "-in", answer, "-text")
        line = next((each for each in text.splitlines() if each.startswith("Time stamp: ")), "")
        try:
            whole = re.sub(r"\.\d+", "", line)
            at = datetime.strptime(whole, "Time stamp: %b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
        except ValueError as error:
            raise ValueError("is no timestamp") from error
        options = ("-CAfile", trusted, "-untrusted", trusted, "-attime", str(int(at.timestamp())))
        said = _openssl("-verify", "-data", data, "-in", answer, *options)
        if "Verification: OK" not in said:
            raise ValueError("is not vouched for by the authority one trusts")
    return at


def _openssl(*arguments: str) -> str:
    done = subprocess.run(
        ["openssl", "ts", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )
    return (done.stdout + done.stderr).decode(errors="replace") if not done.returncode else ""


def _library() -> Any:
    try:
        import rfc3161_client
    except ImportError as error:
        raise ConfigError(
            "timestamps need rfc3161-client, which is not installed",
            hint="pip install 'hypercare-kb[timestamp]'",
        ) from error
    return rfc3161_client
