"""The command of each measured program: one worker, no access log; peers have eight connections to the database."""

import sys
from pathlib import Path

from benchmarks.servers import ROOT

CAPAIAN = str(Path(sys.executable).with_name("capaian"))
# `python -m` adds the current directory, with this package, to the import path.
_MODULE = [str(ROOT / ".venv" / "bench" / "bin" / "python"), "-m"]
_UVICORN = [*_MODULE, "uvicorn", *["--port={port}", "--loop=uvloop", "--http=httptools", "--log-level=warning"]]
_UVICORN.append("--no-access-log")
_GRANIAN = ["--port={port}", "--host=127.0.0.1", "--interface=asginl", "--loop=uvloop", "--no-ws", "--no-log"]
# Threads, because Django views are synchronous; each thread has one connection.
_GUNICORN = [
    "--bind=127.0.0.1:{port}",
    "--worker-class=gthread",
    "--threads=8",
    "--keep-alive=75",
    "--log-level=warning",
]

PEERS = {
    "FastAPI + asyncpg": [*_UVICORN, "benchmarks.peers.fastapi_asyncpg:app"],
    "FastAPI + SQLAlchemy": [*_UVICORN, "benchmarks.peers.fastapi_sqlalchemy:app"],
    "Django Ninja + psycopg": [*_MODULE, "gunicorn", *_GUNICORN, "benchmarks.peers.django_ninja.wsgi:application"],
}
ON_GRANIAN, ON_UVICORN, FIXED_BYTES = "bare ASGI on granian", "bare ASGI on uvicorn", "fixed bytes"
_ASGI = "benchmarks.floors.bare_asgi:app"
_WITHOUT_EXTRAS = ["--no-server-header", "--no-proxy-headers", "--ws=none", "--lifespan=off"]
_BARE_UVICORN = [sys.executable, *_UVICORN[1:], *_WITHOUT_EXTRAS]  # the uvicorn of the service
FLOORS = {
    ON_GRANIAN: [*_MODULE, "granian", *_GRANIAN, _ASGI],
    ON_UVICORN: [*_BARE_UVICORN, _ASGI],
    FIXED_BYTES: [sys.executable, "-m", "benchmarks.floors.fixed_bytes", "{port}"],
}
