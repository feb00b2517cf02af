"""The service behind the HAProxy of docs/operations/gateway.md: limits apply to clients, not to the gateway."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.server.conftest import wait_until
from tests.support import databases, services
from tests.support.databases import DatabaseUrls
from tests.support.services import Service, free_port

GATEWAY = Path(__file__).parents[2] / "docs" / "operations" / "gateway.md"
BURST = 20

pytestmark = pytest.mark.skipif(shutil.which("haproxy") is None, reason="HAProxy is not installed")


def write_certificate(file: Path) -> None:
    """Write a self-signed certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)


def read_configuration(port: int, certificate: Path, service: Service) -> str:
    """Return the configuration of the documentation with the ports and the certificate of the test."""
    (example,) = re.findall(r"Example for HAProxy:\n\n```\n(.*?)```", GATEWAY.read_text(), re.DOTALL)
    changes = {
        "bind :443": f"bind 127.0.0.1:{port}",
        "/etc/haproxy/capaian.pem": str(certificate),
        "127.0.0.1:8000": service.url.removeprefix("http://"),
    }
    for old, new in changes.items():
        assert old in example
        example = example.replace(old, new)
    return example


@contextmanager
def run_gateway(directory: Path, service: Service) -> Iterator[str]:
    """Run HAProxy in front of the service; yield its URL."""
    port, certificate, configuration = free_port(), directory / "capaian.pem", directory / "haproxy.cfg"
    write_certificate(certificate)
    configuration.write_text(read_configuration(port, certificate, service))
    process = subprocess.Popen(["haproxy", "-f", str(configuration), "-db", "-q"], stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: can_connect(port), 10)
        url = f"https://127.0.0.1:{port}"
        with send_from("127.0.0.9") as client:
            assert wait_until(lambda: client.get(f"{url}/docs").status_code == 200, 10)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def can_connect(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def send_from(address: str) -> httpx.Client:
    """Return a client with an IP address of its own; the whole of 127.0.0.0/8 is this machine."""
    return httpx.Client(
        transport=httpx.HTTPTransport(local_address=address, verify=False),  # a certificate of the test
        headers={"cache-control": "no-cache"},
        timeout=20,
    )


@pytest.fixture(scope="module")
def gateway(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("gateway")
    settings = {
        "CAPAIAN_RATE_LIMIT": "on",
        "CAPAIAN_PUBLIC_RATE": "1",
        "CAPAIAN_PUBLIC_BURST": str(BURST),
        "CAPAIAN_TRUSTED_PROXIES": "127.0.0.1",
    }
    with (
        databases.copy(postgres) as urls,
        services.running(directory, **urls.settings, **settings) as service,
    ):
        service.wait_until_ready()
        with run_gateway(directory, service) as url:
            yield url


def test_the_rate_limit_applies_to_each_client(gateway: str) -> None:
    with send_from("127.0.0.2") as first, send_from("127.0.0.3") as second:
        statuses = {first.get(f"{gateway}/v1/units/umkm").status_code for _ in range(BURST + 10)}
        assert statuses == {200, 429}
        assert second.get(f"{gateway}/v1/units/umkm").status_code == 200


def test_a_client_cannot_pretend_to_be_another(gateway: str) -> None:
    with send_from("127.0.0.4") as client:
        statuses = {
            client.get(f"{gateway}/v1/units/umkm", headers={"x-forwarded-for": f"192.0.2.{number}"}).status_code
            for number in range(BURST + 10)
        }
    assert 429 in statuses


def test_the_gateway_may_open_more_connections_than_one_client(gateway: str) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(send_from(f"127.0.1.{number}")) for number in range(1, 61)]
        assert {client.get(f"{gateway}/v1/units/umkm").status_code for client in clients} == {200}


def test_metrics_and_health_are_not_public(gateway: str) -> None:
    with send_from("127.0.0.5") as client:
        assert [client.get(f"{gateway}{path}").status_code for path in ("/metrics", "/health/ready")] == [404, 404]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_clients_may_use_http_2(gateway: str) -> None:
    command = ["curl", "--http2", "-sk", "--interface", "127.0.0.6", "-o", "/dev/null", "-w", "%{http_version}"]
    done = subprocess.run([*command, f"{gateway}/v1/units/umkm"], capture_output=True, text=True, check=True)
    assert done.stdout == "2"
