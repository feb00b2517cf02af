"""The realization: one reported number."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words
from api.figures import fields
from api.realizations.preference import Preferring


class Realization(msgspec.Struct, frozen=True):
    """A number that an institution reported as reached."""

    id: Annotated[
        words.Identifier,
        Meta(
            description="Id of the realization: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-000000000205"]
        ),
    ]
    program: fields.Program
    indicator: fields.Indicator
    nature: fields.Nature
    region: words.RegionCode
    breakdown: fields.Breakdown
    period: fields.PeriodText
    value: fields.Value
    qualifier: fields.Qualifier
    resolution: fields.Resolution
    stated_on: fields.StatedOn | None
    stated_not_before: fields.StatedNotBefore | None
    stated_not_after: fields.StatedNotAfter | None
    retracted_on: fields.RetractedOn | None
    institution: fields.StatedBy
    on_behalf_of: fields.OnBehalfOf | None
    speaker: fields.Speaker | None
    quality: Annotated[
        Literal["final", "provisional", "estimate"],
        Meta(description="How settled the number is.", examples=["final"]),
    ]
    citations: list[fields.Citation]
    note: fields.Note | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
    preference: (
        Annotated[
            Preferring,
            Meta(
                description="Under `preferred=true`: who put it before all others of its key, and why, if somebody did."
            ),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
