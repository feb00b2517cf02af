"""docs/benchmarks.md: its tables and plots, made of the results between two marks; the rest is written by hand."""

import re
from pathlib import Path

from benchmarks.measured import Measured, Ratio
from benchmarks.plot import drawn
from benchmarks.results import Kept, number, spread
from benchmarks.servers import ROOT

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PLOTTED = ("hot_list", "hot_single", "hot_counts", "unchanged", "cold_list", "cold_single")
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "benchmarks"


def rewritten(page: str, held: list[Kept], pictures: Path = PICTURES) -> str:
    """The page with what is held; draws the plots into the directory."""
    made = "".join(f"{line}\n" for kept in held for line in ["", *_section(kept, pictures)])
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n{made}{END}", page, flags=re.DOTALL)


def _section(kept: Kept, pictures: Path) -> list[str]:
    runs = kept.runs.values()
    lines = [f"## {kept.realizations:,} realizations", ""]
    for name in dict.fromkeys(name for run in runs for name in run.machine):
        values = list(dict.fromkeys(run.machine[name] for run in runs if name in run.machine))
        lines.append(f"- {name}: {'; '.join(values)}")
    lines += ["", "| what | ratio | over the rounds | must be | reached |", "| --- | --- | --- | --- | --- |"]
    lines += [_row(run.measured, ratio) for run in runs for ratio in run.measured.ratios]
    shown = [kept.runs[name].measured for name in PLOTTED if name in kept.runs]
    if shown:
        picture = f"{kept.realizations}.svg"
        pictures.mkdir(exist_ok=True)
        (pictures / picture).write_text(drawn(shown))
        lines += ["", f"![Answers a second]({PICTURES.name}/{picture})"]
    for run in runs:
        lines += ["", *_numbers(run.measured)]
    return [*lines, ""]


def _row(measured: Measured, ratio: Ratio) -> str:
    reached = {True: "yes", False: "**no**", None: "–"}[ratio.is_reached]
    over = "–" if ratio.low == ratio.high else f"{ratio.low:.2f}–{ratio.high:.2f}"
    return f"| {measured.title}: {ratio.what} | {ratio.value:.2f} | {over} | {ratio.must} | {reached} |"


def _numbers(measured: Measured) -> list[str]:
    lines = [f"### {measured.title}", "", f"| {measured.unit} | median | from–to | µs of a processor each |"]
    lines.append("| --- | --- | --- | --- |")
    for side in measured.sides:
        cost = "" if side.cpu is None else f"{side.cpu:.0f}"
        lines.append(f"| {side.name} | {number(side)} | {spread(side)} | {cost} |")
    for remark in measured.remarks:
        lines += ["", remark]
    if measured.details:
        columns = list(measured.details[0])
        lines += ["", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
        lines += [f"| {' | '.join(row.values())} |" for row in measured.details]
    return lines
