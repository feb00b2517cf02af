"""Convert assessments to rows of progress."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from api.analysis.progress.model import (
    AlternativeRealization,
    DerivedPart,
    DerivedValue,
    Progress,
    ProgressBaseline,
    ProgressRealization,
    ProgressReason,
    ProgressTarget,
)
from api.analysis.progress.number_format import round_computed, strip_trailing_zeros
from api.analysis.progress.reasons import VerdictReason
from api.analysis.rules import progress
from api.analysis.rules.baseline import Baseline
from api.analysis.rules.facts import RealizationFact, TargetFact
from api.analysis.rules.realized import RealizedValue
from api.analysis.value_interval import ValueInterval
from api.http.reads.reference import build_record_url
from api.resources.figures import breakdown
from api.resources.realizations.preference_model import AppliedPreference


def build_progress_row(
    assessment: progress.ProgressAssessment,
    unit: str,
    also_regions: list[str],
    preference: AppliedPreference | None,
    reasons: Iterable[VerdictReason],
) -> Progress:
    target, realized = assessment.target, assessment.realized
    series = target.series
    return Progress(
        program=series.program,
        indicator=series.indicator,
        nature=series.nature,  # type: ignore[arg-type]  # the column has one of these values
        unit=unit,
        region=target.region,
        also_regions=also_regions,
        breakdown=breakdown.breakdown_to_map(series.breakdown),
        period=target.period,
        plan=target.plan,
        target=_build_target(target),
        realization=None if realized is None else _build_realization(realized, assessment.reference_day, preference),
        derived_value=None if assessment.derived_value is None else _build_derived_value(assessment.derived_value),
        baseline=None if assessment.baseline is None else _build_baseline(assessment.baseline),
        ratio=None if assessment.ratio is None else strip_trailing_zeros(assessment.ratio),
        achievement=None if assessment.achievement is None else strip_trailing_zeros(assessment.achievement),
        gap=None if assessment.gap is None else strip_trailing_zeros(assessment.gap),
        expected=None if assessment.expected is None else round_computed(assessment.expected),
        required_per_month=None
        if assessment.required_per_month is None
        else round_computed(assessment.required_per_month),
        verdict=assessment.verdict,
        reasons=[ProgressReason(reason.code, reason.text.id, reason.text.en) for reason in reasons],
    )


def _build_target(target: TargetFact) -> ProgressTarget:
    return ProgressTarget(
        type="target",
        id=target.id,
        url=build_record_url("target", target.id),
        value=target.value,
        value_to=target.value_to,
        qualifier=target.qualifier,  # type: ignore[arg-type]  # the column has one of these values
        resolution=target.resolution,
        due_on=target.due_on,
        stated_on=target.stated_on,
        institution=target.institution,
    )


def _build_realization(realized: RealizedValue, day: date, preference: AppliedPreference | None) -> ProgressRealization:
    newest = realized.parts[-1]
    figure = None if realized.is_derived else newest.id
    return ProgressRealization(
        type="realization",
        id=figure,
        url=_build_url(figure),
        value=newest.value if figure else strip_trailing_zeros(realized.value),
        value_to=newest.value_to if figure else _strip_optional(realized.stated.value_to),
        qualifier=newest.qualifier if figure else _join_qualifiers(realized.parts),  # type: ignore[arg-type]
        resolution=newest.resolution if figure else strip_trailing_zeros(_add_resolutions(realized.parts)),
        reference_date=realized.day,
        age_days=(day - realized.day).days,
        stated_on=newest.stated_on,
        institution=newest.institution,
        alternatives=[_build_alternative(other) for other in realized.alternatives],
        value_range=_build_value_range((*realized.parts, *realized.alternatives)) if realized.alternatives else None,
        parts=_build_parts(realized) if realized.is_derived else [],
        preference=preference,
    )


def _build_alternative(other: RealizationFact) -> AlternativeRealization:
    url = build_record_url("realization", other.id)
    return AlternativeRealization(
        "realization",
        other.id,
        url,
        other.value,
        other.value_to,
        other.qualifier,  # type: ignore[arg-type]  # the column has one of these values
        other.stated_on,
        other.institution,
    )


def _build_parts(realized: RealizedValue) -> list[DerivedPart]:
    return [
        DerivedPart(
            "realization",
            part.id,
            build_record_url("realization", part.id),
            part.series.nature,  # type: ignore[arg-type]  # one of the three natures
            part.period,
            part.value,
        )
        for part in realized.parts
    ]


def _build_derived_value(realized: RealizedValue) -> DerivedValue:
    return DerivedValue(strip_trailing_zeros(realized.value), realized.day, _build_parts(realized))


def _build_baseline(baseline: Baseline) -> ProgressBaseline:
    figure = None if baseline.figure is None else baseline.figure.id
    return ProgressBaseline(
        "realization", figure, _build_url(figure), baseline.value, baseline.day, baseline.stated_after
    )


def _build_value_range(figures: Sequence[RealizationFact]) -> ValueInterval:
    values = [end for figure in figures for end in (figure.value, figure.value_to) if end is not None]
    return ValueInterval(min=min(values), max=max(values), max_excluded=False)


def _join_qualifiers(parts: Sequence[RealizationFact]) -> str:
    """Return the qualifier of a sum: that of its hedged parts if they have the same one, otherwise `about`."""
    qualifiers = {part.qualifier for part in parts} - {"exact"} or {"exact"}
    return qualifiers.pop() if len(qualifiers) == 1 else "about"


def _add_resolutions(parts: Sequence[RealizationFact]) -> Decimal:
    return sum((part.resolution for part in parts), Decimal(0))


def _strip_optional(value: Decimal | None) -> Decimal | None:
    return None if value is None else strip_trailing_zeros(value)


def _build_url(realization: UUID | None) -> str | None:
    return None if realization is None else build_record_url("realization", realization)
