"""Memory of one worker under mixed load: many different URLs, some without the cache, and a concurrent publisher."""

import json
import threading
import time
from pathlib import Path

from benchmarks import wrk
from benchmarks.context import NO_CACHE, BenchmarkContext
from benchmarks.http_connection import HttpConnection
from benchmarks.measurement import Measurement, Ratio, Sample, Side
from benchmarks.measures.single_write import build_draft
from benchmarks.servers import Server
from tests.support.callers import key_for

WARM_UP = 1 / 12  # of the time: five minutes of an hour
MAX_PATHS = 20_000


def measure_memory(context: BenchmarkContext) -> Measurement:
    seconds = context.effort.minutes * 60
    paths_file = context.directory / "paths"
    with context.start_capaian(context.database) as server:
        idle = server.memory_sizes()[0]
        paths = _list_paths(server)
        paths_file.write_text("\n".join(paths) + "\n")
        stop = threading.Event()
        readings: list[tuple[float, float]] = []
        reader = threading.Thread(target=_read_memory, args=(server, readings, stop))
        publisher = threading.Thread(target=_publish, args=(context, server, stop))
        reader.start()
        publisher.start()
        try:
            requests = _run_mixed_load(server, paths_file, int(seconds))
        finally:
            stop.set()
            reader.join()
            publisher.join()
    early = [size for elapsed, size in readings if elapsed <= seconds * WARM_UP]
    after_warm_up, maximum = early[-1], max(size for _, size in readings[len(early) :])
    sides = [
        Side("idle", [Sample(idle)]),
        Side("after a twelfth of the time", [Sample(after_warm_up)]),
        Side("maximum after that", [Sample(maximum)]),
    ]
    remark = (
        f"{context.effort.minutes:g} minutes, {requests:,} requests to {len(paths):,} URLs, one in twenty without the "
        "cache, and one figure created and published per second."
    )
    growth = maximum / after_warm_up
    ratios = [Ratio("maximum to the size after a twelfth of the time", growth, growth, growth, at_most=1.1)]
    return Measurement("memory", "Memory of one worker under mixed load", "MB", sides, ratios, [remark])


def _list_paths(server: Server) -> list[str]:
    connection = HttpConnection(server.url)
    paths: list[str] = []
    after = ""
    try:
        while len(paths) < MAX_PATHS:
            page = json.loads(connection.get("/v1/realizations?limit=1000" + after, NO_CACHE).body)
            paths += [f"/v1/realizations/{figure['id']}" for figure in page["data"]]
            if not page["meta"]["has_more"]:
                break
            after = f"&cursor={page['meta']['next_cursor']}"
            paths.append("/v1/realizations?limit=100" + after)
        regions = json.loads(connection.get("/v1/regions?limit=1000").body)["data"]
    finally:
        connection.close()
    paths += [f"/v1/realizations?region={region['code']}&sort=-period" for region in regions]
    paths += [f"/v1/onboarding-counts?program=program-0&region={region['code']}" for region in regions]
    return [*paths, "/v1/progress?program=program-0", "/v1/progress", "/v1/regions?limit=1000"]


def _read_memory(server: Server, readings: list[tuple[float, float]], stop: threading.Event) -> None:
    started_at = time.monotonic()
    while not stop.wait(0.5):
        server.truncate_log()
        readings.append((time.monotonic() - started_at, server.memory_sizes()[0]))


def _publish(context: BenchmarkContext, server: Server, stop: threading.Event) -> None:
    write_key = key_for(context.database, f"bench-writes-{time.time_ns()}", "write")
    publish_key = key_for(context.database, f"bench-publishes-{time.time_ns()}", "publish")
    connection = HttpConnection(server.url)
    try:
        while not stop.wait(1):
            headers = {"authorization": f"Bearer {write_key}", "content-type": "application/json"}
            created = connection.send_and_receive(
                connection.build_request("/v1/realizations", headers, "POST", build_draft())
            )
            url, etag = created.headers["location"], created.headers["etag"]
            for action, key in (("submit", write_key), ("publish", publish_key)):
                headers = {"authorization": f"Bearer {key}", "if-match": etag}
                response = connection.send_and_receive(connection.build_request(f"{url}/{action}", headers, "POST"))
                if response.status != 200:
                    raise RuntimeError(response.body.decode(errors="replace"))
                etag = response.headers["etag"]
    finally:
        connection.close()


def _run_mixed_load(server: Server, paths: Path, seconds: int) -> int:
    summary = wrk.run_wrk(
        server.url, "/", connections=16, seconds=seconds, script=wrk.MIXED,
        environment={"BENCH_PATHS": str(paths), "BENCH_SUMMARY": str(wrk.SUMMARY)},
    )  # fmt: skip
    return summary.requests
