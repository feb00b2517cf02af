"""One question after the other over one connection, each reaching the database."""

import time

from benchmarks.line import Line
from benchmarks.measured import Sample
from benchmarks.servers import Server
from benchmarks.stage import FRESH

MOST_SECONDS = 20  # for the statement's bound and whatever else is in the way
UNAVAILABLE = 503


def milliseconds(server: Server, path: str, times: int, refused: set[str] | None = None) -> Sample:
    """The median of so many answers. What takes too long for the service joins `refused`, and what it took counts."""
    line = Line(server.url)
    line.socket.settimeout(MOST_SECONDS)
    try:
        request = line.request(path, FRESH)
        took = []
        for _ in range(times):
            began = time.perf_counter()
            answer = line.ask(request)
            took.append(time.perf_counter() - began)
            if answer.status == UNAVAILABLE and refused is not None:
                refused.add(path)
                return Sample(took[-1] * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {answer.body.decode(errors='replace')}")
        return Sample(sorted(took)[times // 2] * 1000)
    finally:
        line.close()
