"""Rows of progress as CSV."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from api.analysis.progress.model import Progress


class ProgressCsvRow(msgspec.Struct, frozen=True):
    """A row with the number of its parts and alternatives, and the codes of its reasons."""

    program: str
    indicator: str
    nature: str
    unit: str
    region: str
    also_regions: list[str]
    breakdown: dict[str, str]
    period: str
    plan: str | None
    target_id: UUID
    target_value: Decimal
    target_value_to: Decimal | None
    target_qualifier: str
    target_due_on: date | None
    target_stated_on: date | None
    target_institution: str
    realization_id: UUID | None
    realization_value: Decimal | None
    realization_value_to: Decimal | None
    realization_qualifier: str | None
    realization_reference_date: date | None
    realization_age_days: int | None
    realization_stated_on: date | None
    realization_institution: str | None
    alternative_count: int | None
    part_count: int | None
    baseline_id: UUID | None
    baseline_value: Decimal | None
    baseline_reference_date: date | None
    ratio: Decimal | None
    achievement: Decimal | None
    gap: Decimal | None
    expected: Decimal | None
    required_per_month: Decimal | None
    verdict: str
    reasons: str


def to_csv_row(row: Progress) -> ProgressCsvRow:
    target, realization, baseline = row.target, row.realization, row.baseline
    reported: dict[str, Any] = dict.fromkeys(
        ("realization_id", "realization_value", "realization_value_to",
         "realization_qualifier", "realization_reference_date", "realization_age_days",
         "realization_stated_on", "realization_institution", "alternative_count", "part_count")
    )  # fmt: skip
    if realization is not None:
        reported = {
            "realization_id": realization.id,
            "realization_value": realization.value,
            "realization_value_to": realization.value_to,
            "realization_qualifier": realization.qualifier,
            "realization_reference_date": realization.reference_date,
            "realization_age_days": realization.age_days,
            "realization_stated_on": realization.stated_on,
            "realization_institution": realization.institution,
            "alternative_count": len(realization.alternatives),
            "part_count": len(realization.parts) or 1,
        }
    return ProgressCsvRow(
        program=row.program,
        indicator=row.indicator,
        nature=row.nature,
        unit=row.unit,
        region=row.region,
        also_regions=row.also_regions,
        breakdown=row.breakdown,
        period=row.period,
        plan=row.plan,
        target_id=target.id,
        target_value=target.value,
        target_value_to=target.value_to,
        target_qualifier=target.qualifier,
        target_due_on=target.due_on,
        target_stated_on=target.stated_on,
        target_institution=target.institution,
        **reported,
        baseline_id=baseline.id if baseline is not None else None,
        baseline_value=baseline.value if baseline is not None else None,
        baseline_reference_date=baseline.reference_date if baseline is not None else None,
        ratio=row.ratio,
        achievement=row.achievement,
        gap=row.gap,
        expected=row.expected,
        required_per_month=row.required_per_month,
        verdict=row.verdict,
        reasons=" ".join(reason.code for reason in row.reasons),
    )
