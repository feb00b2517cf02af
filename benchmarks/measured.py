"""What was measured: samples of each side, and ratios of their medians with what they have to reach."""

import statistics
from collections.abc import Callable, Mapping

import msgspec


class Sample(msgspec.Struct, frozen=True):
    """One run. `cpu`: microseconds of the server's processor time for each answer."""

    value: float
    cpu: float | None = None


class Side(msgspec.Struct, frozen=True):
    """All runs of one of those that are compared."""

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
    """`low` and `high` are over the rounds, each against its neighbour of the same round."""

    what: str
    value: float
    low: float
    high: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def must(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most is not None else "–"

    @property
    def is_reached(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None


class Measured(msgspec.Struct, frozen=True):
    """One measure. `remarks` say what a reader of the numbers has to know; `details` is a table of its own."""

    name: str
    title: str
    unit: str
    sides: list[Side]
    ratios: list[Ratio]
    remarks: list[str] = []
    details: list[dict[str, str]] = []


def in_turn(sides: Mapping[str, Callable[[], Sample]], rounds: int) -> list[Side]:
    """A B C A B C …, so that what else the machine does meets all alike; before that each once, unseen, to warm up."""
    for take in sides.values():
        take()
    taken: dict[str, list[Sample]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, take in sides.items():
            taken[name].append(take())
    return [Side(name, samples) for name, samples in taken.items()]


def ratio(what: str, one: Side, other: Side, *, at_least: float | None = None, at_most: float | None = None) -> Ratio:
    pairs = [a.value / b.value for a, b in zip(one.samples, other.samples, strict=True)]
    return Ratio(what, one.median / other.median, min(pairs), max(pairs), at_least=at_least, at_most=at_most)


def side(sides: list[Side], name: str) -> Side:
    return next(each for each in sides if each.name == name)


def best(sides: list[Side], names: set[str]) -> Side | None:
    """Of those, the one with the greatest median; None where none of them was measured."""
    return max((each for each in sides if each.name in names), key=lambda each: each.median, default=None)
