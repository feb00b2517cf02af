"""Whole files, against what PostgreSQL itself takes and gives by COPY."""

import time

import httpx

from api.realizations.queries import REALIZATIONS
from benchmarks import importing
from benchmarks.floors.copying import copied_out
from benchmarks.measured import Measured, Sample, Side, in_turn, ratio
from benchmarks.stage import Stage

EXPORT, COPY_OUT = "export over HTTP", "COPY TO STDOUT"
MOST_ROWS = 3_000_000  # of all runs of a side together
IMPORTED = 20_000
ROUNDS = 3  # each makes three databases


def export(stage: Stage) -> Measured:
    ours, floor = in_turn(
        {
            EXPORT: lambda: exported(stage.capaian.url),
            COPY_OUT: lambda: copied_out(stage.filled.service, REALIZATIONS.columns),
        },
        max(1, min(stage.effort.rounds, MOST_ROWS // stage.size)),
    )
    ratios = [ratio("of COPY TO STDOUT", ours, floor)]
    return Measured("export", "Export of all realizations as CSV", "rows a second", [ours, floor], ratios)


def exported(url: str) -> Sample:
    began = time.perf_counter()
    lines = -1  # the header
    with httpx.stream("GET", f"{url}/v1/exports/realizations.csv", timeout=900) as answer:
        answer.raise_for_status()
        for piece in answer.iter_bytes():
            lines += piece.count(b"\r\n")
    return Sample(lines / (time.perf_counter() - began))


def imports(stage: Stage) -> Measured:
    """On a server of its own that flushes nothing, as in `make bench-import`."""
    runs = [importing.measured(IMPORTED)[0] for _ in range(min(ROUNDS, stage.effort.rounds))]
    sides = [Side(name, [Sample(IMPORTED / run[name]) for run in runs]) for name in importing.SIDES]
    *copies, ours = sides
    ratios = [ratio(f"of {copy.name}", ours, copy) for copy in copies]
    remark = f"{IMPORTED:,} rows; `make bench-import` takes a million."
    return Measured("imports", "Import of a CSV file", "rows a second", sides, ratios, [remark])
