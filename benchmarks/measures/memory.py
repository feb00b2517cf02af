"""What one worker holds under mixed load: many different questions, some past the cache, and somebody who publishes."""

import json
import threading
import time
from pathlib import Path

from benchmarks import wrk
from benchmarks.line import Line
from benchmarks.measured import Measured, Ratio, Sample, Side
from benchmarks.measures.writing import drafted
from benchmarks.servers import Server
from benchmarks.stage import FRESH, Stage
from tests.support.callers import key_for

SETTLED = 1 / 12  # of the time: five minutes of an hour
QUESTIONS = 20_000


def memory(stage: Stage) -> Measured:
    seconds = stage.effort.minutes * 60
    paths = stage.directory / "paths"
    with stage.serving(stage.filled) as server:
        idle = server.resident()[0]
        questions = _questions(server)
        addresses = len(questions)
        paths.write_text("\n".join(questions) + "\n")
        stop = threading.Event()
        readings: list[tuple[float, float]] = []
        watcher = threading.Thread(target=_watch, args=(server, readings, stop))
        writer = threading.Thread(target=_publish, args=(stage, server, stop))
        watcher.start()
        writer.start()
        try:
            asked = _load(server, paths, int(seconds))
        finally:
            stop.set()
            watcher.join()
            writer.join()
    settled = [held for at, held in readings if at <= seconds * SETTLED]
    early, late = settled[-1], max(held for _, held in readings[len(settled) :])
    sides = [
        Side("idle", [Sample(idle)]),
        Side("after a twelfth of the time", [Sample(early)]),
        Side("at most, from then on", [Sample(late)]),
    ]
    remark = (
        f"{stage.effort.minutes:g} minutes, {asked:,} requests to {addresses:,} addresses, one in twenty past the "
        "cache, and a figure entered and published every second."
    )
    risen = late / early
    ratios = [Ratio("at most to the level after a twelfth of the time", risen, risen, risen, at_most=1.1)]
    return Measured("memory", "Memory of one worker under mixed load", "MB", sides, ratios, [remark])


def _questions(server: Server) -> list[str]:
    line = Line(server.url)
    asked: list[str] = []
    after = ""
    try:
        while len(asked) < QUESTIONS:
            page = json.loads(line.get("/v1/realizations?limit=1000" + after, FRESH).body)
            asked += [f"/v1/realizations/{figure['id']}" for figure in page["data"]]
            if not page["meta"]["has_more"]:
                break
            after = f"&cursor={page['meta']['next_cursor']}"
            asked.append("/v1/realizations?limit=100" + after)
        regions = json.loads(line.get("/v1/regions?limit=1000").body)["data"]
    finally:
        line.close()
    asked += [f"/v1/realizations?region={region['code']}&sort=-period" for region in regions]
    asked += [f"/v1/onboarding-counts?program=program-0&region={region['code']}" for region in regions]
    return [*asked, "/v1/progress?program=program-0", "/v1/progress", "/v1/regions?limit=1000"]


def _watch(server: Server, readings: list[tuple[float, float]], stop: threading.Event) -> None:
    began = time.monotonic()
    while not stop.wait(0.5):
        server.forget()
        readings.append((time.monotonic() - began, server.resident()[0]))


def _publish(stage: Stage, server: Server, stop: threading.Event) -> None:
    writes = key_for(stage.filled, f"bench-writes-{time.time_ns()}", "write")
    publishes = key_for(stage.filled, f"bench-publishes-{time.time_ns()}", "publish")
    line = Line(server.url)
    try:
        while not stop.wait(1):
            said = {"authorization": f"Bearer {writes}", "content-type": "application/json"}
            address = line.ask(line.request("/v1/realizations", said, "POST", drafted())).headers["location"]
            for step, key in (("submit", writes), ("publish", publishes)):
                done = line.ask(line.request(f"{address}/{step}", {"authorization": f"Bearer {key}"}, "POST"))
                if done.status != 200:
                    raise RuntimeError(done.body.decode(errors="replace"))
    finally:
        line.close()


def _load(server: Server, paths: Path, seconds: int) -> int:
    told = wrk.load(
        server.url, "/", connections=16, seconds=seconds, script=wrk.MIXED,
        environment={"BENCH_PATHS": str(paths), "BENCH_SUMMARY": str(wrk.SUMMARY)},
    )  # fmt: skip
    return told.requests
