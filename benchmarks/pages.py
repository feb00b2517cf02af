"""docs/benchmarks.md: the tables and plots between two marks, generated from the results; the rest is hand-written."""

import re
from pathlib import Path

from benchmarks.measurement import Measurement, Ratio
from benchmarks.plot import draw_plot
from benchmarks.servers import ROOT
from benchmarks.stored_results import StoredResult, format_median, format_range

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PLOTTED = ("hot_list", "hot_single", "hot_counts", "not_modified", "cold_list", "cold_single")
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "benchmarks"


def update_page(page: str, results: list[StoredResult], pictures: Path = PICTURES) -> str:
    """Return the page with these results, and write their plots to the directory."""
    generated = "".join(f"{line}\n" for result in results for line in ["", *_build_section(result, pictures)])
    return re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n{generated}{END}", page, flags=re.DOTALL
    )


def _build_section(result: StoredResult, pictures: Path) -> list[str]:
    runs = result.runs.values()
    lines = [f"## {result.realizations:,} realizations", ""]
    for name in dict.fromkeys(name for run in runs for name in run.machine):
        values = list(dict.fromkeys(run.machine[name] for run in runs if name in run.machine))
        lines.append(f"- {name}: {'; '.join(values)}")
    lines += ["", "| measure | ratio | over the rounds | goal | reached |", "| --- | --- | --- | --- | --- |"]
    lines += [_build_ratio_row(run.measurement, ratio) for run in runs for ratio in run.measurement.ratios]
    plotted = [result.runs[name].measurement for name in PLOTTED if name in result.runs]
    if plotted:
        picture = f"{result.realizations}.svg"
        pictures.mkdir(exist_ok=True)
        (pictures / picture).write_text(draw_plot(plotted))
        lines += ["", f"![Responses per second]({PICTURES.name}/{picture})"]
    for run in runs:
        lines += ["", *_build_table(run.measurement)]
    return [*lines, ""]


def _build_ratio_row(measurement: Measurement, ratio: Ratio) -> str:
    reached = {True: "yes", False: "**no**", None: "–"}[ratio.is_reached]
    over = "–" if ratio.low == ratio.high else f"{ratio.low:.2f}–{ratio.high:.2f}"
    return f"| {measurement.title}: {ratio.label} | {ratio.value:.2f} | {over} | {ratio.goal} | {reached} |"


def _build_table(measurement: Measurement) -> list[str]:
    lines = [f"### {measurement.title}", "", f"| {measurement.unit} | median | range | processor µs per response |"]
    lines.append("| --- | --- | --- | --- |")
    for side in measurement.sides:
        cpu = "" if side.cpu is None else f"{side.cpu:.0f}"
        lines.append(f"| {side.name} | {format_median(side)} | {format_range(side)} | {cpu} |")
    for remark in measurement.remarks:
        lines += ["", remark]
    if measurement.details:
        columns = list(measurement.details[0])
        lines += ["", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
        lines += [f"| {' | '.join(row.values())} |" for row in measurement.details]
    return lines
