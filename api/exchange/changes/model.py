"""One change of the feed."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from api import types
from api.http.reads.reference import RecordReference
from api.resources.figures import fields

CHANGE_TYPES = ("program", "indicator", "target", "realization", "source", "claim", "institution", "region", "unit")


class Change(msgspec.Struct, frozen=True):
    """A record became visible to the public, changed or was withdrawn."""

    cursor: Annotated[
        str,
        Meta(
            description="Cursor of this change; as parameter `cursor` it selects the changes after it.",
            examples=["HtYv5ZqTmQpbMSwiMTA0MiIsIjciXQ"],
        ),
    ]
    action: Annotated[
        Literal["published", "changed", "withdrawn", "preferred", "unpreferred"],
        Meta(
            description="`published` for the first time or again after a withdrawal, `changed` later, `withdrawn`; a "
            "realization is `preferred` manually or no longer (`unpreferred`). Later versions may add actions.",
            examples=["published"],
        ),
    ]
    record: Annotated[RecordReference, Meta(description="The record that changed; its content is at `record.url`.")]
    program: Annotated[types.Code, Meta(description="Program of the record.", examples=["umkm-digital"])] | None
    previous_program: (
        Annotated[
            types.Code,
            Meta(
                description="Program of the previous published revision, if it was another one.",
                examples=["koperasi-modern"],
            ),
        ]
        | None
    )
    indicator: Annotated[types.Code, Meta(description="Indicator of the record.", examples=["umkm-onboarded"])] | None
    region: Annotated[types.RegionCode, Meta(description="Region of the record.", examples=["ID"])] | None
    period: fields.PeriodText | None
    revision: Annotated[
        int,
        Meta(
            description="Number of the new revision of the record; of its preference for `preferred` and "
            "`unpreferred`.",
            examples=[1],
            extra_json_schema={"format": "int32"},
        ),
    ]
    recorded_at: types.RecordedAt
    content: (
        Annotated[
            dict[str, Any],
            Meta(
                description="With `include=record`: the record as published now; null if it is withdrawn.",
                examples=[{"code": "umkm-digital"}],
            ),
        ]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
