"""A page far behind a cursor against the first page."""

import json

from benchmarks.line import Line
from benchmarks.measured import Measured, in_turn, ratio
from benchmarks.measures.asking import milliseconds
from benchmarks.stage import FRESH, Stage

FAR = 10_000
STRIDE = 1_000  # the most that one page may have; a cursor does not depend on it
TIMES = 20


def cursor(stage: Stage) -> Measured:
    page, after = _walk(stage)
    first, far = stage.list_path, f"{stage.list_path}?cursor={after}"
    one, other = in_turn(
        {
            "page 1": lambda: milliseconds(stage.capaian, first, TIMES),
            f"page {page:,}": lambda: milliseconds(stage.capaian, far, TIMES),
        },
        stage.effort.rounds,
    )
    remarks = [] if page == FAR else [f"These data end before page {FAR:,}."]
    ratios = [ratio(f"page {page:,} to page 1", other, one, at_most=1.2)]
    return Measured("cursor", "A far page by cursor", "milliseconds", [one, other], ratios, remarks)


def _walk(stage: Stage) -> tuple[int, str]:
    """The number of the page of 100 that is reached, and the cursor that leads to it."""
    line = Line(stage.capaian.url)
    passed, after = 0, ""
    try:
        while passed < (FAR - 1) * 100:
            stride = min(STRIDE, (FAR - 1) * 100 - passed)
            path = f"{stage.list_path}?limit={stride}" + (f"&cursor={after}" if after else "")
            meta = json.loads(line.get(path, FRESH).body)["meta"]
            if not meta["has_more"]:
                break
            passed, after = passed + stride, meta["next_cursor"]
    finally:
        line.close()
    return passed // 100 + 1, after
