"""Drafts created over HTTP, compared with version 0.1.0 and with an INSERT per transaction."""

import itertools
from collections.abc import Callable
from functools import partial

from api.database.embedded.server import EmbeddedServer
from benchmarks.context import BenchmarkContext
from benchmarks.embedded import create_installation, install_commit
from benchmarks.floors.insert import measure_insert
from benchmarks.measurement import Measurement, Sample, Table, build_ratio, run_in_turn
from benchmarks.measures.hits import CAPAIAN
from benchmarks.servers import Server
from benchmarks.statements import DRAFT, generate_statements
from benchmarks.wrk import measure_rate

OLD_COMMIT = "dd3f7ef"
OLD, INSERT = "version 0.1.0", "bare INSERT"
GOALS = {1: 2.5, 8: 2.0}  # to version 0.1.0, by number of writers


def measure_writes(context: BenchmarkContext) -> Measurement:
    tables, results = [], []
    old_command = install_commit(OLD_COMMIT, context.directory)
    with (
        create_installation(context.directory, "old-writes", old_command) as old,
        create_installation(context.directory, "writes", context.command) as new,
        old.serve() as old_server,
        new.serve() as server,
    ):
        owner = EmbeddedServer(new.data).join_or_start().owner_url
        runs: dict[str, Callable[[int], Sample]] = {
            CAPAIAN: _build_writer(context, server, new.create_key("bench", "write")),
            OLD: _build_writer(context, old_server, old.create_key("bench", "write")),
            INSERT: _build_insert(context, server, owner),
        }
        for writers, goal in GOALS.items():
            title = f"Write, {'one writer' if writers == 1 else 'eight writers'}"
            sides = run_in_turn({name: partial(run, writers) for name, run in runs.items()}, context.effort.rounds)
            tables.append(Table(title, "drafts per second", list(sides.values())))
            results += [
                build_ratio(f"{title}: to {OLD}", sides[CAPAIAN], sides[OLD], at_least=goal),
                build_ratio(f"{title}: to a {INSERT} with the same functions", sides[CAPAIAN], sides[INSERT]),
            ]
    remark = (
        "Both versions have their seed data and their own embedded PostgreSQL, whose processor time is included. Each "
        "commit is flushed to disk. The INSERT runs the same triggers, without HTTP, API key and idempotency."
    )
    return Measurement(tables, results, [remark])


def _build_writer(context: BenchmarkContext, server: Server, key: str) -> Callable[[int], Sample]:
    """Return a function that creates drafts over this number of connections. No two runs send the same statement."""
    first_numbers = itertools.count(0, 15_000)

    def create(writers: int) -> Sample:
        variables = {"BENCH_DRAFT": DRAFT, "BENCH_KEY": key, "BENCH_FIRST": str(next(first_numbers))}
        return measure_rate(server, "/", connections=writers, seconds=context.effort.seconds, variables=variables)

    return create


def _build_insert(context: BenchmarkContext, server: Server, owner: str) -> Callable[[int], Sample]:
    """Return a function that inserts drafts into the database of this server over this number of connections."""
    statements = generate_statements()
    seconds = context.effort.seconds

    def insert(writers: int) -> Sample:
        before = server.cpu_seconds()
        rate = measure_insert(owner, statements, writers=writers, seconds=seconds)
        return Sample(rate, cpu=(server.cpu_seconds() - before) / (rate * seconds) * 1_000_000)

    return insert
