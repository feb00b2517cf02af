"""Cached responses, compared with programs that return the same bytes from memory."""

from benchmarks.commands import FIXED_BYTES, ON_GRANIAN, ON_UVICORN
from benchmarks.context import COUNTS, LIST, BenchmarkContext
from benchmarks.http_connection import NO_HEADERS
from benchmarks.measurement import Measurement, Table, build_cpu_ratio, run_in_turn

CAPAIAN, RATE = "Capaian", "responses per second"
GOALS = {ON_GRANIAN: 1.8, ON_UVICORN: 1.8, FIXED_BYTES: 0.55}


def measure_hits(context: BenchmarkContext) -> Measurement:
    tables, results = [], []
    etag = {"if-none-match": context.read(LIST).headers["etag"]}
    for name, path, headers in (
        ("Hit, single figure", context.single_path, NO_HEADERS),
        ("Hit, list of 100 figures", LIST, NO_HEADERS),
        ("Hit, onboarding counts of the provinces", COUNTS, NO_HEADERS),
        ("Hit, 304 for a list of 100 figures", LIST, etag),
    ):
        prefix = "/304" if headers else ""
        runs = {CAPAIAN: context.load(context.capaian, path, headers)}
        runs |= {floor: context.load(context.floor(floor), prefix + path, headers) for floor in GOALS}
        sides = run_in_turn(runs, context.effort.rounds)
        tables.append(Table(name, RATE, list(sides.values())))
        results += [
            build_cpu_ratio(f"{name}: to {floor}, by processor time", sides[CAPAIAN], sides[floor], at_least=goal)
            for floor, goal in GOALS.items()
        ]
    remark = (
        "The ratios of hits compare responses per second of processor time of the server. On two cores the rates also "
        "depend on the load generator, which needs as much time per response as the fastest of these programs."
    )
    return Measurement(tables, results, [remark])
