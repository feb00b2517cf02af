"""An open-loop load generator: it sends requests at fixed times, whether or not earlier ones have a response.

Run as `python -m tests.server.open_loop PORT PATH RATE SECONDS`; prints one line of JSON.
"""

import asyncio
import json
import sys
from collections import Counter

import uvloop


class Connection(asyncio.Protocol):
    """One connection with at most one request at a time."""

    def __init__(self, load: "Load") -> None:
        self.load = load
        self.received = b""
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport

    def send(self, due: float) -> None:
        self.received, self.sent_at = b"", due
        self.transport.write(self.load.request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) >= length:
            self.load.note(int(head[9:12]), self.sent_at)
            self.load.idle.append(self)

    def connection_lost(self, _error: Exception | None) -> None:
        if self.sent_at and self not in self.load.idle:
            self.load.statuses[0] += 1
        self.load.open -= 1
        if self in self.load.idle:
            self.load.idle.remove(self)


class Load:
    def __init__(self, port: int, path: str) -> None:
        self.port = port
        self.request = f"GET {path} HTTP/1.1\r\nHost: a\r\nCache-Control: no-cache\r\n\r\n".encode()
        self.idle: list[Connection] = []
        self.open = 0
        self.statuses: Counter[int] = Counter()
        self.seconds: dict[int, list[float]] = {}
        self.loop = asyncio.get_running_loop()

    def note(self, status: int, sent_at: float) -> None:
        self.statuses[status] += 1
        self.seconds.setdefault(status, []).append(self.loop.time() - sent_at)

    async def connect_and_send(self, due: float) -> None:
        self.open += 1
        try:
            _, connection = await self.loop.create_connection(lambda: Connection(self), "127.0.0.1", self.port)
        except OSError:
            self.open -= 1
            self.statuses[0] += 1
            return
        connection.send(due)

    async def run(self, rate: float, seconds: float) -> None:
        started_at = self.loop.time()
        pending = set()
        for number in range(int(rate * seconds)):
            due = started_at + number / rate
            if (wait := due - self.loop.time()) > 0.0005:
                await asyncio.sleep(wait)
            if self.idle:
                self.idle.pop().send(due)
            elif self.open < 1200:
                task = asyncio.ensure_future(self.connect_and_send(due))
                pending.add(task)
                task.add_done_callback(pending.discard)
            else:
                self.statuses[-1] += 1  # no connection is free: the service responds too slowly
            if number % 50 == 0:
                await asyncio.sleep(0)
        await asyncio.sleep(2)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)] if values else 0.0


async def main() -> None:
    port, path, rate, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
    load = Load(port, path)
    await load.run(rate, seconds)
    result = {
        "statuses": {str(status): count for status, count in sorted(load.statuses.items())},
        "goodput": load.statuses[200] / seconds,
        "p99": {str(status): round(percentile(values, 0.99), 3) for status, values in load.seconds.items()},
    }
    print(json.dumps(result))  # noqa: T201


if __name__ == "__main__":
    uvloop.run(main())
