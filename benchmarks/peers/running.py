"""How each peer is served: by the server that its users pick, one worker, eight connections, without an access log."""

from benchmarks.servers import ROOT

VENV = ROOT / ".venv" / "bench" / "bin"
UVICORN = "--port={port} --workers=1 --loop=uvloop --http=httptools --no-access-log --log-level=warning"
# Threads, as Django's own views are not asynchronous; a connection for each.
GUNICORN = "--bind=127.0.0.1:{port} --workers=1 --worker-class=gthread --threads=8 --keep-alive=75 --log-level=warning"

PEERS = {
    "FastAPI + asyncpg": ["uvicorn", "benchmarks.peers.fastapi_asyncpg:app", *UVICORN.split()],
    "FastAPI + SQLAlchemy": ["uvicorn", "benchmarks.peers.fastapi_sqlalchemy:app", *UVICORN.split()],
    "Django Ninja + psycopg": ["gunicorn", "benchmarks.peers.django_ninja.wsgi:application", *GUNICORN.split()],
}


def are_installed() -> bool:
    return (VENV / "uvicorn").exists()


def command(name: str) -> list[str]:
    """Called by its Python, so that the directory it is called in is where it finds this package."""
    module, *arguments = PEERS[name]
    return [str(VENV / "python"), "-m", module, *arguments]
