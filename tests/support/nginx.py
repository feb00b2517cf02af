"""nginx in front of a service, which it serves below a path, as a gateway of several services does."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import services
from tests.support.services import Service, free_port

HAS_NGINX = shutil.which("nginx") is not None
NEEDS_NGINX = "nginx is not installed; apt-get install nginx-light"
PREFIX = "/data/capaian"
# Without root: its own directories, and no user. The path of the location and of the service end with a slash, so that
# nginx removes the prefix.
CONFIGURATION = """
daemon off; worker_processes 1; pid {directory}/nginx.pid; error_log {directory}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_max_body_size 0;
  client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy; fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location {prefix}/ {{ proxy_pass {service}/; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


@contextmanager
def running_below_prefix(directory: Path, **settings: str) -> Iterator[tuple[Service, str]]:
    """Run a service and nginx; yield the service and its public URL, with which the service starts its URLs."""
    port = free_port()
    url = f"http://127.0.0.1:{port}{PREFIX}"
    with services.running(directory, CAPAIAN_PUBLIC_URL=f"{url}/", **settings) as service:
        service.wait_until_ready()
        configuration = directory / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(directory=directory, port=port, prefix=PREFIX, service=service.url)
        )
        process = subprocess.Popen(["nginx", "-p", str(directory), "-c", str(configuration)], stderr=subprocess.DEVNULL)
        try:
            _wait_until_connected(port)
            yield service, url
        finally:
            process.terminate()
            process.wait(10)


def _wait_until_connected(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")
