"""The command that serves each peer: its usual server, one worker, eight connections, no access log."""

from benchmarks.servers import ROOT

VENV = ROOT / ".venv" / "bench" / "bin"
UVICORN = "--port={port} --workers=1 --loop=uvloop --http=httptools --no-access-log --log-level=warning"
# Threads, because Django views are synchronous; each thread has one connection.
GUNICORN = "--bind=127.0.0.1:{port} --workers=1 --worker-class=gthread --threads=8 --keep-alive=75 --log-level=warning"

PEERS = {
    "FastAPI + asyncpg": ["uvicorn", "benchmarks.peers.fastapi_asyncpg:app", *UVICORN.split()],
    "FastAPI + SQLAlchemy": ["uvicorn", "benchmarks.peers.fastapi_sqlalchemy:app", *UVICORN.split()],
    "Django Ninja + psycopg": ["gunicorn", "benchmarks.peers.django_ninja.wsgi:application", *GUNICORN.split()],
}


def are_installed() -> bool:
    return (VENV / "uvicorn").exists()


def build_command(name: str) -> list[str]:
    """Return the command of a peer. `python -m` adds the current directory, with this package, to the import path."""
    module, *arguments = PEERS[name]
    return [str(VENV / "python"), "-m", module, *arguments]
