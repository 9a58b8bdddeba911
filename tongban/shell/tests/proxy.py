"""A real HTTPS proxy before a served city: nginx with the configuration we publish; a small one of ours without nginx.

Both end TLS, write `X-Forwarded-Proto` and `X-Forwarded-For` themselves and pass nothing of the visitor's own on.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tongban.shell.tests.script import PATIENCE, free_port

HOST = "www.example.gov.cn"
SAMPLE = Path(__file__).parents[3] / "docs" / "how-to" / "nginx.conf"
_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "x-forwarded-for", "x-forwarded-proto"}


class Through(http.client.HTTPSConnection):
    """A connection of a visitor who lives at `source` and asks for the city by its name."""

    def __init__(self, port: int, certificate: Path, source: str = "127.0.0.1") -> None:
        trust = ssl.create_default_context(cafile=str(certificate))
        super().__init__(HOST, port, timeout=PATIENCE, context=trust)
        self.source = source
        self._trust = trust

    def connect(self) -> None:
        """To the loopback address, under the city's name."""
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout, (self.source, 0))
        self.sock = self._trust.wrap_socket(plain, server_hostname=HOST)


@dataclass(frozen=True)
class Proxy:
    """A running proxy; `kind` says which."""

    kind: str
    port: int
    certificate: Path

    def visit(self, source: str = "127.0.0.1") -> Through:
        """A connection of a visitor."""
        return Through(self.port, self.certificate, source)


@contextlib.contextmanager
def proxy(folder: Path, port: int, city_port: int) -> Iterator[Proxy]:
    """Listen on `port` before the city at `city_port` until the block ends."""
    folder.mkdir()
    certificate, key = _certificate(folder)
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    running = _nginx(program, folder, port, city_port) if program else _ours(certificate, key, port, city_port)
    with running:
        yield Proxy("nginx" if program else "ours, as nginx is not installed", port, certificate)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Its own certificate for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "tongban.pem", folder / "tongban.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, secret


@contextlib.contextmanager
def _nginx(program: str, folder: Path, port: int, city_port: int) -> Iterator[None]:
    """The published sample with this machine's ports and certificate, inside the frame that Debian gives it."""
    site = SAMPLE.read_text(encoding="utf-8")
    for published, here in {
        "127.0.0.1:8000": f"127.0.0.1:{city_port}",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/certs/tongban.pem": str(folder / "tongban.pem"),
        "/etc/ssl/private/tongban.key": str(folder / "tongban.key"),
    }.items():
        assert published in site, published
        site = site.replace(published, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr warn;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE
    ) as process:
        try:
            _await(port, process)
            yield
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert time.monotonic() < end
        time.sleep(0.05)


@contextlib.contextmanager
def _ours(certificate: Path, key: Path, port: int, city_port: int) -> Iterator[None]:
    """Says and forwards what the published sample does, a thread a visitor."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            sent |= {"Host": str(self.headers["Host"]), "X-Forwarded-Proto": "https"}
            sent["X-Forwarded-For"] = str(self.client_address[0])
            behind = http.client.HTTPConnection("127.0.0.1", city_port, timeout=PATIENCE)
            behind.request(self.command, self.path, body, sent)
            answer = behind.getresponse()
            content = answer.read()
            behind.close()
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP | {"content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = forward

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler, bind_and_activate=False)
    server.daemon_threads = True
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate, key)
    server.server_bind()
    server.server_activate()
    server.socket = secured.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
