"""Measurements: the samples of each side, and the ratios of their medians with their goals."""

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


class Ratio(msgspec.Struct, frozen=True):
    """The ratio of two medians. `low` and `high` are the extreme ratios of two runs of the same round."""

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


class Measurement(msgspec.Struct, frozen=True):
    """The result of one measure. `remarks` explain the numbers; `details` is an additional table."""

    name: str
    title: str
    unit: str
    sides: list[Side]
    ratios: list[Ratio]
    remarks: list[str] = []
    details: list[dict[str, str]] = []


def run_in_turn(sides: Mapping[str, Callable[[], Sample]], rounds: int) -> list[Side]:
    """Run the sides in turn, A B C A B C …, so that other load on the machine affects all of them.

    Each side runs once before that, without being counted, to warm up.
    """
    for run in sides.values():
        run()
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            samples[name].append(run())
    return [Side(name, runs) for name, runs in samples.items()]


def ratio(label: str, one: Side, other: Side, *, at_least: float | None = None, at_most: float | None = None) -> Ratio:
    pairs = [a.value / b.value for a, b in zip(one.samples, other.samples, strict=True)]
    return Ratio(label, one.median / other.median, min(pairs), max(pairs), at_least=at_least, at_most=at_most)


def find_side(sides: list[Side], name: str) -> Side:
    return next(side for side in sides if side.name == name)


def find_best(sides: list[Side], names: set[str]) -> Side | None:
    """Return the side with the greatest median among these names, or None if none of them was measured."""
    return max((side for side in sides if side.name in names), key=lambda side: side.median, default=None)
