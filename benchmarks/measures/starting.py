"""From the command to the first answer, and what a worker holds before anybody asked for more."""

import time

from benchmarks.measured import Measured, Ratio, Sample, Side
from benchmarks.stage import Stage


def starting(stage: Stage) -> Measured:
    waited: list[Sample] = []
    held: list[Sample] = []
    for _ in range(stage.effort.rounds):
        began = time.perf_counter()
        with stage.serving(stage.filled) as server:
            waited.append(Sample(time.perf_counter() - began))
            held.append(Sample(server.resident()[0]))
    seconds, megabytes = Side("seconds to the first answer", waited), Side("MB of the worker, idle", held)
    ratios = [
        Ratio(
            "seconds from `capaian serve` to the first answer", seconds.median, seconds.low, seconds.high, at_most=1.5
        ),
        Ratio("MB of the worker, idle", megabytes.median, megabytes.low, megabytes.high, at_most=90),
    ]
    remark = "The command looks for missing migrations and for what ships before it starts the worker."
    return Measured("starting", "Start", "seconds and MB", [seconds, megabytes], ratios, [remark])
