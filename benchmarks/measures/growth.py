"""Cold onboarding counts and progress in a large database, compared with 10,000 realizations."""

from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement, Ratio, Side, ratio, run_in_turn
from benchmarks.measures.latency import measure_latency

TIMES = 20
PATHS = {
    "onboarding counts, first page": "/v1/onboarding-counts",
    "onboarding counts of a program": "/v1/onboarding-counts?program=program-0",
    "onboarding counts of a region": "/v1/onboarding-counts?program=program-0&within=32",
    "progress, first page": "/v1/progress",
    "progress of a program": "/v1/programs/program-0/progress",
}


def measure_growth(context: BenchmarkContext) -> Measurement | None:
    """Return None if there is no smaller database to compare with."""
    if context.small_database is None:
        return None
    large, small = context.capaian, context.small_capaian
    unavailable: set[str] = set()
    sides: list[Side] = []
    ratios: list[Ratio] = []
    for name, path in PATHS.items():
        large_side, small_side = run_in_turn(
            {
                f"{name}, all": lambda path=path: measure_latency(large, path, TIMES, unavailable),  # type: ignore[misc]
                f"{name}, 10,000": lambda path=path: measure_latency(small, path, TIMES),  # type: ignore[misc]
            },
            context.effort.rounds,
        )
        sides += [large_side, small_side]
        ratios.append(ratio(name, large_side, small_side, at_most=1.3))
    title = "Cold responses, all realizations compared with 10,000"
    remarks = [f"`{path}` returned 503 at least once; the time until then counts." for path in sorted(unavailable)]
    return Measurement("growth", title, "milliseconds", sides, ratios, remarks)
