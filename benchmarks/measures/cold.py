"""Responses that query the database each time, compared with the peers and with fetching and encoding the rows."""

from collections.abc import Callable

from api.database.revision_reads import Selection, build_list_sql
from api.resources.realizations.queries import REALIZATION_TABLE
from benchmarks.commands import PEERS
from benchmarks.context import LIST, NO_CACHE, POOL_SIZE, BenchmarkContext
from benchmarks.floors.fetch import build_encoder, measure_fetch
from benchmarks.measurement import Measurement, Sample, Side, Table, build_ratio, run_in_turn
from benchmarks.measures.hits import CAPAIAN, RATE

FETCH = "asyncpg fetch + msgspec encode"
LIST_GOALS = {"FastAPI + asyncpg": 2.4, FETCH: 0.5}
SINGLE_GOAL = 1.7


def measure_cold_list(context: BenchmarkContext) -> Measurement:
    title = "Cold list of 100 figures"
    sides = _run_sides(context, LIST, {FETCH: _build_fetch(context)})
    capaian, *others = sides.values()
    results = [
        build_ratio(f"{title}: to {other.name}", capaian, other, at_least=LIST_GOALS.get(other.name))
        for other in others
    ]
    remark = "The fetch uses neither HTTP nor the load generator, with which all other programs share the cores."
    return Measurement([Table(title, RATE, list(sides.values()))], results, [remark])


def measure_cold_single(context: BenchmarkContext) -> Measurement:
    title = "Cold single figure"
    sides = _run_sides(context, context.single_path, {})
    best = max((sides[name] for name in PEERS), key=lambda side: side.median)
    result = build_ratio(f"{title}: to the best peer, {best.name}", sides[CAPAIAN], best, at_least=SINGLE_GOAL)
    return Measurement([Table(title, RATE, list(sides.values()))], [result])


def _run_sides(context: BenchmarkContext, path: str, more: dict[str, Callable[[], Sample]]) -> dict[str, Side]:
    runs = {CAPAIAN: context.load(context.capaian, path, NO_CACHE)}
    runs |= {name: context.load(server, path) for name, server in context.peers().items()}
    return run_in_turn(runs | more, context.effort.rounds)


def _build_fetch(context: BenchmarkContext) -> Callable[[], Sample]:
    """Return the side that runs the statement of Capaian's list, over the same number of connections."""
    sql, values = build_list_sql(REALIZATION_TABLE, Selection(None, ("published",), {}), 101)
    encode = build_encoder((*REALIZATION_TABLE.columns, *REALIZATION_TABLE.cursor_columns(None)))
    return lambda: measure_fetch(
        context.database.service, sql, values, tasks=POOL_SIZE, seconds=context.effort.seconds, encode=encode
    )
