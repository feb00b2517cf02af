"""Answers that reach the database each time, against the peers and against the rows alone."""

from collections.abc import Callable

from api.postgres.chain import Selection, list_sql
from api.realizations.queries import REALIZATIONS
from benchmarks.floors.fetching import encoding, fetched
from benchmarks.measured import Measured, Sample, best, in_turn, ratio, side
from benchmarks.measures.hot import CAPAIAN, RATE
from benchmarks.peers.running import PEERS
from benchmarks.stage import FRESH, POOL, Stage

FETCH, ENCODED = "asyncpg fetch alone", "asyncpg fetch + msgspec encode"
LOWER_BOUNDS = {"FastAPI + asyncpg": 1.3, "FastAPI + SQLAlchemy": 3.0}


def cold_list(stage: Stage) -> Measured:
    path = stage.list_path
    sides = {CAPAIAN: stage.loaded(stage.capaian, path, FRESH)}
    sides |= {name: stage.loaded(server, path) for name, server in stage.peers().items()}
    sides |= _floors(stage)
    taken = in_turn(sides, stage.effort.rounds)
    ours = side(taken, CAPAIAN)
    ratios = [ratio(f"to {name}", ours, side(taken, name), at_least=LOWER_BOUNDS.get(name)) for name in stage.peers()]
    ratios.append(ratio("of asyncpg fetch + encode", ours, side(taken, ENCODED), at_least=0.6))
    ratios.append(ratio("of asyncpg fetch alone", ours, side(taken, FETCH)))
    remarks = [
        "The rows alone have no HTTP and no load generator beside them; from all others it takes a part of a core."
    ]
    return Measured("cold_list", "Cold list of 100 figures", RATE, taken, ratios, remarks)


def cold_single(stage: Stage) -> Measured:
    path = stage.single_path
    sides = {CAPAIAN: stage.loaded(stage.capaian, path, FRESH)}
    sides |= {name: stage.loaded(server, path) for name, server in stage.peers().items()}
    taken = in_turn(sides, stage.effort.rounds)
    peer = best(taken, set(PEERS))
    ratios = [] if peer is None else [
        ratio(f"to the best peer, {peer.name}", side(taken, CAPAIAN), peer, at_least=1.3)
    ]  # fmt: skip
    return Measured("cold_single", "Cold single figure", RATE, taken, ratios)


def _floors(stage: Stage) -> dict[str, Callable[[], Sample]]:
    """The statement that Capaian runs, over as many connections."""
    sql, values = list_sql(REALIZATIONS, Selection(None, ("published",), {}), 101)
    names = (*REALIZATIONS.columns, *REALIZATIONS.beside(None))

    def floor(*, with_encoding: bool) -> Callable[[], Sample]:
        encode = encoding(names) if with_encoding else None
        return lambda: fetched(
            stage.filled.service, sql, values, tasks=POOL, seconds=stage.effort.seconds, encode=encode
        )

    return {ENCODED: floor(with_encoding=True), FETCH: floor(with_encoding=False)}
