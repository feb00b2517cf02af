"""A service whose exports lose patience sooner, or fail in the middle: as `capaian serve`, with one thing changed."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import services
from tests.support.databases import Addresses

_SCRIPT = """#!{python}
import {module} as {name}
{change}
from api.cli import main
main()
"""
SECONDS = 1.0
SHORT_OF_PATIENCE = ("api.http.outlet", f"outlet.SECONDS_WITHOUT_READING = {SECONDS}")
SHORT_OF_TIME = ("api.http.streamed", f"streamed.LONGEST = {SECONDS}")
# As if the database broke off in the middle.
FAILING = (
    "api.exports.stored",
    """
real = stored._read
async def broken(held, chain, asked):
    count = 0
    async for rows in real(held, chain, asked):
        yield rows
        count += 1
        if count == 5:
            raise RuntimeError("in the middle")
stored._read = broken
""",
)
WITHOUT_PYARROW = ("api.exports.parquet", "import sys; sys.modules['pyarrow'] = None")


@contextmanager
def running(change: tuple[str, str], addresses: Addresses, directory: Path) -> Iterator[services.Service]:
    module, code = change
    script = directory / "capaian"
    script.write_text(_SCRIPT.format(python=sys.executable, module=module, name=module.rpartition(".")[2], change=code))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "CAPAIAN", str(script))
        with services.running(directory, **addresses.settings) as service:
            service.wait_until_ready()
            yield service
