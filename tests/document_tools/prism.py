"""Prism as a validating proxy: it rejects each request and each response that a document does not allow."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.paths import OPENAPI, OPENAPI_SDMX
from tests.document_tools.run import ToolRun

_START_SECONDS = 60


def list_prism_errors(run: ToolRun) -> Iterator[str]:
    """Send each read through Prism and yield those with another status than without it, or with a violation."""
    for document, is_sdmx in ((OPENAPI, False), (OPENAPI_SDMX, True)):
        with (
            _running_prism(run, document) as proxy_url,
            httpx.Client(timeout=60, trust_env=False, headers=run.headers) as client,
        ):
            for read in run.reads:
                if read.is_sdmx == is_sdmx:
                    direct = client.get(run.url + read.url, headers=read.headers)
                    proxied = client.get(proxy_url + read.url, headers=read.headers)
                    if proxied.status_code != direct.status_code or "sl-violations" in proxied.headers:
                        yield f"{read.operation_id} {read.url} {direct.status_code}: {proxied.text[:2000]}"


@contextmanager
def _running_prism(run: ToolRun, document: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [run.command("prism"), "proxy", str(document), run.url, "--errors", "--host", "127.0.0.1"]
    log = run.directory / "prism.log"
    with (
        log.open("wb") as output,
        subprocess.Popen([*command, "--port", str(port)], stdout=output, stderr=output) as process,
    ):
        try:
            _wait_until_ready(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(log.read_text())
