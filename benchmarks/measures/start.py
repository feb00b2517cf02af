"""The time from the command to the first response, with the embedded database, and the memory of idle workers."""

import time

from benchmarks.context import LIST, BenchmarkContext, read
from benchmarks.embedded import create_installation
from benchmarks.measurement import Measurement, Sample, Side, Table, build_value

MAX_SECONDS, MAX_MEGABYTES = 1.2, 45
SECONDS = "Start with the embedded database, seconds until the first response"


def measure_start(context: BenchmarkContext) -> Measurement:
    durations: list[Sample] = []
    sizes: dict[int, list[Sample]] = {1: [], 2: []}
    with create_installation(context.directory, "start", context.command) as installation:
        with installation.serve():
            pass  # creates the database
        for _ in range(context.effort.rounds):
            for workers, of_workers in sizes.items():
                started_at = time.perf_counter()
                with installation.serve(CAPAIAN_WORKERS=str(workers)) as server:
                    if workers == 1:
                        durations.append(Sample(time.perf_counter() - started_at))
                    for _ in range(20):
                        read(server, LIST)
                    of_workers.append(Sample(max(server.worker_sizes())))
    sides = {
        workers: Side(f"PSS of a worker, {'one worker' if workers == 1 else 'two workers'}", samples)
        for workers, samples in sizes.items()
    }
    return Measurement(
        [Table("Memory after the first responses", "MB", list(sides.values()))],
        [
            build_value(SECONDS, Side(SECONDS, durations), at_most=MAX_SECONDS),
            *(build_value(f"{side.name}, MB", side, at_most=MAX_MEGABYTES) for side in sides.values()),
        ],
        ["The proportional set size (PSS) divides memory that processes share among them."],
    )
