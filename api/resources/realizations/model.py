"""The record of a realization."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types
from api.resources.figures import fields
from api.resources.figures.included_model import IncludedRecords
from api.resources.realizations.preference_model import AppliedPreference


class Realization(msgspec.Struct, frozen=True):
    """A number that an institution reported as reached."""

    id: Annotated[
        types.RecordId,
        Meta(
            description="Id of the realization: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-000000000205"]
        ),
    ]
    url: types.RecordUrl
    program: fields.ProgramCode
    indicator: fields.IndicatorCode
    nature: fields.Nature
    region: types.RegionCode
    breakdown: fields.BreakdownMap
    period: fields.PeriodText
    period_start: fields.PeriodStart
    period_end: fields.PeriodEnd
    value: fields.FigureValue
    value_to: fields.FigureValueTo | None
    unit: fields.FigureUnit
    qualifier: fields.Qualifier
    resolution: fields.Resolution
    stated_on: fields.StatedOn | None
    stated_not_before: fields.StatedNotBefore | None
    stated_not_after: fields.StatedNotAfter | None
    retracted_on: fields.RetractedOn | None
    institution: fields.StatingInstitution
    on_behalf_of: fields.OnBehalfOf | None
    speaker: fields.Speaker | None
    day_known: fields.DayKnown
    quality: Annotated[
        Literal["final", "provisional", "estimate"],
        Meta(description="Whether the number is final, provisional or an estimate.", examples=["final"]),
    ]
    citations: list[fields.Citation]
    note: fields.FigureNote | None
    distinct_from: fields.DistinctFrom
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
    included: IncludedRecords | msgspec.UnsetType = msgspec.UNSET
    preference: (
        Annotated[
            AppliedPreference,
            Meta(description="With `preferred=true`: author and reason of a manual preference, if there is one."),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
