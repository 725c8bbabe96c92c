"""A time-stamping authority on loopback, whose answers OpenSSL makes."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


class Authority:
    """Stamps what it is asked, with a certificate that lasts so long."""

    def __init__(self, folder: Path, *, lasts: timedelta = timedelta(days=30)) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        root_key, self.root = _certificate("Test Root", None, timedelta(days=3650), is_root=True)
        self._issuer = (root_key, self.root)
        self._write(
            "tsa", *_certificate("Test TSA", self._issuer, lasts, use=ExtendedKeyUsageOID.TIME_STAMPING)
        )
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder))
        self.asked: list[bytes] = []

    def reply(self, query: bytes) -> bytes:
        """Answer a question."""
        asked, answer = self.folder / "query.tsq", self.folder / "reply.tsr"
        asked.write_bytes(query)
        keys = ("-inkey", self.folder / "tsa.key", "-signer", self.folder / "tsa.pem")
        subprocess.run(
            [
                "openssl",
                "ts",
                "-reply",
                "-config",
                self.folder / "tsa.cnf",
                *keys,
                "-queryfile",
                asked,
                "-out",
                answer,
            ],
            check=True,
            capture_output=True,
        )
        return answer.read_bytes()

    @contextmanager
    def serve(self, *, moved_to: str = "") -> Iterator[str]:
        """Answer over https, trusting `tls.pem`; give the address."""
        authority = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append(told)
                self.send_response(302 if moved_to else 200)
                if moved_to:
                    self.send_header("Location", moved_to)
                self.end_headers()
                if not moved_to:
                    self.wfile.write(authority.reply(told))

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._write(
            "tls",
            *_certificate("127.0.0.1", self._issuer, timedelta(days=1), use=ExtendedKeyUsageOID.SERVER_AUTH),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "tls.pem", self.folder / "tls.key")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}/tsr"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _write(self, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        (self.folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


def _certificate(
    name: str,
    issuer: tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None,
    lasts: timedelta,
    *,
    is_root: bool = False,
    use: x509.ObjectIdentifier | None = None,
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + lasts)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if use:
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    if use == ExtendedKeyUsageOID.SERVER_AUTH:
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False
        )
    return key, made.sign(issuer[0] if issuer else key, hashes.SHA256())
