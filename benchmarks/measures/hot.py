"""Cached responses, compared with fixed responses from the same server."""

from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement, find_best, find_side, ratio, run_in_turn
from benchmarks.peers.commands import PEERS

CAPAIAN, MINIMAL = "Capaian", "minimal ASGI application"
TO_MINIMAL = "to the minimal ASGI application"
RATE = "responses per second"


def measure_hot_list(context: BenchmarkContext) -> Measurement:
    path = context.list_path
    runs = {CAPAIAN: context.load(context.capaian, path), MINIMAL: context.load(context.minimal_app, path)}
    runs |= {name: context.load(server, path) for name, server in context.peers().items()}
    sides = run_in_turn(runs, context.effort.rounds)
    capaian = find_side(sides, CAPAIAN)
    ratios = [ratio(TO_MINIMAL, capaian, find_side(sides, MINIMAL), at_least=0.8)]
    if (peer := find_best(sides, set(PEERS))) is not None:
        ratios.append(ratio(f"to the best peer, {peer.name}", capaian, peer, at_least=10))
    return Measurement("hot_list", "Hot list of 100 figures", RATE, sides, ratios)


def measure_hot_single(context: BenchmarkContext) -> Measurement:
    return _compare_with_minimal(context, "hot_single", "Hot single figure", context.single_path)


def measure_hot_counts(context: BenchmarkContext) -> Measurement:
    return _compare_with_minimal(context, "hot_counts", "Hot onboarding counts of the provinces", context.counts_path)


def measure_not_modified(context: BenchmarkContext) -> Measurement:
    path = context.list_path
    headers = {"if-none-match": context.read(path).headers["etag"]}
    runs = {
        CAPAIAN: context.load(context.capaian, path, headers),
        MINIMAL: context.load(context.minimal_app, f"/304{path}", headers),
    }
    sides = run_in_turn(runs, context.effort.rounds)
    ratios = [ratio(TO_MINIMAL, find_side(sides, CAPAIAN), find_side(sides, MINIMAL), at_least=0.75)]
    return Measurement("not_modified", "304 for a list of 100 figures", RATE, sides, ratios)


def _compare_with_minimal(context: BenchmarkContext, name: str, title: str, path: str) -> Measurement:
    runs = {CAPAIAN: context.load(context.capaian, path), MINIMAL: context.load(context.minimal_app, path)}
    sides = run_in_turn(runs, context.effort.rounds)
    ratios = [ratio(TO_MINIMAL, find_side(sides, CAPAIAN), find_side(sides, MINIMAL), at_least=0.75)]
    return Measurement(name, title, RATE, sides, ratios)
