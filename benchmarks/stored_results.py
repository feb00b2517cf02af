"""The stored results in benchmarks/results: one file per size, with the last run of each measure."""

from pathlib import Path

import msgspec

from benchmarks.measurement import Measurement, Side

DIRECTORY = Path(__file__).with_name("results")


class Run(msgspec.Struct, frozen=True):
    """The result of one measure with its machine and effort; the ratios are those of this run."""

    machine: dict[str, str]
    measurement: Measurement


class StoredResult(msgspec.Struct):
    """The runs of one size, by name of the measure."""

    realizations: int
    runs: dict[str, Run]


def store(size: int, machine: dict[str, str], measurement: Measurement) -> None:
    """Replace the stored run of this measure and size."""
    file = DIRECTORY / f"{size}.json"
    result = msgspec.json.decode(file.read_bytes(), type=StoredResult) if file.exists() else StoredResult(size, {})
    result.runs[measurement.name] = Run(machine, measurement)
    DIRECTORY.mkdir(exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


def load_results() -> list[StoredResult]:
    """Load the results of all sizes, the smallest first."""
    files = DIRECTORY.glob("*.json")
    return sorted(
        (msgspec.json.decode(file.read_bytes(), type=StoredResult) for file in files),
        key=lambda result: result.realizations,
    )


def describe(measurement: Measurement) -> str:
    """Format a measurement for a terminal."""
    unit = measurement.unit
    lines = [
        f"  {side.name:42}{format_median(side):>12}  {format_range(side)} {unit}{format_cpu(side)}"
        for side in measurement.sides
    ]
    lines += [
        f"  {ratio.label}: {ratio.value:.2f} ({ratio.low:.2f}–{ratio.high:.2f}), goal {ratio.goal}"
        for ratio in measurement.ratios
    ]
    lines += [f"  {remark}" for remark in measurement.remarks]
    lines += ["  " + ", ".join(f"{name} {value}" for name, value in row.items()) for row in measurement.details]
    return "\n".join(lines)


def format_median(side: Side) -> str:
    return f"{side.median:,.0f}" if side.median >= 100 else f"{side.median:.2f}"


def format_range(side: Side) -> str:
    digits = 0 if side.median >= 100 else 2
    return f"{side.low:,.{digits}f}–{side.high:,.{digits}f}"


def format_cpu(side: Side) -> str:
    return "" if side.cpu is None else f", {side.cpu:.0f} µs of processor time per response"
