"""The responses of the peers as Pydantic models, with the fields of a realization of Capaian."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, computed_field


def parse_breakdown(text: object) -> object:
    """Return the map of a breakdown such as `catalog:local`; return a map unchanged."""
    if not isinstance(text, str):
        return text
    return dict(part.split(":", 1) for part in text.split(",") if part)


class Citation(BaseModel):
    source: str
    locator: str | None
    quote: str | None
    note: str | None


class Realization(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    program: str
    indicator: str
    nature: Literal["stock", "flow", "rate"]
    region: str
    breakdown: Annotated[dict[str, str], BeforeValidator(parse_breakdown)]
    period: str
    period_start: date
    period_end: date
    value: float
    value_to: float | None
    unit: str
    qualifier: Literal["exact", "about", "at_least", "at_most"]
    resolution: float
    stated_on: date | None
    stated_not_before: date | None
    stated_not_after: date | None
    retracted_on: date | None
    institution: str
    on_behalf_of: str | None
    speaker: str | None
    day_known: bool
    quality: Literal["final", "provisional", "estimate"]
    citations: list[Citation]
    note: str | None
    distinct_from: list[UUID]
    revision: int
    status: Literal["draft", "submitted", "published", "rejected", "withdrawn"]
    reason: str | None
    recorded_at: datetime
    recorded_by: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def url(self) -> str:
        return f"/v1/realizations/{self.id}"


class RealizationPage(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    data: list[Realization]
