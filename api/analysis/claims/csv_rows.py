"""Rows of claims as CSV, with their verdicts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from api.analysis.claims.judgment_model import ClaimWithJudgment
from api.analysis.claims.model import ClaimFigureKey


class ClaimCsvRow(msgspec.Struct, frozen=True):
    """A claim with the fields of its `figure_key`, its verdict and the computed value."""

    id: UUID
    url: str
    source: str
    locator: str
    kind: str
    figures: list[UUID]
    figure_key_indicator: str | None
    figure_key_nature: str | None
    figure_key_region: str | None
    figure_key_breakdown: dict[str, str] | None
    figure_key_period: str | None
    figure_key_day_known: bool | None
    base: str | None
    base_period: str | None
    base_figure: UUID | None
    stated_value: Decimal | None
    stated_value_to: Decimal | None
    stated_resolution: Decimal | None
    qualifier: str
    stated_date: date | None
    stated_weekday: str | None
    note: str | None
    revision: int
    status: str
    reason: str | None
    recorded_at: datetime
    recorded_by: str
    verdict: str
    computed: Decimal | None


def to_csv_row(claim: ClaimWithJudgment) -> ClaimCsvRow:
    fields = msgspec.structs.asdict(claim)
    key, judgment = fields.pop("figure_key"), fields.pop("judgment")
    fields |= {f"figure_key_{name}": getattr(key, name, None) for name in ClaimFigureKey.__struct_fields__}
    fields |= {"verdict": judgment.verdict, "computed": judgment.computed}
    return ClaimCsvRow(**{name: fields[name] for name in ClaimCsvRow.__struct_fields__})
