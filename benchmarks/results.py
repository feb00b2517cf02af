"""What was measured, as kept in benchmarks/results: one file for each size, each measure with the run that made it."""

from pathlib import Path

import msgspec

from benchmarks.measured import Measured, Side

DIRECTORY = Path(__file__).with_name("results")


class Run(msgspec.Struct, frozen=True):
    """One measure, and the machine and effort it was measured with; ratios are those of this run alone."""

    machine: dict[str, str]
    measured: Measured


class Kept(msgspec.Struct):
    """All measures of one size."""

    realizations: int
    runs: dict[str, Run]


def keep(size: int, machine: dict[str, str], measured: Measured) -> None:
    file = DIRECTORY / f"{size}.json"
    kept = msgspec.json.decode(file.read_bytes(), type=Kept) if file.exists() else Kept(size, {})
    kept.runs[measured.name] = Run(machine, measured)
    DIRECTORY.mkdir(exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")


def held() -> list[Kept]:
    """The smallest first."""
    files = DIRECTORY.glob("*.json")
    return sorted(
        (msgspec.json.decode(file.read_bytes(), type=Kept) for file in files), key=lambda kept: kept.realizations
    )


def told(measured: Measured) -> str:
    """For a terminal."""
    unit = measured.unit
    lines = [f"  {side.name:42}{number(side):>12}  {spread(side)} {unit}{cost(side)}" for side in measured.sides]
    lines += [
        f"  {ratio.what}: {ratio.value:.2f} ({ratio.low:.2f}–{ratio.high:.2f}), must be {ratio.must}"
        for ratio in measured.ratios
    ]
    lines += [f"  {remark}" for remark in measured.remarks]
    lines += ["  " + ", ".join(f"{name} {value}" for name, value in row.items()) for row in measured.details]
    return "\n".join(lines)


def number(side: Side) -> str:
    return f"{side.median:,.0f}" if side.median >= 100 else f"{side.median:.2f}"


def spread(side: Side) -> str:
    digits = 0 if side.median >= 100 else 2
    return f"{side.low:,.{digits}f}–{side.high:,.{digits}f}"


def cost(side: Side) -> str:
    return "" if side.cpu is None else f", {side.cpu:.0f} µs of a processor each"
