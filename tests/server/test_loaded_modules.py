"""The modules that a start loads: libraries for a few requests or commands are imported when they are used."""

import subprocess
import sys

COMMAND_LINE = "api.cli"
SERVICE = "api.cli, api.serve, api.asgi, api.server.worker"
# With their tests the development environment has more of them, such as numpy, which openpyxl imports if it finds it.
LATE = {
    "openpyxl",
    "lxml",
    "numpy",
    "markdown_it",
    "httpx",
    "joserfc",
    "pyarrow",
    "opentelemetry",
    "resvg_py",
    "rich_click",
}
DATABASE = {"asyncpg", "litestar", "uvicorn"}


def list_loaded_packages(modules: str) -> set[str]:
    code = f"import {modules}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_a_start_of_the_service_loads_no_library_that_only_some_requests_need() -> None:
    loaded = list_loaded_packages(SERVICE)
    assert loaded > DATABASE
    assert loaded & LATE == set()


def test_the_command_line_loads_neither_database_nor_service() -> None:
    assert list_loaded_packages(COMMAND_LINE) & (LATE | DATABASE) == set()
