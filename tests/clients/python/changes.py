"""A follower yields every change once, continues after errors and restarts, and can be stopped."""

import asyncio
import contextlib
import itertools
import json
import logging
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, assert_type

import httpx
import pytest
from capaian_client import AsyncCapaian, Capaian, ProblemError, RetryPolicy
from capaian_client.v1.models import Change
from environment import URL, public, publisher, target_input, writer

FAST_RETRY = RetryPolicy(initial_delay=0.01, max_delay=0.02)
logging.disable(logging.WARNING)  # a follower logs each failed attempt
everything = [change.cursor for change in public.changes.list(limit=1000)]
assert len(everything) > 600
directory = Path(tempfile.mkdtemp())
file = directory / "position"

# It stores its position after a change was processed: the change of a break or an exception comes again.
follower = public.changes.follow(position_file=file, limit=50)
assert follower.position is None
for number, change in enumerate(follower, 1):
    assert_type(change, Change)
    if number == 61:
        break
assert file.read_text().strip() == follower.position == everything[59]
with contextlib.suppress(RuntimeError):
    for change in follower:
        raise RuntimeError(change.cursor)
assert follower.position == everything[59]
seen = []
for change in public.changes.follow(position_file=file, after="latest"):
    seen.append(change.cursor)
    if len(seen) == 3:
        stopped = public.changes.follow(after=change.cursor)
        break
assert seen == everything[60:63]
for change in stopped:
    assert change.cursor == everything[63]
    stopped.stop()
assert stopped.position == everything[63], "after stop, the current change is processed"

file.write_text("\n")
with pytest.raises(ValueError, match="contains no cursor"):
    public.changes.follow(position_file=file)
with pytest.raises(NotADirectoryError):
    public.changes.follow(position_file=directory / "missing" / "position")


class UnreliableTransport(httpx.BaseTransport):
    """Fails two of three requests: a restart, a gateway without a service, a lost connection; adds unknown kinds."""

    def __init__(self) -> None:
        self.requests = 0
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        failure = self.requests % 9
        if failure == 1:
            return httpx.Response(503, headers={"Retry-After": "0"})
        if failure == 2:
            raise httpx.ConnectError("refused", request=request)
        if failure == 4:
            return httpx.Response(502, text="<h1>Bad gateway</h1>")
        if failure in (5, 7, 8):
            raise httpx.RemoteProtocolError("the server has gone", request=request)
        page = json.loads(self._transport.handle_request(request).read())
        for change in page["data"]:
            change["action"] = "split"
            change["record"]["type"] = "village"
            change["reason"] = {"code": "new"}
        return httpx.Response(200, json=page)


unreliable = UnreliableTransport()
client = Capaian(URL, transport=unreliable, retry=FAST_RETRY)
changes = list(itertools.islice(client.changes.follow(limit=200, wait=0), len(everything)))
assert [change.cursor for change in changes] == everything
assert (changes[0].action, changes[0].record.type_) == ("split", "village")
assert unreliable.requests > 9

# It waits for the next change, longer than the timeout of the client, and stop() ends it from another thread.
latest = Capaian(URL, timeout=1).changes.follow(after="latest", type_=["target"], wait=2)
received: list[Change] = []


def collect() -> None:
    for one in latest:
        received.append(one)
        if len(received) == 2:
            return


def publish(period: str) -> None:
    draft = writer.targets.create(body=target_input(period))
    writer.targets.submit(draft.id)
    seen = publisher.targets.with_raw_response.get(draft.id)
    publisher.targets.publish(draft.id, if_match=seen.etag or "")


thread = threading.Thread(target=collect)
thread.start()
deadline = time.monotonic() + 20
while latest.position in (None, "latest"):
    assert time.monotonic() < deadline
    time.sleep(0.05)
publish("2037")
publish("2038")
thread.join(timeout=20)
assert [(change.action, change.record.type_) for change in received] == [("published", "target")] * 2

# A filter by program; each change contains its record.
selected = public.changes.list(program=["umkm-digital"], include="record", type_=["target"]).first_page().data
assert {(change.program, change.indicator is None) for change in selected} == {("umkm-digital", False)}
assert all(change.content and change.content["id"] == change.record.id for change in selected)
assert not public.changes.list(limit=1).first_page().data[0].content

quiet = public.changes.follow(after="latest", wait=1)
timer = threading.Timer(0.2, quiet.stop)
timer.start()
assert list(quiet) == []
down = Capaian("http://127.0.0.1:1", retry=RetryPolicy(initial_delay=30)).changes.follow()
threading.Timer(0.2, down.stop).start()
started = time.monotonic()
assert list(down) == []
assert time.monotonic() - started < 10, "stop ends the delay between two attempts"

# An error that another attempt would not fix is raised.
with pytest.raises(ProblemError) as raised:
    next(iter(public.changes.follow(after="nonsense")))
assert raised.value.status == 400
with pytest.raises(httpx.UnsupportedProtocol):
    next(iter(Capaian("ftp://127.0.0.1").changes.follow()))


async def follow() -> None:
    async with AsyncCapaian(URL) as asynchronous:
        path = directory / "asynchronous"
        follower = asynchronous.changes.follow(position_file=path, limit=100)
        cursors = []
        async for change in follower:
            cursors.append(change.cursor)
            if len(cursors) == 250:
                follower.stop()
        assert cursors == everything[:250]
        assert path.read_text().strip() == everything[249]
        rest = asynchronous.changes.follow(position_file=path)
        assert (await anext(aiter(rest))).cursor == everything[250]

        waiting = asynchronous.changes.follow(after="latest", wait=30)
        asyncio.get_running_loop().call_later(0.3, waiting.stop)
        started = time.monotonic()
        assert [change async for change in waiting] == []
        assert time.monotonic() - started < 10, "stop ends a waiting request"

        cancelled = asyncio.create_task(collect_async(asynchronous.changes.follow(after="latest", wait=30)))
        await asyncio.sleep(0.2)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled

    attempts = itertools.count()

    async def handle(_request: httpx.Request) -> httpx.Response:
        if next(attempts) < 7:
            return httpx.Response(503)
        return httpx.Response(400)

    async with AsyncCapaian(URL, transport=httpx.MockTransport(handle), retry=FAST_RETRY) as failing:
        with pytest.raises(ProblemError, match="400"):
            await anext(aiter(failing.changes.follow()))
    assert next(attempts) == 8


async def collect_async(follower: Any) -> list[Change]:
    return [change async for change in follower]


asyncio.run(follow())
