"""A page that is 10,000 pages away, by cursor, compared with the first page."""

import json

from benchmarks.context import NO_CACHE, BenchmarkContext
from benchmarks.http_connection import HttpConnection
from benchmarks.measurement import Measurement, ratio, run_in_turn
from benchmarks.measures.latency import measure_latency

PAGE_NUMBER = 10_000
MAX_LIMIT = 1_000  # of the API; the cursor does not depend on the limit
TIMES = 20


def measure_cursor(context: BenchmarkContext) -> Measurement:
    page, cursor = _find_cursor(context)
    first_path, distant_path = context.list_path, f"{context.list_path}?cursor={cursor}"
    first, distant = run_in_turn(
        {
            "page 1": lambda: measure_latency(context.capaian, first_path, TIMES),
            f"page {page:,}": lambda: measure_latency(context.capaian, distant_path, TIMES),
        },
        context.effort.rounds,
    )
    remarks = [] if page == PAGE_NUMBER else [f"The data ends before page {PAGE_NUMBER:,}."]
    ratios = [ratio(f"page {page:,} to page 1", distant, first, at_most=1.2)]
    return Measurement("cursor", "A distant page by cursor", "milliseconds", [first, distant], ratios, remarks)


def _find_cursor(context: BenchmarkContext) -> tuple[int, str]:
    """Return the number of the last page of 100 up to PAGE_NUMBER, and its cursor."""
    connection = HttpConnection(context.capaian.url)
    skipped, cursor = 0, ""
    try:
        while skipped < (PAGE_NUMBER - 1) * 100:
            limit = min(MAX_LIMIT, (PAGE_NUMBER - 1) * 100 - skipped)
            path = f"{context.list_path}?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
            meta = json.loads(connection.get(path, NO_CACHE).body)["meta"]
            if not meta["has_more"]:
                break
            skipped, cursor = skipped + limit, meta["next_cursor"]
    finally:
        connection.close()
    return skipped // 100 + 1, cursor
