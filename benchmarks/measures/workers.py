"""Two workers compared with one: responses per second, and the processor time per response."""

from benchmarks.context import NO_CACHE, BenchmarkContext
from benchmarks.http_connection import NO_HEADERS
from benchmarks.measurement import Measurement, Ratio, Side, ratio, run_in_turn
from benchmarks.measures.hot import RATE


def measure_workers(context: BenchmarkContext) -> Measurement:
    sides: list[Side] = []
    ratios: list[Ratio] = []
    remarks = []
    with (
        context.start_capaian(context.database) as one_worker,
        context.start_capaian(context.database, CAPAIAN_WORKERS="2") as two_workers,
    ):
        for name, path, headers in (
            ("hot single figure", context.single_path, NO_HEADERS),
            ("cold single figure", context.single_path, NO_CACHE),
        ):
            one, two = run_in_turn(
                {
                    f"{name}, one worker": context.load(one_worker, path, headers),
                    f"{name}, two workers": context.load(two_workers, path, headers),
                },
                context.effort.rounds,
            )
            sides += [one, two]
            ratios.append(ratio(f"two workers to one, {name}", two, one, at_least=1.8))
            if one.cpu and two.cpu:
                by_cpu = 2 * one.cpu / two.cpu
                ratios.append(Ratio(f"two workers to one, {name}, by processor time", by_cpu, by_cpu, by_cpu))
                remarks.append(
                    f"{name}: a response needs {one.cpu:.0f} µs of processor time with one worker and {two.cpu:.0f} µs "
                    "with two."
                )
    remarks.append(
        "The ratio by processor time is that of two workers with a core each. On two cores, the load generator and the "
        "database use the time that the second worker would need."
    )
    return Measurement("workers", "Two workers compared with one", RATE, sides, ratios, remarks)
