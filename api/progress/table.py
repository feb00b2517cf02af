"""Progress as a table: what a row of it says in one line of CSV."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from api.progress.model import Progress


class ProgressLine(msgspec.Struct, frozen=True):
    """A row without its parts and alternatives, of which it has the number; reasons stand by their codes."""

    program: str
    indicator: str
    nature: str
    unit: str
    region: str
    breakdown: dict[str, str]
    period: str
    target: UUID
    target_value: Decimal
    target_qualifier: str
    target_stated_on: date | None
    target_institution: str
    realization: UUID | None
    realization_value: Decimal | None
    reference_date: date | None
    age_days: int | None
    realization_stated_on: date | None
    realization_institution: str | None
    alternatives: int | None
    parts: int | None
    baseline: UUID | None
    baseline_value: Decimal | None
    baseline_date: date | None
    ratio: Decimal | None
    gap: Decimal | None
    expected: Decimal | None
    required_per_month: Decimal | None
    verdict: str
    reasons: str


def line_of(row: Progress) -> ProgressLine:
    target, realization, baseline = row.target, row.realization, row.baseline
    reported: dict[str, Any] = dict.fromkeys(
        ("realization", "realization_value", "reference_date", "age_days", "realization_stated_on",
         "realization_institution", "alternatives", "parts")
    )  # fmt: skip
    if realization is not None:
        reported = {
            "realization": realization.id,
            "realization_value": realization.value,
            "reference_date": realization.reference_date,
            "age_days": realization.age_days,
            "realization_stated_on": realization.stated_on,
            "realization_institution": realization.institution,
            "alternatives": len(realization.alternatives),
            "parts": len(realization.derived.parts) if realization.derived is not None else 1,
        }
    return ProgressLine(
        program=row.program,
        indicator=row.indicator,
        nature=row.nature,
        unit=row.unit,
        region=row.region,
        breakdown=row.breakdown,
        period=row.period,
        target=target.id,
        target_value=target.value,
        target_qualifier=target.qualifier,
        target_stated_on=target.stated_on,
        target_institution=target.institution,
        **reported,
        baseline=baseline.id if baseline is not None else None,
        baseline_value=baseline.value if baseline is not None else None,
        baseline_date=baseline.reference_date if baseline is not None else None,
        ratio=row.ratio,
        gap=row.gap,
        expected=row.expected,
        required_per_month=row.required_per_month,
        verdict=row.verdict,
        reasons=" ".join(reason.code for reason in row.reasons),
    )
