"""The p99 of the response time at half of the saturation rate, hot and cold."""

from benchmarks.context import NO_CACHE, BenchmarkContext
from benchmarks.http_connection import NO_HEADERS, Headers
from benchmarks.measurement import Measurement, Ratio, Sample, Side
from benchmarks.servers import Server
from benchmarks.steady_load import Latency, measure_at_rate
from benchmarks.wrk import run_wrk

MIN_RESPONSES = 500  # of one run, so that five of them are slower than its p99
MAX_SECONDS = 15  # of one run


def measure_tail_latency(context: BenchmarkContext) -> Measurement:
    sides: list[Side] = []
    ratios: list[Ratio] = []
    method = (
        f"One Python process sends the requests at fixed times over {context.effort.connections} connections; it "
        "shares the cores with the service and the database. The time of a response counts from the time at which its "
        "request was due. The minimal ASGI application at the same rate shows how much of that time is due to the "
        "machine and the client."
    )
    remarks = [method]
    for name, path, headers in (
        ("hot list", context.list_path, NO_HEADERS),
        ("hot single figure", context.single_path, NO_HEADERS),
        ("cold list", context.list_path, NO_CACHE),
        ("cold single figure", context.single_path, NO_CACHE),
    ):
        effort = context.effort
        saturation_rate = run_wrk(
            context.capaian.url, path, connections=effort.connections, seconds=effort.seconds, headers=headers
        ).rate
        rate = saturation_rate / 2
        remarks.append(f"{name}: {rate:,.0f} requests per second, half of {saturation_rate:,.0f}.")
        runs: dict[str, list[Latency]] = {name: [], f"{name}, minimal ASGI": []}
        for _ in range(effort.rounds):
            for side, server in zip(runs, (context.capaian, context.minimal_app), strict=True):
                runs[side].append(_measure(context, server, path, rate, headers))
        for side, goal in zip(runs, (3.0, None), strict=True):
            sides += _build_sides(side, runs[side])
            ratios.append(_build_ratio(side, runs[side], sides, goal))
    return Measurement("tail_latency", "p99 at half of the saturation rate", "milliseconds", sides, ratios, remarks)


def _measure(context: BenchmarkContext, server: Server, path: str, rate: float, headers: Headers) -> Latency:
    seconds = min(MAX_SECONDS, max(context.effort.seconds, MIN_RESPONSES / rate))
    return measure_at_rate(
        server.url, path, rate=rate, connections=context.effort.connections, seconds=seconds, headers=headers
    )


def _build_sides(name: str, runs: list[Latency]) -> list[Side]:
    return [
        Side(f"{name}, median", [Sample(run.median) for run in runs]),
        Side(f"{name}, p99", [Sample(run.p99) for run in runs]),
    ]


def _build_ratio(name: str, runs: list[Latency], sides: list[Side], goal: float | None) -> Ratio:
    median, p99 = sides[-2:]
    values = [run.p99 / run.median for run in runs]
    return Ratio(f"p99 to median, {name}", p99.median / median.median, min(values), max(values), at_most=goal)
