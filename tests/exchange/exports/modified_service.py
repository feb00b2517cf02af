"""A service with one change in its code: shorter timeouts, or an export that fails."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import services
from tests.support.databases import DatabaseUrls

_SCRIPT = """#!{python}
import {module} as {name}
{change}
from api.cli import main
main()
"""
TIMEOUT_SECONDS = 1.0
SHORT_SEND_TIMEOUT = ("api.http.streams.stream_writer", f"stream_writer.SEND_TIMEOUT_SECONDS = {TIMEOUT_SECONDS}")
SHORT_MAX_DURATION = (
    "api.http.streams.streaming_response",
    f"streaming_response.MAX_DURATION_SECONDS = {TIMEOUT_SECONDS}",
)
# As if the connection to the database failed after five batches.
FAILING = (
    "api.exchange.exports.stored",
    """
iterate_rows = stored._iterate_rows
async def fail_after_five(*arguments):
    count = 0
    async for rows in iterate_rows(*arguments):
        yield rows
        count += 1
        if count == 5:
            raise RuntimeError("failed after five batches")
stored._iterate_rows = fail_after_five
""",
)
WITHOUT_PYARROW = ("api.exchange.exports.parquet_writer", "import sys; sys.modules['pyarrow'] = None")


@contextmanager
def running(change: tuple[str, str], urls: DatabaseUrls, directory: Path) -> Iterator[services.Service]:
    """Run `capaian serve` with a change: a module, and the code to run after its import."""
    module, code = change
    script = directory / "capaian"
    script.write_text(_SCRIPT.format(python=sys.executable, module=module, name=module.rpartition(".")[2], change=code))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    with services.running(directory, str(script), "serve", **urls.settings) as service:
        service.wait_until_ready()
        yield service
