"""Files and URLs that a command cannot use are errors in one sentence per language, without a traceback."""

import logging
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from api import ca_certificates, logs
from api.database.embedded.cluster import Cluster
from api.database.embedded.postmaster import read_pid_file, remove_stale_pid_file
from tests.support.clusters import only_others, replaced
from tests.support.commands import run_command

NO_DATABASE = "postgresql://capaian:secret@127.0.0.1:9/capaian"
DATABASE_COMMANDS = (
    ("migrate",), ("seed",), ("keys", "list"), ("keys", "create", "--name", "a", "--scope", "write"),
    ("keys", "rotate", "HHgSO68h2d"), ("keys", "revoke", "HHgSO68h2d"), ("audit", "verify"), ("audit", "export"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _log_is_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "configure", lambda _pretty: logging.getLogger())


def read_error(*arguments: str, **environment: str) -> str:
    """Run a command that must fail, and return its message. It contains no password."""
    result = run_command(*arguments, **environment)
    assert result.exit_code in (1, 2), result.output
    assert result.stdout == ""
    assert "secret" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("command", DATABASE_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("parameters", ["", "?sslmode=verify-full&sslrootcert=/missing", "?sslmode=nonsense"])
def test_a_database_that_cannot_be_used_is_an_error(command: tuple[str, ...], parameters: str) -> None:
    """Without report_database_errors, seed and keys print a traceback."""
    message = read_error(*command, CAPAIAN_DATABASE_URL=NO_DATABASE + parameters)
    assert message.startswith("Error: ")
    assert "basis data" in message.lower() or "audit" in message.lower()


@pytest.mark.parametrize("content", [b"", b"one", b"a\nb\nc\n", b"\xff\xfe\0", b"a b\n", b"x" * 5000])
@pytest.mark.parametrize("command", [("keys", "list"), ("audit", "verify"), ("migrate",), ("seed",)], ids=" ".join)
def test_an_invalid_password_file_is_an_error(stopped_dir: Path, command: tuple[str, ...], content: bytes) -> None:
    """Fails with a traceback (ValueError, UnicodeDecodeError) if Passwords.read only splits the text."""
    path = stopped_dir / "postgres" / "passwords"
    with replaced(path):
        path.write_bytes(content)
        assert "is empty, damaged or not" in read_error(*command, CAPAIAN_DATA_DIR=str(stopped_dir))


@pytest.mark.parametrize("kind", ["missing", "directory", "link", "pipe"])
@pytest.mark.parametrize("name", ["postgres/passwords", "postgres/data/PG_VERSION"])
def test_a_file_of_the_data_directory_that_is_no_file_is_an_error(stopped_dir: Path, name: str, kind: str) -> None:
    path = stopped_dir / name
    with replaced(path) as original:
        if kind == "directory":
            path.mkdir()
        elif kind == "link":
            path.symlink_to(original)
        elif kind == "pipe":
            os.mkfifo(path)
        assert "CAPAIAN_DATABASE_URL" in read_error("keys", "list", CAPAIAN_DATA_DIR=str(stopped_dir))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\0\n", b"x" * 1000])
def test_an_invalid_version_file_is_an_error(stopped_dir: Path, content: bytes) -> None:
    version = stopped_dir / "postgres" / "data" / "PG_VERSION"
    with replaced(version):
        version.write_bytes(content)
        message = read_error("migrate", CAPAIAN_DATA_DIR=str(stopped_dir))
    assert "but the embedded PostgreSQL is version" in message
    assert len(message) < 1000


@pytest.mark.parametrize("kind", ["link", "pipe", "directory"])
def test_a_log_of_the_server_that_is_no_file_is_an_error(copied_dir: Path, kind: str) -> None:
    log = Cluster(copied_dir).log
    log.unlink(missing_ok=True)
    other = copied_dir / "postgres" / "other"
    if kind == "link":
        log.symlink_to(other)
    elif kind == "pipe":
        os.mkfifo(log)
    else:
        log.mkdir()
    assert "stopped while starting" in read_error("migrate", CAPAIAN_DATA_DIR=str(copied_dir))
    assert not other.exists()


@pytest.mark.parametrize("first", [b"\xff\xfe", "²".encode(), b"9" * 40, b"--5", b""])
def test_an_invalid_pid_file_is_removed(tmp_path: Path, first: bytes) -> None:
    """Fails with ValueError or OverflowError if the pid is only tested with isdigit."""
    (tmp_path / "postmaster.pid").write_bytes(first + b"\nrest\n")
    assert read_pid_file(tmp_path) is None
    remove_stale_pid_file(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


@pytest.mark.parametrize("content", [None, b"", b"not a certificate", b"\0\xff"])
@pytest.mark.parametrize(
    "command",
    [("serve",), ("export", "targets", "t.csv"), ("import", "f.csv", "--collection", "targets", "--key", "k")],
    ids=lambda command: command[0],
)
def test_invalid_ca_certificates_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], content: bytes | None
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.csv").write_text("a\n")
    if content is not None:
        (tmp_path / "ca.crt").write_bytes(content)
    ca_certificates.load_ca_certificates.cache_clear()
    message = read_error(
        *command, SSL_CERT_FILE=str(tmp_path / "ca.crt"), CAPAIAN_DATABASE_URL=NO_DATABASE,
        CAPAIAN_OIDC_ISSUER="https://id.example", CAPAIAN_OIDC_AUDIENCE="capaian",
    )  # fmt: skip
    assert "Check SSL_CERT_FILE" in message


@pytest.mark.parametrize(
    "url", ["http://[", "nonsense", "http://127.0.0.1:99999", "http://127.0.0.1:9", "http://a\x01b", ""]
)
@pytest.mark.parametrize("key", ["k", "ké", "two words", "line\nbreak", ""])
def test_a_url_or_key_that_cannot_be_used_is_an_error(tmp_path: Path, url: str, key: str) -> None:
    file = tmp_path / "f.csv"
    file.write_text("a\n")
    port = str(find_closed_port())
    read_error("import", str(file), "--collection", "targets", "--key", key, "--url", url, CAPAIAN_PORT=port)
    read_error("export", "targets", str(tmp_path / "t.csv"), "--key", key, "--url", url, CAPAIAN_PORT=port)
    assert [entry.name for entry in tmp_path.iterdir()] == ["f.csv"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b""), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b"1"), (502, b"<html>"), (502, b"[]"),
     (422, b'{"title": "A", "detail": "B", "errors": 1}'), (200, b"\xff")],
)  # fmt: skip
def test_the_response_of_another_service_is_an_error(tmp_path: Path, status: int, body: bytes) -> None:
    """Before, a gateway's page was a traceback of the JSON parser."""
    file = tmp_path / "f.csv"
    file.write_text("a\n")
    with other_service(status, body) as url:
        read_error("import", str(file), "--collection", "targets", "--key", "k", "--url", url)
        read_error("export", "targets", str(tmp_path / "t.csv"), "--url", url)
    assert [entry.name for entry in tmp_path.iterdir()] == ["f.csv"]


