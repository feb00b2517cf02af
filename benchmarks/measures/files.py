"""Export and import of complete files, compared with COPY of PostgreSQL."""

import time

import httpx

from api.resources.realizations.queries import REALIZATION_TABLE
from benchmarks import import_speed
from benchmarks.context import BenchmarkContext
from benchmarks.floors.copy_out import measure_copy_out
from benchmarks.measurement import Measurement, Sample, Side, ratio, run_in_turn

EXPORT, COPY_OUT = "export over HTTP", "COPY TO STDOUT"
MAX_EXPORTED_ROWS = 3_000_000  # of all runs of one side
IMPORTED_ROWS = 20_000
IMPORT_ROUNDS = 3  # each one creates three databases


def measure_export(context: BenchmarkContext) -> Measurement:
    export, copy = run_in_turn(
        {
            EXPORT: lambda: _read_export(context.capaian.url),
            COPY_OUT: lambda: measure_copy_out(context.database.service, REALIZATION_TABLE.select_list),
        },
        max(1, min(context.effort.rounds, MAX_EXPORTED_ROWS // context.size)),
    )
    ratios = [ratio("to COPY TO STDOUT", export, copy)]
    return Measurement("export", "Export of all realizations as CSV", "rows per second", [export, copy], ratios)


def _read_export(url: str) -> Sample:
    started_at = time.perf_counter()
    rows = -1  # the header is not a row
    with httpx.stream("GET", f"{url}/v1/exports/realizations.csv", timeout=900) as response:
        response.raise_for_status()
        for chunk in response.iter_bytes():
            rows += chunk.count(b"\r\n")
    return Sample(rows / (time.perf_counter() - started_at))


def measure_import(context: BenchmarkContext) -> Measurement:
    """Import on a separate database server without fsync, as in `make bench-import`."""
    runs = [import_speed.measure(IMPORTED_ROWS)[0] for _ in range(min(IMPORT_ROUNDS, context.effort.rounds))]
    sides = [Side(name, [Sample(IMPORTED_ROWS / run[name]) for run in runs]) for name in import_speed.SIDES]
    *copies, imported = sides
    ratios = [ratio(f"to {copy.name}", imported, copy) for copy in copies]
    remark = f"{IMPORTED_ROWS:,} rows; `make bench-import` imports one million."
    return Measurement("import", "Import of a CSV file", "rows per second", sides, ratios, [remark])
