"""Store the result of each measure, and write docs/benchmarks.md from the stored results."""

import re
from pathlib import Path

import msgspec

from benchmarks.measurement import Measurement, Side, Table
from benchmarks.servers import ROOT

RESULTS = Path(__file__).with_name("results.json")
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NO_RESULT = "No result is stored. Run `make bench`."


class Run(msgspec.Struct, frozen=True):
    """The last run of a measure, with the machine that it ran on."""

    machine: dict[str, str]
    measurement: Measurement


def load_runs(file: Path = RESULTS) -> dict[str, Run]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Run]) if file.exists() else {}


def store_run(name: str, run: Run, file: Path = RESULTS) -> None:
    """Replace the stored run of this measure."""
    runs = load_runs(file) | {name: run}
    file.write_bytes(msgspec.json.format(msgspec.json.encode(runs), indent=1) + b"\n")


def update_page(page: str, runs: dict[str, Run]) -> str:
    """Return the page with these results between its two marks; the rest is written by hand."""
    generated = "\n".join(_build_section(runs) if runs else [NO_RESULT])
    return re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n\n{generated}\n\n{END}", page, flags=re.DOTALL
    )


def describe(measurement: Measurement) -> str:
    """Format a measurement for a terminal."""
    return "\n".join([*_build_results([measurement]), *_build_details(measurement)])


def _build_section(runs: dict[str, Run]) -> list[str]:
    lines = []
    for name in dict.fromkeys(name for run in runs.values() for name in run.machine):
        values = dict.fromkeys(run.machine[name] for run in runs.values() if name in run.machine)
        lines.append(f"- {name}: {'; '.join(values)}")
    measurements = [run.measurement for run in runs.values()]
    lines += ["", *_build_results(measurements)]
    for measurement in measurements:
        lines += _build_details(measurement)
    return lines


def _build_results(measurements: list[Measurement]) -> list[str]:
    lines = ["| measure | result | over the rounds | goal | reached |", "| --- | --- | --- | --- | --- |"]
    for result in (result for measurement in measurements for result in measurement.results):
        reached = {True: "yes", False: "**no**", None: "–"}[result.is_reached]
        over = f"{result.low:.2f}–{result.high:.2f}"
        lines.append(f"| {result.label} | {result.value:.2f} | {over} | {result.goal} | {reached} |")
    return lines


def _build_details(measurement: Measurement) -> list[str]:
    lines: list[str] = []
    for table in measurement.tables:
        lines += ["", f"### {table.title}", "", *_build_table(table)]
    for remark in measurement.remarks:
        lines += ["", remark]
    return lines


def _build_table(table: Table) -> list[str]:
    has_cpu = any(side.cpu is not None for side in table.sides)
    header = [table.unit, "median", "range", *(["processor µs per response"] if has_cpu else [])]
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    for side in table.sides:
        cells = [side.name, _format(side, side.median), f"{_format(side, side.low)}–{_format(side, side.high)}"]
        cells += [f"{side.cpu:.1f}" if side.cpu is not None else ""] if has_cpu else []
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _format(side: Side, value: float) -> str:
    return f"{value:,.0f}" if side.median >= 100 else f"{value:.2f}"
