"""Creating one figure over HTTP, with its revision and audit entry, compared with an INSERT per transaction."""

import itertools
import json
import time

from benchmarks.context import BenchmarkContext
from benchmarks.floors.insert import create_plain_table, measure_insert, vary_statement
from benchmarks.http_connection import HttpConnection
from benchmarks.measurement import Measurement, Sample, ratio, run_in_turn
from benchmarks.measures.hot import CAPAIAN
from tests.support.callers import key_for

WITH_TRIGGERS, PLAIN = "INSERT with triggers", "INSERT into a plain table"
_numbers = itertools.count(1)


def measure_single_write(context: BenchmarkContext) -> Measurement:
    seconds = context.effort.seconds
    owner = context.database.owner
    key = key_for(context.database, f"bench-{time.time_ns()}", "write")
    with create_plain_table(owner) as plain_table:
        capaian, with_triggers, plain = run_in_turn(
            {
                CAPAIAN: lambda: _create_figures(context.capaian.url, key, seconds),
                WITH_TRIGGERS: lambda: measure_insert(owner, "realization", seconds),
                PLAIN: lambda: measure_insert(owner, plain_table, seconds),
            },
            context.effort.rounds,
        )
    ratios = [
        ratio(f"to the {WITH_TRIGGERS}", capaian, with_triggers, at_least=0.5),
        ratio(f"to the {PLAIN}", capaian, plain, at_least=0.5),
    ]
    remark = (
        "One writer sends one request after another. The triggers check, close and audit a revision; the plain table "
        "has only the constraints and indexes. Every commit is flushed to disk."
    )
    return Measurement(
        "single_write", "Single write", "writes per second", [capaian, with_triggers, plain], ratios, [remark]
    )


def _create_figures(url: str, key: str, seconds: float) -> Sample:
    connection = HttpConnection(url)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    try:
        started_at = time.perf_counter()
        done = 0
        while time.perf_counter() < started_at + seconds:
            request = connection.build_request("/v1/realizations", headers, "POST", build_draft())
            response = connection.send_and_receive(request)
            if response.status != 201:
                raise RuntimeError(f"{response.status} {response.body.decode(errors='replace')}")
            done += 1
        return Sample(done / (time.perf_counter() - started_at))
    finally:
        connection.close()


def build_draft() -> bytes:
    """Return the body of a realization that repeats no statement of an earlier call or of `measure_insert`."""
    number = next(_numbers)
    key = vary_statement(number)
    return json.dumps(
        {
            "indicator": "indicator-0",
            "nature": "stock",
            "region": "32.71",
            "period": key.period,
            "value": number,
            "quality": "final",
            "stated_on": key.stated_on.isoformat(),
            "institution": key.institution,
            "citations": [{"source": "source-1", "locator": "p. 1"}],
        }
    ).encode()
