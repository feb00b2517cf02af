"""The unit of an indicator."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import words


class Unit(msgspec.Struct, frozen=True):
    """What an indicator counts in."""

    code: Annotated[words.Code, Meta(description="Code of the unit.", examples=["umkm"])]
    name: Annotated[words.Label, Meta(description="Name in Indonesian.", examples=["usaha mikro, kecil, dan menengah"])]
    name_en: (
        Annotated[words.Label, Meta(description="Name in English.", examples=["micro, small and medium enterprises"])]
        | None
    )
    symbol: Annotated[words.Label, Meta(description="Short sign, as in tables.", examples=["UMKM"])] | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
