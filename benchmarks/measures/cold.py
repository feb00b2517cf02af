"""Responses that query the database each time, compared with the peers and with fetching the rows only."""

from collections.abc import Callable

from api.database.revision_reads import Selection, build_list_sql
from api.resources.realizations.queries import REALIZATION_TABLE
from benchmarks.context import NO_CACHE, POOL_SIZE, BenchmarkContext
from benchmarks.floors.fetch import build_encoder, measure_fetch
from benchmarks.measurement import Measurement, Sample, find_best, find_side, ratio, run_in_turn
from benchmarks.measures.hot import CAPAIAN, RATE
from benchmarks.peers.commands import PEERS

FETCH, ENCODED = "asyncpg fetch only", "asyncpg fetch + msgspec encode"
GOALS = {"FastAPI + asyncpg": 1.3, "FastAPI + SQLAlchemy": 3.0}


def measure_cold_list(context: BenchmarkContext) -> Measurement:
    path = context.list_path
    runs = {CAPAIAN: context.load(context.capaian, path, NO_CACHE)}
    runs |= {name: context.load(server, path) for name, server in context.peers().items()}
    runs |= _fetch_only(context)
    sides = run_in_turn(runs, context.effort.rounds)
    capaian = find_side(sides, CAPAIAN)
    ratios = [
        ratio(f"to {name}", capaian, find_side(sides, name), at_least=GOALS.get(name)) for name in context.peers()
    ]
    ratios.append(ratio("to asyncpg fetch + encode", capaian, find_side(sides, ENCODED), at_least=0.6))
    ratios.append(ratio("to asyncpg fetch only", capaian, find_side(sides, FETCH)))
    remark = (
        "The two fetches use neither HTTP nor the load generator; all other programs share the cores with the load "
        "generator."
    )
    return Measurement("cold_list", "Cold list of 100 figures", RATE, sides, ratios, [remark])


def measure_cold_single(context: BenchmarkContext) -> Measurement:
    path = context.single_path
    runs = {CAPAIAN: context.load(context.capaian, path, NO_CACHE)}
    runs |= {name: context.load(server, path) for name, server in context.peers().items()}
    sides = run_in_turn(runs, context.effort.rounds)
    peer = find_best(sides, set(PEERS))
    ratios = [] if peer is None else [
        ratio(f"to the best peer, {peer.name}", find_side(sides, CAPAIAN), peer, at_least=1.3)
    ]  # fmt: skip
    return Measurement("cold_single", "Cold single figure", RATE, sides, ratios)


def _fetch_only(context: BenchmarkContext) -> dict[str, Callable[[], Sample]]:
    """Return the sides that run the statement of Capaian's list, over the same number of connections."""
    sql, values = build_list_sql(REALIZATION_TABLE, Selection(None, ("published",), {}), 101)
    names = (*REALIZATION_TABLE.columns, *REALIZATION_TABLE.cursor_columns(None))

    def fetch(*, with_encoding: bool) -> Callable[[], Sample]:
        encode = build_encoder(names) if with_encoding else None
        return lambda: measure_fetch(
            context.database.service, sql, values, tasks=POOL_SIZE, seconds=context.effort.seconds, encode=encode
        )

    return {ENCODED: fetch(with_encoding=True), FETCH: fetch(with_encoding=False)}
