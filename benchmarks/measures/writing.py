"""Entering one figure over HTTP, with its revision and its audit, against a bare INSERT in a transaction of its own."""

import itertools
import json
import time

from benchmarks.floors.inserting import bare_table, inserted
from benchmarks.line import Line
from benchmarks.measured import Measured, Sample, in_turn, ratio
from benchmarks.measures.hot import CAPAIAN
from benchmarks.stage import Stage
from tests.support.callers import key_for

RULED, BARE = "INSERT under the rules of the table", "INSERT into a bare table"
_numbers = itertools.count(1)


def writing(stage: Stage) -> Measured:
    seconds = stage.effort.seconds
    key = key_for(stage.filled, f"bench-{time.time_ns()}", "write")
    with bare_table(stage.filled.owner) as bare:
        ours, ruled, plain = in_turn(
            {
                CAPAIAN: lambda: entered(stage.capaian.url, key, seconds),
                RULED: lambda: inserted(stage.filled.owner, "realization", seconds),
                BARE: lambda: inserted(stage.filled.owner, bare, seconds),
            },
            stage.effort.rounds,
        )
    ratios = [
        ratio("of the INSERT under the same rules", ours, ruled, at_least=0.5),
        ratio("of the INSERT into a bare table", ours, plain, at_least=0.5),
    ]
    remark = (
        "One writer, one after the other. The rules are the triggers that check, close and audit a revision; the bare "
        "table has the constraints and the indexes. Every commit is flushed to the disk."
    )
    return Measured("writing", "Single write", "writes a second", [ours, ruled, plain], ratios, [remark])


def entered(url: str, key: str, seconds: float) -> Sample:
    line = Line(url)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    try:
        began = time.perf_counter()
        done = 0
        while time.perf_counter() < began + seconds:
            answer = line.ask(line.request("/v1/realizations", headers, "POST", drafted()))
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {answer.body.decode(errors='replace')}")
            done += 1
        return Sample(done / (time.perf_counter() - began))
    finally:
        line.close()


def drafted() -> bytes:
    """A realization that is new."""
    return json.dumps(
        {
            "indicator": "indicator-0",
            "nature": "stock",
            "region": "32.73",
            "period": "2024",
            "value": next(_numbers),
            "quality": "final",
            "stated_on": "2025-01-05",
            "institution": "office-1",
            "citations": [{"source": "source-1", "locator": "p. 1"}],
        }
    ).encode()
