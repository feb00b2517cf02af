"""`make bench`: run the measures, store the results, and update docs/benchmarks.md."""

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from api.database.embedded.server import EmbeddedServer
from benchmarks import dataset, stored_results, wrk
from benchmarks.context import BenchmarkContext, Effort
from benchmarks.measures.registry import MEASURES
from benchmarks.pages import PAGE, update_page
from benchmarks.peers import commands
from tests.support.databases import DatabaseUrls, execute

DEFAULT_SIZE = 10_000
SIZES = (DEFAULT_SIZE, 1_000_000, 10_000_000)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*MEASURES]), metavar="[MEASURE]…")
@click.option(
    "--size", type=click.Choice(SIZES), default=DEFAULT_SIZE, show_default=True, help="Number of realizations."
)
@click.option("--rounds", default=5, show_default=True, help="Runs of each side.")
@click.option("--seconds", default=3, show_default=True, help="Seconds of each run.")
@click.option("--connections", default=32, show_default=True, help="Connections of the load generator.")
@click.option("--minutes", default=2.0, show_default=True, help="Minutes of the mixed load.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path(".bench"),
    show_default=True,
    help="Directory of the database.",
)
@click.option("--trial", is_flag=True, help="Print the results; store nothing.")
def main(
    names: tuple[str, ...], *, size: int, rounds: int, seconds: int, connections: int, minutes: float, data: Path,
    trial: bool,
) -> None:  # fmt: skip
    """Run all measures, or only the named ones."""
    if not wrk.is_installed():
        raise click.ClickException("The load generator wrk is not installed. On Debian run: apt-get install wrk")
    if not commands.are_installed():
        click.echo("The peers are not installed and will not be measured. To install them run: make .venv/bench")
    failed: list[str] = []
    effort = Effort(rounds, seconds, connections, minutes)
    with EmbeddedServer(data) as embedded, tempfile.TemporaryDirectory(prefix="capaian-bench-") as directory:
        server = DatabaseUrls(embedded.service_url, embedded.owner_url)
        # More than one run writes; otherwise checkpoints of the inserts would continue during the measures.
        execute(server.owner, "ALTER SYSTEM SET max_wal_size = '4GB'", "SELECT pg_reload_conf()")
        click.echo(f"Preparing {size:,} realizations …")
        database = dataset.prepare_database(server, size)
        small_database = None if size == DEFAULT_SIZE else dataset.prepare_database(server, DEFAULT_SIZE)
        for prepared in filter(None, (database, small_database)):
            dataset.delete_earlier_writes(prepared)
        execute(server.owner, "CHECKPOINT")
        machine = _describe_machine(server, effort)
        with BenchmarkContext(size, database, small_database, effort, Path(directory)) as context:
            for name in names or MEASURES:
                click.echo(f"{name} …")
                try:
                    measurement = MEASURES[name](context)
                except RuntimeError as error:
                    click.echo(f"  failed: {error}", err=True)
                    failed.append(name)
                    continue
                if measurement is None:
                    click.echo("  requires more than 10,000 realizations")
                    continue
                click.echo(stored_results.describe(measurement))
                if not trial:
                    stored_results.store(size, machine, measurement)
    if not trial:
        PAGE.write_text(update_page(PAGE.read_text(), stored_results.load_results()))
    if failed:
        raise click.ClickException(f"These measures failed: {', '.join(failed)}")


def _describe_machine(server: DatabaseUrls, effort: Effort) -> dict[str, str]:
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": f"{model[0].partition(': ')[2] if model else platform.processor()}, {os.cpu_count()} cores",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "versions": f"Python {platform.python_version()}, PostgreSQL {dataset.server_version(server)}, "
        f"uvicorn {version('uvicorn')}, {wrk.version()}",
        "load": f"{wrk.THREADS} thread, {effort.connections} connections, no pipelining, no compression",
        "runs": f"{effort.rounds} of {effort.seconds} s, in turn",
    }


if __name__ == "__main__":
    main(prog_name=f"{Path(sys.executable).name} -m benchmarks")
