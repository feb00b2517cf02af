"""The target: one promised number."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import words
from api.figures import fields


class Target(msgspec.Struct, frozen=True):
    """A number that an institution promised for a period."""

    id: Annotated[words.Identifier, Meta(description="Id of the target: a UUID, version 7.")]
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
    supersedes: (
        Annotated[
            words.Identifier,
            Meta(
                description="The earlier target that this one replaces.",
                examples=["01a1fb67-1800-7000-8000-000000000106"],
            ),
        ]
        | None
    )
    citations: list[fields.Citation]
    note: fields.Note | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
