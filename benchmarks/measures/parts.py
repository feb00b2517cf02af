"""What an answer from memory takes of Capaian's own code, part by part, without server, socket and load."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from api import logs
from api.answers.asked import asked_of
from api.answers.hits import Hits
from api.answers.kept import Kept, Plain
from api.answers.memory import Memory
from api.answers.store import Store
from api.answers.truth import Truth
from api.answers.witness import Witness
from api.http.metrics import count_many
from api.http.tracing import new_ids
from api.logs import Answered, log_answered
from benchmarks.measured import Measured, Sample, Side
from benchmarks.stage import Stage

TIMES = 5_000
LINES = 50  # told at once, as in api/answers/witness.py
WHOLE, REST = "a hit, whole", "the rest: looking it up, its headers, two messages"


def parts(stage: Stage) -> Measured:
    scope = _scope(stage.single_path)
    kept = Kept(_plain(stage), time.monotonic())
    line = Answered("GET", kept.plain.route, 200, 0.1, "0" * 32, "0" * 32, len(kept.plain.body))
    lines = [line] * LINES
    known: dict[str, Callable[[], object]] = {
        "reading what is asked for": lambda: asked_of(scope),
        "request id and trace": lambda: new_ids()[1].traceparent,
        "choosing the coding": lambda: kept.made(None),
        "its line of the log": lambda: Answered("GET", kept.plain.route, 200, 0.1, "0" * 32, "0" * 32, 1),
        "writing the line, fifty at once": lambda: log_answered(lines),
        "counting it, fifty at once": lambda: count_many("GET", kept.plain.route, 200, [0.0001] * LINES),
    }
    with _log_to_nowhere():
        runs = [_once(known, scope, kept) for _ in range(stage.effort.rounds)]
    sides = [Side(name, [Sample(run[name]) for run in runs]) for name in runs[0]]
    remark = (
        "In a loop of its own, where all is at hand in the processor's caches; in a server the same takes "
        "longer, and the server's two threads wait for each other's turn in Python."
    )
    return Measured("parts", "An answer from memory, part by part", "µs", sides, [], [remark])


def _once(known: dict[str, Callable[[], object]], scope: Any, kept: Kept) -> dict[str, float]:
    took = {name: _took(part) / (LINES if "fifty" in name else 1) for name, part in known.items()}
    whole = asyncio.run(_whole(scope, kept))
    return {WHOLE: whole, **took, REST: whole - sum(took.values())}


def _took(part: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(TIMES):
        part()
    return (time.process_time() - began) / TIMES * 1_000_000


async def _whole(scope: Any, kept: Kept) -> float:
    store, witness = Store(1 << 24), Witness()
    ear: Any = SimpleNamespace(rings=0, certain_until=float("inf"))
    asked = asked_of(scope)
    if asked is None:
        raise RuntimeError("the question is one that is never kept")
    store.keep(asked.key, kept)

    async def nowhere(*_arguments: object) -> Any:
        return None

    hits = Hits(nowhere, Memory(store, Truth(ear), witness), [(b"api-version", b"0"), (b"x", b"y")])
    began = time.process_time()
    for _ in range(TIMES):
        await hits(scope, nowhere, nowhere)
    witness.tell()
    return (time.process_time() - began) / TIMES * 1_000_000


def _scope(path: str) -> Any:
    headers = [(b"host", b"127.0.0.1:8000")]
    return {
        "type": "http", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": headers,
    }  # fmt: skip


def _plain(stage: Stage) -> Plain:
    answer = stage.asked(stage.single_path)
    wanted = ("content-type", "cache-control", "last-modified", "etag")
    return Plain([(name.encode(), answer.headers[name].encode()) for name in wanted], answer.body, "/v1", [])


@contextmanager
def _log_to_nowhere() -> Iterator[None]:
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        logs.configure(pretty=False)
        yield
    logs.configure()
