"""The record of a target."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import types
from api.resources.figures import fields
from api.resources.figures.included_model import IncludedRecords


class Target(msgspec.Struct, frozen=True):
    """A number that an institution promised for a period."""

    id: Annotated[types.RecordId, Meta(description="Id of the target: a UUID, version 7.")]
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
    plan: (
        Annotated[
            types.Code,
            Meta(
                description="Code of the source that the target belongs to: a plan or a regulation.",
                examples=["perpres-72-2021"],
            ),
        ]
        | None
    )
    due_on: (
        Annotated[
            types.CalendarDate,
            Meta(
                description="Deadline after the last day of the period, if the source states a range of deadlines; "
                "nothing is missed before it.",
                examples=["2028-10-27"],
            ),
        ]
        | None
    )
    supersedes: (
        Annotated[
            types.RecordId,
            Meta(
                description="Id of the earlier target that this one replaces.",
                examples=["01a1fb67-1800-7000-8000-000000000106"],
            ),
        ]
        | None
    )
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
