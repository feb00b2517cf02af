"""The input of the rules: figures, claims, and the reference data that they refer to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.analysis.rules.interval import Interval


class Series(NamedTuple):
    """The key of a figure without its period. Figures of one series are comparable.

    `region` is the first code of a renumbered region, so that its figures under all codes are one series.
    """

    program: str
    indicator: str
    nature: str
    region: str
    breakdown: str  # canonical text, "" for all parts together


class FigureKey(NamedTuple):
    """A series with the first and last day of a figure. For a stock of a known day both are that day."""

    series: Series
    first: date
    last: date


class TargetKey(NamedTuple):
    """The key of a target with its plan. Targets of one key in two plans are both in force."""

    key: FigureKey
    plan: str | None


class FigureFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One stated number in full units.

    Programs have many figures, and no figure is part of a reference cycle. `gc=False` spares the garbage collector
    from visiting each of them, which would stop all threads for half a second.

    `value_to` is the upper end of a stated range. `resolution` is the step to which it is rounded. `rank` is the
    authority of its institution, 1 is the highest. `region_code` is the code that it was stated with, None for the one
    in `series`.
    """

    id: UUID
    series: Series
    period: str
    first: date
    last: date
    value: Decimal
    value_to: Decimal | None = None
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
    region_code: str | None = None

    @property
    def region(self) -> str:
        """The code with which the figure was stated."""
        return self.series.region if self.region_code is None else self.region_code

    @property
    def key(self) -> FigureKey:
        return FigureKey(self.series, self.last if self.series.nature == "stock" else self.first, self.last)

    @property
    def interval(self) -> Interval:
        return Interval.from_stated(self.value, self.resolution, self.qualifier, self.value_to)

    def is_known(self, as_of: date) -> bool:
        """Return True if the figure was stated by that day and not retracted by then.

        The latest possible stated date counts. The SQL of this rule is `stated_by_condition` in
        api/resources/figures/point_in_time.py.
        """
        return self.stated_latest <= as_of and (self.retracted_on is None or self.retracted_on > as_of)


class TargetFact(FigureFact, frozen=True, kw_only=True, gc=False):
    """A target. `plan` is the source that it belongs to, `due_on` a deadline after the last day of its period."""

    supersedes: UUID | None = None
    plan: str | None = None
    due_on: date | None = None

    @property
    def target_key(self) -> TargetKey:
        return TargetKey(self.key, self.plan)

    @property
    def end(self) -> date:
        """The last day on which the target can be reached."""
        return self.last if self.due_on is None else self.due_on


class RealizationFact(FigureFact, frozen=True, kw_only=True, gc=False):
    """A realization. `preferred_at` is the time of its manual preference, None without an active one.

    `day_known` is False for a stock of some day of its period.
    """

    quality: str
    day_known: bool = True
    preferred_at: datetime | None = None

    @property
    def key(self) -> FigureKey:
        return super().key if self.day_known else FigureKey(self.series, self.first, self.last)

    @property
    def reference_day(self) -> date:
        """The day that the number is about. If it is unknown, the first possible day, which claims the least."""
        return self.last if self.day_known else self.first

    @property
    def latest_day(self) -> date:
        """The last possible day that the number is about: not after the day on which it was stated."""
        return self.last if self.day_known else min(self.last, self.stated_latest)

    def is_known(self, as_of: date) -> bool:
        """Return True if the realization was also about a day that had come by then."""
        return super().is_known(as_of) and self.reference_day <= as_of


class IndicatorFact(NamedTuple):
    """An indicator."""

    code: str
    program: str
    unit: str
    direction: str  # increase, decrease, maintain
    additive: bool
    population: str | None  # code of the indicator of the whole population
    expected_every: str | None  # ISO 8601 duration
    variant_of: str | None = None  # code of an indicator that counts the same in another unit
    partitions: tuple[str, ...] = ()  # keys of breakdowns whose parts make the whole


class SourceFact(NamedTuple):
    """The publication dates of a source, and the days on which it was retrieved and first recorded here."""

    code: str
    date_basis: str
    published_on: date | None
    not_before: date | None
    not_after: date | None
    retrieved_on: date | None = None
    recorded_on: date | None = None

    @property
    def latest_day(self) -> date | None:
        """The last day on which the source can have been written."""
        return self.published_on or self.not_after or self.retrieved_on or self.recorded_on


class RegionFact(NamedTuple):
    """A region, its parent, and its first and last valid day."""

    code: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    replaces: str | None = None  # the code that this region had before


class ClaimKey(NamedTuple):
    """The key of a realization that a claim is about although its number is not stated."""

    indicator: str
    nature: str
    region: str
    breakdown: str
    period: str
    first: date
    last: date
    day_known: bool = True


class ClaimFact(NamedTuple):
    """A statement of a source about figures or about a date.

    A claim has `figures` or a `figure_key`, a claim about a weekday neither. `base_period` is the first and the last
    day of the period of its base.
    """

    id: UUID | None
    source: str
    kind: str
    figures: tuple[UUID, ...]
    base: str | None
    base_figure: UUID | None
    stated_value: Decimal | None
    stated_resolution: Decimal | None
    stated_date: date | None
    stated_weekday: str | None
    stated_value_to: Decimal | None = None
    qualifier: str = "exact"
    base_period: tuple[date, date] | None = None
    figure_key: ClaimKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The published records of some programs in one snapshot, as of a day.

    `targets` and `realizations` include figures that are not known by `as_of`; the rules check `is_known`.
    """

    as_of: date
    targets: Sequence[TargetFact] = ()
    realizations: Sequence[RealizationFact] = ()
    claims: Sequence[ClaimFact] = ()
    indicators: Mapping[str, IndicatorFact] = field(default_factory=dict)
    sources: Mapping[str, SourceFact] = field(default_factory=dict)
    regions: Mapping[str, RegionFact] = field(default_factory=dict)
    # By source, the program whose figures cite it most. Claims without figures belong to this program.
    citing: Mapping[str, str] = field(default_factory=dict)
    # By program and source, the number of known figures that cite it, if these are loaded only in part.
    citing_counts: Mapping[tuple[str | None, str], int] | None = None
    # Variants that have a known realization. Their figures may not be loaded.
    reported_elsewhere: frozenset[str] = frozenset()
    # The series of which all parts are loaded, if only some are; None if all figures are loaded.
    complete_wholes: frozenset[Series] | None = None

    @property
    def reference_day(self) -> date:
        """The day that decides which periods have ended and how old a figure is."""
        return self.as_of
