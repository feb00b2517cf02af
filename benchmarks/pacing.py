"""Load at a steady rate, whatever the answers take: wrk knows no rate, so this sends at set moments over plain sockets.

The time of an answer counts from the moment at which its request was due, not from when it could be sent, so an answer
that holds up those behind it is counted in all of them.
"""

import gc
import select
import statistics
import time
from typing import NamedTuple

from benchmarks.line import PLAIN, Headers, Line


class Pace(NamedTuple):
    """Milliseconds, and how many requests were answered in a second."""

    median: float
    p99: float
    rate: float


def paced(url: str, path: str, *, rate: float, connections: int, seconds: float, headers: Headers = PLAIN) -> Pace:
    lines = [Line(url) for _ in range(connections)]
    request = lines[0].request(path, headers)
    by_number = {line.socket.fileno(): line for line in lines}
    for line in lines:  # each is taken by the server before the clock runs
        line.ask(request)
    gc.disable()
    try:
        took = _run(by_number, request, 1 / rate, round(rate * seconds))
    finally:
        gc.enable()
        for line in lines:
            line.close()
    cuts = statistics.quantiles(took, n=100)
    return Pace(statistics.median(took) * 1000, cuts[98] * 1000, len(took) / seconds)


def _run(lines: dict[int, Line], request: bytes, step: float, left: int) -> list[float]:
    idle, due_at = list(lines), dict.fromkeys(lines, 0.0)
    busy: set[int] = set()
    took: list[float] = []
    due = time.perf_counter()
    while left or busy:
        now = time.perf_counter()
        while idle and left and due <= now:
            number = idle.pop()
            due_at[number] = due
            lines[number].send(request)
            busy.add(number)
            due += step
            left -= 1
        wait = max(0.0, due - time.perf_counter()) if idle and left else 10.0
        # select, not epoll: it waits by microseconds.
        ready, _, _ = select.select(busy, (), (), wait)
        if not ready and wait == 10.0:
            raise TimeoutError("an answer took more than ten seconds")
        for number in ready:
            if (answer := lines[number].take()) is not None:
                if answer.status >= 400:
                    raise RuntimeError(answer.body.decode(errors="replace"))
                took.append(time.perf_counter() - due_at[number])
                busy.discard(number)
                idle.append(number)
    return took
