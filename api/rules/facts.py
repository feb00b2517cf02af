"""What the rules are told: figures as they were stated, and what is known about whoever and whatever they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from api.rules.interval import Interval

Nature = Literal["stock", "flow"]


class Series(NamedTuple):
    """What figures have to share to be compared: all of their key but the period."""

    program: str
    indicator: str
    nature: str
    region: str
    breakdown: str  # canonical text, "" for the whole


class Key(NamedTuple):
    """A series and the days that a figure is about; a stock speaks of the last day alone, so `first` is that too."""

    series: Series
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One stated number. `rank` is the authority of whoever stated it (1 is highest) at the moment asked for."""

    id: UUID
    series: Series
    period: str
    first: date
    last: date
    value: Decimal
    resolution: Decimal
    qualifier: str
    stated_on: date | None
    stated_earliest: date
    stated_latest: date
    retracted_on: date | None
    institution: str
    rank: int
    recorded_at: datetime
    sources: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return Key(self.series, self.last if self.series.nature == "stock" else self.first, self.last)

    @property
    def interval(self) -> Interval:
        return Interval.of(self.value, self.resolution)

    def is_known(self, as_of: date | None) -> bool:
        """Stated by the end of that day, on its latest possible one, and not retracted by then.

        With None the question is about now: whatever is held, unless it was retracted.
        """
        if as_of is None:
            return self.retracted_on is None
        return self.stated_latest <= as_of and (self.retracted_on is None or self.retracted_on > as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Figure):
    """A promise."""

    supersedes: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Realization(Figure):
    """A report. `preferred_at` is when a person preferred it over the rule, if that stands."""

    quality: str
    preferred_at: datetime | None = None


class Indicator(NamedTuple):
    """What is counted."""

    code: str
    program: str
    unit: str
    direction: str  # increase, decrease, maintain
    additive: bool
    population: str | None  # the indicator that counts the whole
    expected_every: str | None  # ISO 8601 duration


class Source(NamedTuple):
    """The dates of a document."""

    code: str
    date_basis: str
    published_on: date | None
    not_before: date | None
    not_after: date | None


class Region(NamedTuple):
    """A region, its whole, and the days it is valid on."""

    code: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


class Claim(NamedTuple):
    """What a source says about the relation of numbers."""

    id: UUID | None
    source: str
    kind: str
    subjects: tuple[UUID, ...]
    base: str | None
    base_figure: UUID | None
    stated_value: Decimal | None
    stated_resolution: Decimal | None
    stated_date: date | None
    stated_weekday: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is published and bears on some programs, as held at one moment; `as_of` and `today` are days.

    `targets` and `realizations` hold every figure, also what is not known by `as_of`: the rules ask `is_known`.
    """

    as_of: date | None
    today: date
    targets: Sequence[Target] = ()
    realizations: Sequence[Realization] = ()
    claims: Sequence[Claim] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    # By source, the program whose figures cite it most: what is said of no figure is said of that program.
    citing: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day from which is judged what is over and how old it is."""
        return self.as_of or self.today
