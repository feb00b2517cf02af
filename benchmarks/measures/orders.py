"""Each filter under each order, cold, against the first page without a filter."""

import statistics
import time
from typing import NamedTuple

from api.figures.quick import ANY, BY_VALUE, QUICK
from benchmarks.line import Answer, Line
from benchmarks.measured import Measured, Ratio, Sample, Side
from benchmarks.stage import FRESH, Stage

# By the names of tests/schema/test_plans.py; nearly each finds something in the data of the bench.
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
    "recorded_since": "2025-01-01T00:30:00Z",
    "quality": "estimate",
    "preferred": "true",
}
TIMES = 7
LONG = 0.5  # seconds; what takes so long is asked once
BOUND = 6.0  # seconds within which even what is refused is answered
REFUSED = (422, 503)


class Pair(NamedTuple):
    """One filter under one order: how often it takes what the first page takes, or why it has no answer."""

    filter: str
    order: str
    seconds: float
    to_first: float
    status: int

    @property
    def is_quick(self) -> bool:
        return self.order in QUICK.get(self.filter, ())

    @property
    def told(self) -> str:
        told = f"{self.to_first:.2f}" if self.status == 200 else f"{self.status} after {self.seconds:.1f} s"
        return f"**{told}**" if self.is_quick else told


def pairs() -> list[tuple[str, str]]:
    return [*((name, sort) for name in FILTERS for sort in ANY), *(("indicator", sort) for sort in BY_VALUE)]


def orders(stage: Stage) -> Measured:
    line = Line(stage.capaian.url)
    line.socket.settimeout(30)
    try:
        first: list[float] = []
        found: list[Pair] = []
        for name, sort in pairs():
            sorted_by = f"&sort={sort}" if sort else ""
            path = f"{stage.list_path}?{name}={FILTERS[name]}{sorted_by}"
            beside, took, status = _compared(line, stage.list_path, path)
            first.append(beside)
            found.append(Pair(name, sort, took, took / beside, status))
    finally:
        line.close()
    page = Side("first page without a filter", [Sample(took * 1000) for took in first])
    remark = (
        f"Each of {len(found)} pairs {TIMES} times, a first page before each, and the medians compared; what takes "
        f"more than {LONG} s, once. In bold those that are said to be quick (docs/lists.md)."
    )
    title = "Each filter under each order"
    return Measured("orders", title, "milliseconds", [page], _ratios(found), [remark], _matrix(found))


def _ratios(found: list[Pair]) -> list[Ratio]:
    ratios = []
    for what, bound, pairs_of in (
        ("slowest of those said to be quick, to the first page", 2, [pair for pair in found if pair.is_quick]),
        ("slowest of all others, to the first page", None, [pair for pair in found if not pair.is_quick]),
    ):
        # What is said to be quick and was refused counts by what it took until then.
        answered = [pair.to_first for pair in pairs_of if pair.status == 200 or pair.is_quick]
        within = sum(each <= 2 for each in answered)
        said = f"{what}; {within} of {len(pairs_of)} take at most twice"
        ratios.append(Ratio(said, max(answered), min(answered), max(answered), at_most=bound))
    slowest = max(pair.seconds for pair in found)
    said = "slowest of all, in seconds, answered or refused"
    return [*ratios, Ratio(said, slowest, slowest, slowest, at_most=BOUND)]


def _matrix(found: list[Pair]) -> list[dict[str, str]]:
    columns = list(dict.fromkeys(pair.order for pair in found))
    told = {(pair.filter, pair.order): pair.told for pair in found}
    return [
        {"filter": f"`{name}={value}`", **{column or "default": told.get((name, column), "") for column in columns}}
        for name, value in FILTERS.items()
    ]


def _compared(line: Line, first: str, path: str) -> tuple[float, float, int]:
    """Seconds of the first page, seconds of the other, and the status of the other. Raises for any other status."""
    beside: list[float] = []
    took: list[float] = []
    while True:
        beside.append(_timed(line, first)[0])
        seconds, answer = _timed(line, path)
        took.append(seconds)
        if answer.status not in (200, *REFUSED):
            raise RuntimeError(f"{path}: {answer.status} {answer.body.decode(errors='replace')}")
        if answer.status != 200 or seconds > LONG or len(took) == TIMES:
            return statistics.median(beside), statistics.median(took), answer.status


def _timed(line: Line, path: str) -> tuple[float, Answer]:
    request = line.request(path, FRESH)
    began = time.perf_counter()
    answer = line.ask(request)
    return time.perf_counter() - began, answer
