"""`make bench`: run the measures, store the result of each one, and write docs/benchmarks.md."""

import os
import platform
import shutil
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from api.database.embedded.server import EmbeddedServer
from benchmarks import dataset, wrk
from benchmarks.commands import CAPAIAN
from benchmarks.context import BenchmarkContext, Effort
from benchmarks.measures.registry import MEASURES
from benchmarks.report import PAGE, Run, describe, load_runs, store_run, update_page
from tests.support.databases import DatabaseUrls, execute


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*MEASURES]), metavar="[MEASURE]…")
@click.option("--rows", default=400_000, show_default=True, help="Number of realizations, a multiple of 10,000.")
@click.option("--rounds", default=5, show_default=True, help="Runs of each side.")
@click.option("--seconds", default=2.0, show_default=True, help="Seconds of each run.")
@click.option("--connections", default=32, show_default=True, help="Connections of the load generator.")
@click.option("--data", type=click.Path(path_type=Path), default=Path(".bench"), show_default=True, help="Directory.")
@click.option(
    "--capaian", "command", default=CAPAIAN, help="Path of the command to measure; default: this installation."
)
@click.option("--trial", is_flag=True, help="Print the results; store nothing.")
def main(
    names: tuple[str, ...],
    *,
    rows: int,
    rounds: int,
    seconds: float,
    connections: int,
    data: Path,
    command: str,
    trial: bool,
) -> None:
    """Run all measures, or only the named ones."""
    if not wrk.is_installed():
        raise click.ClickException("The load generator wrk is not installed. On Debian run: apt-get install wrk")
    effort = Effort(rounds, seconds, connections)
    directory = data.absolute()
    shutil.rmtree(directory / "database", ignore_errors=True)
    failed: list[str] = []
    with EmbeddedServer(directory / "database") as embedded:
        server = DatabaseUrls(embedded.service_url, embedded.owner_url)
        click.echo(f"Preparing {rows:,} realizations …")
        database = dataset.create_database(server, rows)
        # Otherwise checkpoints of the inserts would continue during the measures.
        execute(server.owner, "CHECKPOINT")
        with BenchmarkContext(database, effort, directory, command) as context:
            for name in names or MEASURES:
                started_at = time.perf_counter()
                machine = _describe_machine(server, effort, rows)
                try:
                    measurement = MEASURES[name](context)
                except Exception as error:  # noqa: BLE001  # the other measures still run
                    traceback.print_exception(error)
                    failed.append(name)
                    continue
                click.echo(f"\n{name}, {time.perf_counter() - started_at:.0f} s\n\n{describe(measurement)}")
                if not trial:
                    store_run(name, Run(machine, measurement))
    if not trial:
        PAGE.write_text(update_page(PAGE.read_text(), load_runs()))
    if failed:
        raise click.ClickException(f"These measures failed: {', '.join(failed)}")


def _describe_machine(server: DatabaseUrls, effort: Effort, rows: int) -> dict[str, str]:
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": f"{model[0].partition(': ')[2] if model else platform.processor()}, {os.cpu_count()} cores",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "versions": f"Python {platform.python_version()}, PostgreSQL {dataset.server_version(server)}, "
        f"uvicorn {version('uvicorn')}, {wrk.version()}",
        "load": f"{wrk.THREADS} thread, {effort.connections} connections, no pipelining, no compression",
        "data": f"{rows:,} realizations",
        "runs": f"{effort.rounds} of {effort.seconds:g} s, in turn",
    }


if __name__ == "__main__":
    main(prog_name=f"{Path(sys.executable).name} -m benchmarks")
