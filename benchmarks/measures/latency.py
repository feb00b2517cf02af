"""The median and p99 of response times at half of the saturation rate."""

from collections.abc import Callable

from benchmarks.commands import FIXED_BYTES
from benchmarks.context import LIST, NO_CACHE, BenchmarkContext, Effort
from benchmarks.http_connection import NO_HEADERS, Headers
from benchmarks.measurement import Measurement, Sample, Side, Table
from benchmarks.measures.hits import CAPAIAN
from benchmarks.servers import Server, reserve_core
from benchmarks.wrk import WrkSummary, run_wrk

MAX_BUSY = 0.8  # of the core of the load generator; a side that exceeds it is void
REMARK = (
    "wrk has a core of its own, which servers and databases do not use. Each of its connections waits before each "
    "request, for an exponentially distributed time in whole milliseconds. The fixed bytes, at the same rate, show the "
    "part of the machine and of wrk."
)


def measure_latency(context: BenchmarkContext) -> Measurement:
    tables = []
    remarks = [REMARK]
    cases = (
        ("hit, single figure", context.single_path, NO_HEADERS),
        ("hit, list of 100", LIST, NO_HEADERS),
        ("cold, single figure", context.single_path, NO_CACHE),
        ("cold, list of 100", LIST, NO_CACHE),
    )
    servers = {CAPAIAN: context.capaian, FIXED_BYTES: context.floor(FIXED_BYTES)}
    with reserve_core() as core:
        for name, path, headers in cases:
            effort = context.effort
            if headers:  # the service rejects more than 48 cold requests, and those of the previous run may still end
                effort = effort._replace(connections=effort.connections // 2)
            saturation = _run(context.capaian, path, headers, effort, core=core)
            loads = {
                side: _build_load(server, path, headers, effort, core=core, rate=saturation.rate / 2)
                for side, server in servers.items()
            }
            runs: dict[str, list[WrkSummary]] = {side: [] for side in loads}
            for _ in range(effort.rounds):
                for side, load in loads.items():
                    runs[side].append(load())
            tables.append(Table(f"Response time at half of saturation: {name}", "milliseconds", _build_sides(runs)))
            rates = ", ".join(f"{side} {sum(run.rate for run in done) / len(done):,.0f}" for side, done in runs.items())
            remarks.append(f"Responses per second, {name}: at saturation {saturation.rate:,.0f}; measured at {rates}.")
    return Measurement(tables, [], remarks)


def _build_load(
    server: Server, path: str, headers: Headers, effort: Effort, *, core: int, rate: float
) -> Callable[[], WrkSummary]:
    """Return a function that sends requests at this mean rate. A first run, which is not counted, sets the delay."""
    delay = 1000 * effort.connections / rate
    measured = _run(server, path, headers, effort, core=core, delay=delay).rate
    delay = max(0.0, delay + 1000 * effort.connections * (1 / rate - 1 / measured))
    return lambda: _run(server, path, headers, effort, core=core, delay=delay)


def _run(
    server: Server, path: str, headers: Headers, effort: Effort, *, core: int, delay: float | None = None
) -> WrkSummary:
    """Run wrk on this core, with this mean delay in milliseconds before each request."""
    server.truncate_log()
    return run_wrk(
        server.url + path, connections=effort.connections, seconds=effort.seconds, headers=headers, core=core,
        variables={} if delay is None else {"BENCH_DELAY": str(delay)},
    )  # fmt: skip


def _build_sides(runs: dict[str, list[WrkSummary]]) -> list[Side]:
    sides = []
    for name, done in runs.items():
        busy = max(run.busy for run in done)
        note = f" (void: wrk used {busy:.0%} of its core)" if busy > MAX_BUSY else ""
        sides += [
            Side(f"{name}, median{note}", [Sample(run.median / 1000) for run in done]),
            Side(f"{name}, p99{note}", [Sample(run.p99 / 1000) for run in done]),
        ]
    return sides
