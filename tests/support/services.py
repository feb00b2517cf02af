"""Run the service as users do: in a process of its own, on its own port, with real HTTP."""

import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

CAPAIAN = str(Path(sys.executable).parent / "capaian")
# For clients that are created often and use plain HTTP: by default each httpx client reads the certificates of the
# machine, which takes longer than a request.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Service:
    """A running service. `log` is the text that it has written to standard error so far."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, log: Path, metrics_port: str | None = None) -> None:
        self.process = process
        self.url = url
        self._log = log
        self._metrics_port = metrics_port

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def read_metrics(self) -> dict[str, float]:
        """Return the value of each series; requires CAPAIAN_METRICS_PORT."""
        url = f"http://127.0.0.1:{self._metrics_port}/metrics"
        response = httpx.get(url, timeout=10, trust_env=False, verify=NO_AUTHORITIES)
        assert response.status_code == httpx.codes.OK
        lines = (line.rpartition(" ") for line in response.text.splitlines() if not line.startswith("#"))
        return {series: float(value) for series, _, value in lines}

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the service exited with {self.process.returncode}:\n{self.log}"
            try:
                response = httpx.get(f"{self.url}/health/ready", timeout=10, verify=NO_AUTHORITIES)
                if response.status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the service is not ready after {seconds} s:\n{self.log}")

    def stop(self) -> int:
        """Stop the service as an init system does, and return its exit code."""
        self.process.terminate()
        return self.process.wait(40)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(directory: Path, *command: str, **settings: str) -> Iterator[Service]:
    """Run `capaian serve` or another command with these settings; the directory receives its log."""
    port = free_port()
    log = directory / f"service-{port}.log"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
    environment = {**inherited, "CAPAIAN_PORT": str(port), "CAPAIAN_LOG_FORMAT": "json", "CAPAIAN_RATE_LIMIT": "off"}
    environment |= settings
    environment["UVICORN_PORT"] = str(port)
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command or (CAPAIAN, "serve"),
            env=environment,
            stdout=sink,
            stderr=sink,
            cwd=directory,
            start_new_session=True,
        )
    service = Service(process, f"http://127.0.0.1:{port}", log, settings.get("CAPAIAN_METRICS_PORT"))
    try:
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
