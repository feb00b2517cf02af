"""Each filter with each sort order, cold, compared with the first page without a filter."""

import statistics
import time
from typing import NamedTuple

from api.resources.figures.indexed_sorts import ANY_SORT, BY_VALUE, INDEXED_SORTS
from benchmarks.context import NO_CACHE, BenchmarkContext
from benchmarks.http_connection import HttpConnection, Response
from benchmarks.measurement import Measurement, Ratio, Sample, Side

# The filters of tests/schema/test_plans.py. All except `id` match figures of the benchmark database.
FILTERS = {
    "id": "00000000-0000-7000-8000-000000000007",
    "program": "program-0",
    "indicator": "indicator-3",
    "nature": "flow",
    "region": "32.73",
    "within": "32",
    "level": "province",
    "period": "2022",
    "period_from": "2022-01-01",
    "period_to": "2021-12-31",
    "institution": "office-7",
    "source": "source-17",
    "breakdown": "catalog:local",
    "as_of": "2023-01-01",
    "recorded_from": "2025-01-01T00:30:00Z",
    "quality": "estimate",
    "preferred": "true",
}
TIMES = 7
SLOW_SECONDS = 0.5  # a slower pair runs only once
MAX_SECONDS = 6.0  # goal for every response, also for 422 and 503
TIMEOUT_STATUSES = (422, 503)


class Pair(NamedTuple):
    """A filter with a sort order, its response time, the ratio to the first page, and the status of the response."""

    filter: str
    sort: str
    seconds: float
    to_first: float
    status: int

    @property
    def is_indexed(self) -> bool:
        return self.sort in INDEXED_SORTS.get(self.filter, ())

    @property
    def cell(self) -> str:
        text = f"{self.to_first:.2f}" if self.status == 200 else f"{self.status} after {self.seconds:.1f} s"
        return f"**{text}**" if self.is_indexed else text


def list_pairs() -> list[tuple[str, str]]:
    return [*((name, sort) for name in FILTERS for sort in ANY_SORT), *(("indicator", sort) for sort in BY_VALUE)]


def measure_filters_and_sorts(context: BenchmarkContext) -> Measurement:
    connection = HttpConnection(context.capaian.url)
    connection.socket.settimeout(30)
    try:
        first_pages: list[float] = []
        pairs: list[Pair] = []
        for name, sort in list_pairs():
            sort_parameter = f"&sort={sort}" if sort else ""
            path = f"{context.list_path}?{name}={FILTERS[name]}{sort_parameter}"
            first, seconds, status = _compare(connection, context.list_path, path)
            first_pages.append(first)
            pairs.append(Pair(name, sort, seconds, seconds / first, status))
    finally:
        connection.close()
    side = Side("first page without a filter", [Sample(seconds * 1000) for seconds in first_pages])
    remark = (
        f"Each of the {len(pairs)} pairs runs {TIMES} times, each time after a first page; the medians are compared. A "
        f"pair that takes more than {SLOW_SECONDS} s runs once. Indexed pairs are bold (docs/list-performance.md)."
    )
    title = "Each filter with each sort order"
    return Measurement(
        "filters_and_sorts", title, "milliseconds", [side], _build_ratios(pairs), [remark], _build_table(pairs)
    )


def _build_ratios(pairs: list[Pair]) -> list[Ratio]:
    ratios = []
    for label, goal, group in (
        ("slowest indexed pair, to the first page", 2, [pair for pair in pairs if pair.is_indexed]),
        ("slowest other pair, to the first page", None, [pair for pair in pairs if not pair.is_indexed]),
    ):
        # An indexed pair that timed out counts with its time until then.
        counted = [pair.to_first for pair in group if pair.status == 200 or pair.is_indexed]
        fast = sum(value <= 2 for value in counted)
        full_label = f"{label}; {fast} of {len(group)} take at most twice as long"
        ratios.append(Ratio(full_label, max(counted), min(counted), max(counted), at_most=goal))
    slowest = max(pair.seconds for pair in pairs)
    label = "slowest response in seconds, including 422 and 503"
    return [*ratios, Ratio(label, slowest, slowest, slowest, at_most=MAX_SECONDS)]


def _build_table(pairs: list[Pair]) -> list[dict[str, str]]:
    sorts = list(dict.fromkeys(pair.sort for pair in pairs))
    cells = {(pair.filter, pair.sort): pair.cell for pair in pairs}
    return [
        {"filter": f"`{name}={value}`", **{sort or "default": cells.get((name, sort), "") for sort in sorts}}
        for name, value in FILTERS.items()
    ]


def _compare(connection: HttpConnection, first_path: str, path: str) -> tuple[float, float, int]:
    """Return the seconds of the first page, and the seconds and status of the other path.

    Raise RuntimeError if the status is neither 200 nor that of a timeout.
    """
    first_pages: list[float] = []
    durations: list[float] = []
    while True:
        first_pages.append(_measure(connection, first_path)[0])
        seconds, response = _measure(connection, path)
        durations.append(seconds)
        if response.status not in (200, *TIMEOUT_STATUSES):
            raise RuntimeError(f"{path}: {response.status} {response.body.decode(errors='replace')}")
        if response.status != 200 or seconds > SLOW_SECONDS or len(durations) == TIMES:
            return statistics.median(first_pages), statistics.median(durations), response.status


def _measure(connection: HttpConnection, path: str) -> tuple[float, Response]:
    request = connection.build_request(path, NO_CACHE)
    started_at = time.perf_counter()
    response = connection.send_and_receive(request)
    return time.perf_counter() - started_at, response
