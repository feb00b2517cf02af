"""Answers that were given before, to data that did not change, against fixed bytes from the same server."""

from benchmarks.measured import Measured, best, in_turn, ratio, side
from benchmarks.peers.running import PEERS
from benchmarks.stage import Stage

CAPAIAN, FLOOR = "Capaian", "bare ASGI, fixed bytes"
RATE = "answers a second"


def hot_list(stage: Stage) -> Measured:
    path = stage.list_path
    sides = {CAPAIAN: stage.loaded(stage.capaian, path), FLOOR: stage.loaded(stage.floor, path)}
    sides |= {name: stage.loaded(server, path) for name, server in stage.peers().items()}
    taken = in_turn(sides, stage.effort.rounds)
    ours = side(taken, CAPAIAN)
    ratios = [ratio("of the bare ASGI floor", ours, side(taken, FLOOR), at_least=0.8)]
    if (peer := best(taken, set(PEERS))) is not None:
        ratios.append(ratio(f"to the best peer, {peer.name}", ours, peer, at_least=10))
    return Measured("hot_list", "Hot list of 100 figures", RATE, taken, ratios)


def hot_single(stage: Stage) -> Measured:
    return _against_the_floor(stage, "hot_single", "Hot single figure", stage.single_path)


def hot_counts(stage: Stage) -> Measured:
    return _against_the_floor(stage, "hot_counts", "Hot onboarding counts of the provinces", stage.counts_path)


def unchanged(stage: Stage) -> Measured:
    path = stage.list_path
    tag = stage.asked(path).headers["etag"]
    held = {"if-none-match": tag}
    sides = {
        CAPAIAN: stage.loaded(stage.capaian, path, held),
        FLOOR: stage.loaded(stage.floor, f"/304{path}", held),
    }
    taken = in_turn(sides, stage.effort.rounds)
    ratios = [ratio("of the bare ASGI floor", side(taken, CAPAIAN), side(taken, FLOOR), at_least=0.75)]
    return Measured("unchanged", "304 to a list of 100 figures", RATE, taken, ratios)


def _against_the_floor(stage: Stage, name: str, title: str, path: str) -> Measured:
    sides = {CAPAIAN: stage.loaded(stage.capaian, path), FLOOR: stage.loaded(stage.floor, path)}
    taken = in_turn(sides, stage.effort.rounds)
    ratios = [ratio("of the bare ASGI floor", side(taken, CAPAIAN), side(taken, FLOOR), at_least=0.75)]
    return Measured(name, title, RATE, taken, ratios)
