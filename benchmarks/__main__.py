"""`make bench`: measures what is asked for, writes down what came of it, and brings docs/benchmarks.md up to date."""

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from api.embedded.server import EmbeddedServer
from benchmarks import dataset, results, wrk
from benchmarks.measures.every import MEASURES
from benchmarks.pages import PAGE, rewritten
from benchmarks.peers import running
from benchmarks.stage import Effort, Stage
from tests.support.databases import Addresses, execute

QUICK = 10_000
SIZES = (QUICK, 1_000_000, 10_000_000)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*MEASURES]), metavar="[MEASURE]…")
@click.option("--size", type=click.Choice(SIZES), default=QUICK, show_default=True, help="Realizations.")
@click.option("--rounds", default=5, show_default=True, help="Runs of each side.")
@click.option("--seconds", default=3, show_default=True, help="Seconds of each run.")
@click.option("--connections", default=32, show_default=True, help="Connections of the load generator.")
@click.option("--minutes", default=2.0, show_default=True, help="Minutes of the mixed load.")
@click.option("--data", type=click.Path(path_type=Path), default=Path(".bench"), show_default=True, help="Kept data.")
@click.option("--trial", is_flag=True, help="Print what was measured, and write nothing down.")
def main(
    names: tuple[str, ...], *, size: int, rounds: int, seconds: int, connections: int, minutes: float, data: Path,
    trial: bool,
) -> None:  # fmt: skip
    """Measure everything, or what is named."""
    if not wrk.is_installed():
        raise click.ClickException("The load generator wrk is missing; Debian has it: apt-get install wrk.")
    if not running.are_installed():
        click.echo("The peers are not installed and so not measured; make .venv/bench installs them.")
    failed: list[str] = []
    effort = Effort(rounds, seconds, connections, minutes)
    with EmbeddedServer(data) as embedded, tempfile.TemporaryDirectory(prefix="capaian-bench-") as directory:
        server = Addresses(embedded.service_url, embedded.owner_url)
        # As much as one run may write; otherwise checkpoints of the filling go on into the measuring.
        execute(server.owner, "ALTER SYSTEM SET max_wal_size = '4GB'", "SELECT pg_reload_conf()")
        click.echo(f"Filling {size:,} realizations, where they are not there yet.")
        filled = dataset.filled(server, size)
        small = None if size == QUICK else dataset.filled(server, QUICK)
        for addresses in filter(None, (filled, small)):
            dataset.clear(addresses)
        execute(server.owner, "CHECKPOINT")
        machine = _machine(server, effort)
        with Stage(size, filled, small, effort, Path(directory)) as stage:
            for name in names or MEASURES:
                click.echo(f"{name} …")
                try:
                    measured = MEASURES[name](stage)
                except RuntimeError as failure:
                    click.echo(f"  failed: {failure}", err=True)
                    failed.append(name)
                    continue
                if measured is None:
                    click.echo("  needs more realizations than 10,000")
                    continue
                click.echo(results.told(measured))
                if not trial:
                    results.keep(size, machine, measured)
    if not trial:
        PAGE.write_text(rewritten(PAGE.read_text(), results.held()))
    if failed:
        raise click.ClickException(f"not measured: {', '.join(failed)}")


def _machine(server: Addresses, effort: Effort) -> dict[str, str]:
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": f"{model[0].partition(': ')[2] if model else platform.processor()}, {os.cpu_count()} cores",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "versions": f"Python {platform.python_version()}, PostgreSQL {dataset.version(server)}, "
        f"granian {version('granian')}, {wrk.version()}",
        "load": f"{wrk.THREADS} thread, {effort.connections} connections, no pipelining, no compression",
        "runs": f"{effort.rounds} of {effort.seconds} s, in turn",
    }


if __name__ == "__main__":
    main(prog_name=f"{Path(sys.executable).name} -m benchmarks")
