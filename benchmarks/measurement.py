"""Measurements: the runs of each compared program, and ratios or values with their goals."""

import statistics
from collections.abc import Callable, Mapping

import msgspec


class Sample(msgspec.Struct, frozen=True):
    """The result of one run. `cpu` is the processor time of the server per response, in microseconds."""

    value: float
    cpu: float | None = None


class Side(msgspec.Struct, frozen=True):
    """All runs of one of the compared programs."""

    name: str
    samples: list[Sample]

    @property
    def median(self) -> float:
        return statistics.median(sample.value for sample in self.samples)

    @property
    def low(self) -> float:
        return min(sample.value for sample in self.samples)

    @property
    def high(self) -> float:
        return max(sample.value for sample in self.samples)

    @property
    def cpu(self) -> float | None:
        known = [sample.cpu for sample in self.samples if sample.cpu is not None]
        return statistics.median(known) if known else None


class Result(msgspec.Struct, frozen=True):
    """A ratio or a value. `low` and `high` are its extremes over the rounds."""

    label: str
    value: float
    low: float
    high: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most is not None else "–"

    @property
    def is_reached(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None


class Table(msgspec.Struct, frozen=True):
    """The sides of one comparison, all in one unit."""

    title: str
    unit: str
    sides: list[Side]


class Measurement(msgspec.Struct, frozen=True):
    """What a measure returns. `remarks` explain the numbers."""

    tables: list[Table]
    results: list[Result]
    remarks: list[str] = []


def run_in_turn(sides: Mapping[str, Callable[[], Sample]], rounds: int) -> dict[str, Side]:
    """Run the sides in turn, A B C A B C …, so that other load on the machine affects all of them.

    Each side runs once before that, without being counted, to warm up.
    """
    for run in sides.values():
        run()
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            samples[name].append(run())
    return {name: Side(name, runs) for name, runs in samples.items()}


def build_ratio(label: str, one: Side, other: Side, *, at_least: float | None = None) -> Result:
    """Return the ratio of two medians; `low` and `high` are ratios of two runs of the same round."""
    pairs = [a.value / b.value for a, b in zip(one.samples, other.samples, strict=True)]
    return Result(label, one.median / other.median, min(pairs), max(pairs), at_least=at_least)


def build_cpu_ratio(label: str, one: Side, other: Side, *, at_least: float) -> Result:
    """Return the ratio of the responses per second of processor time."""
    pairs = [
        b.cpu / a.cpu
        for a, b in zip(one.samples, other.samples, strict=True)
        if a.cpu is not None and b.cpu is not None
    ]
    return Result(label, statistics.median(pairs), min(pairs), max(pairs), at_least=at_least)


def build_value(label: str, side: Side, *, at_most: float) -> Result:
    return Result(label, side.median, side.low, side.high, at_most=at_most)
