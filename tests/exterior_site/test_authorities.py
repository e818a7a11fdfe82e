"""Outgoing calls believe the authorities that the operator named, and no others."""

import datetime
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exterior_api import fetching as of_the_api
from projects import fetching as of_the_site


@pytest.fixture
def certificate(tmp_path):
    """A file with a certificate for this machine that nobody signed but itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "inside")])
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now)
    made = (
        builder.not_valid_after(now + datetime.timedelta(hours=1)).add_extension(host, False).sign(key, hashes.SHA256())
    )
    file = tmp_path / "inside.pem"
    encoding = serialization.Encoding.PEM
    plain = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(encoding) + plain)
    return file


@pytest.fixture
def url(certificate, settings):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "7")
            self.end_headers()
            self.wfile.write(b"picture")

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    origin = f"https://127.0.0.1:{server.server_port}"
    settings.EXTERIOR_RESULT_ORIGINS = settings.EXTERIOR_API_ALLOWED_ORIGINS = [origin]
    yield f"{origin}/picture.png"
    server.shutdown()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_not_believed(url):
    with pytest.raises(of_the_api.FetchError, match="could not be reached"):
        of_the_api.fetch(url, largest=100)
    with pytest.raises(of_the_site.FetchError):
        of_the_site.fetch(url, max_bytes=100)


def test_a_certificate_of_the_operators_own_authority_is_believed(url, certificate, settings):
    settings.CA_BUNDLE = str(certificate)
    assert of_the_api.fetch(url, largest=100) == b"picture"
    assert of_the_site.fetch(url, max_bytes=100) == b"picture"