def test_an_output_file_is_checked_before_the_request(tmp_path: Path) -> None:
    """The URL has no server: only the check of the file can be the error."""
    file = tmp_path / "f.csv"
    file.write_text("a\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "other")
    url = f"http://127.0.0.1:{find_closed_port()}"
    sending: Mapping[str, str] = {"CAPAIAN_API_KEY": "k"}
    for output in (tmp_path, tmp_path / "link.csv", tmp_path / "none" / "r.csv"):
        message = read_error(
            "import", str(file), "--collection", "targets", "--url", url, "--rejected-rows", str(output), **sending
        )
        assert "cannot be written" in message
    for output in (tmp_path / "link.csv", tmp_path / "none" / "r.csv"):
        assert "cannot be written" in read_error("export", "targets", str(output), "--url", url)


@pytest.mark.parametrize("name", ["none.csv", "folder.csv"])
def test_an_input_file_that_is_missing_or_a_directory_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert name in read_error("import", str(tmp_path / name), "--collection", "targets", "--key", "k")


@only_others
def test_an_input_file_that_is_not_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "f.csv").touch(0o000)
    assert "f.csv" in read_error("import", str(tmp_path / "f.csv"), "--collection", "targets", "--key", "k")


def find_closed_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


@contextmanager
def other_service(status: int, body: bytes) -> Iterator[str]:
    """Run a server that returns the same response to every request."""

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            if self.headers.get("transfer-encoding"):
                while (size := int(self.rfile.readline(), 16)) > 0:
                    self.rfile.read(size + 2)
                self.rfile.readline()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = respond  # noqa: N815  # the names of the standard library

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
