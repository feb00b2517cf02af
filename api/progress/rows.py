"""Rows of progress put into the words of the wire."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from api.figures import breakdown
from api.http.bilingual import Bilingual
from api.progress.model import (
    Alternative,
    Derived,
    Part,
    Progress,
    ProgressBaseline,
    ProgressRealization,
    ProgressReason,
    ProgressTarget,
    Spread,
)
from api.progress.reasons import Reason
from api.progress.told import plain, rounded
from api.realizations.preference import Preferring
from api.rules import progress as rules
from api.rules.baseline import Baseline
from api.rules.facts import Realization, Target
from api.rules.progress import Realized


def row_of(judged: rules.Progress, unit: str, preference: Preferring | None, reasons: Iterable[Reason]) -> Progress:
    target, realized = judged.target, judged.realized
    series = target.series
    return Progress(
        program=series.program,
        indicator=series.indicator,
        nature=series.nature,  # type: ignore[arg-type]  # the column holds these two words
        unit=unit,
        region=series.region,
        breakdown=breakdown.map_of(series.breakdown),
        period=target.period,
        target=_target(target),
        realization=None if realized is None else _realization(realized, judged.day, preference),
        derived=None if judged.offer is None else _derived(judged.offer),
        baseline=None if judged.baseline is None else _baseline(judged.baseline),
        ratio=None if judged.ratio is None else plain(judged.ratio),
        gap=None if judged.gap is None else plain(judged.gap),
        expected=None if judged.expected is None else rounded(judged.expected),
        required_per_month=None if judged.required_per_month is None else rounded(judged.required_per_month),
        verdict=judged.verdict,
        reasons=[ProgressReason(reason.code, Bilingual.of(reason.text)) for reason in reasons],
    )


def _target(target: Target) -> ProgressTarget:
    return ProgressTarget(
        id=target.id,
        value=target.value,
        qualifier=target.qualifier,  # type: ignore[arg-type]  # the column holds these four words
        resolution=target.resolution,
        stated_on=target.stated_on,
        institution=target.institution,
        address=f"/v1/targets/{target.id}",
    )


def _realization(realized: Realized, day: date, preference: Preferring | None) -> ProgressRealization:
    newest = realized.parts[-1]
    figure = None if realized.is_derived else newest.id
    return ProgressRealization(
        id=figure,
        value=newest.value if figure else plain(realized.value),
        resolution=newest.resolution if figure else plain(realized.interval.high - realized.interval.low),
        reference_date=realized.day,
        age_days=(day - realized.day).days,
        stated_on=newest.stated_on,
        institution=newest.institution,
        address=_address(figure),
        alternatives=[
            Alternative(other.id, other.value, other.stated_on, other.institution, f"/v1/realizations/{other.id}")
            for other in realized.alternatives
        ],
        spread=_spread((*realized.parts, *realized.alternatives)) if realized.alternatives else None,
        derived=_derived(realized) if realized.is_derived else None,
        preference=preference,
    )


def _derived(realized: Realized) -> Derived:
    parts = [
        Part(part.id, part.series.nature, part.period, part.value, f"/v1/realizations/{part.id}")  # type: ignore[arg-type]  # stock or flow
        for part in realized.parts
    ]
    return Derived(plain(realized.value), realized.day, parts)


def _baseline(baseline: Baseline) -> ProgressBaseline:
    figure = None if baseline.figure is None else baseline.figure.id
    return ProgressBaseline(baseline.value, baseline.day, baseline.stated_after, figure, _address(figure))


def _spread(figures: Sequence[Realization]) -> Spread:
    values = [figure.value for figure in figures]
    return Spread(min(values), max(values))


def _address(realization: UUID | None) -> str | None:
    return None if realization is None else f"/v1/realizations/{realization}"
