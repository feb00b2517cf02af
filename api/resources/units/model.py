"""The record of a unit."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types


class MeasureUnit(msgspec.Struct, frozen=True):
    """The unit of an indicator."""

    code: Annotated[types.Code, Meta(description="Code of the unit.", examples=["umkm"])]
    url: types.RecordUrl
    name: Annotated[types.Label, Meta(description="Name in Indonesian.", examples=["usaha mikro, kecil, dan menengah"])]
    name_en: (
        Annotated[types.Label, Meta(description="Name in English.", examples=["micro, small and medium enterprises"])]
        | None
    )
    symbol: Annotated[types.Label, Meta(description="Symbol for tables.", examples=["UMKM"])] | None
    kind: Annotated[
        Literal["count", "amount", "share", "index", "rank"],
        Meta(
            description="Which numbers are valid: `count`: whole and not negative; `rank`: whole, from 1; `amount`, "
            "`share`, `index`: any. Only `count` and `amount` add up. It cannot change while figures exist.",
            examples=["count"],
        ),
    ]
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
