"""The time from the command to the first response, and the memory of an idle worker."""

import time

from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement, Ratio, Sample, Side


def measure_startup(context: BenchmarkContext) -> Measurement:
    durations: list[Sample] = []
    sizes: list[Sample] = []
    for _ in range(context.effort.rounds):
        started_at = time.perf_counter()
        with context.start_capaian(context.database) as server:
            durations.append(Sample(time.perf_counter() - started_at))
            sizes.append(Sample(server.memory_sizes()[0]))
    seconds, megabytes = Side("seconds until the first response", durations), Side("MB of the idle worker", sizes)
    ratios = [
        Ratio(
            "seconds from `capaian serve` to the first response",
            seconds.median,
            seconds.low,
            seconds.high,
            at_most=1.5,
        ),
        Ratio("MB of the idle worker", megabytes.median, megabytes.low, megabytes.high, at_most=90),
    ]
    remark = "Before it starts the worker, the command checks for missing migrations and seed data."
    return Measurement("startup", "Startup", "seconds and MB", [seconds, megabytes], ratios, [remark])
