"""The program that promises."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import words


class Program(msgspec.Struct, frozen=True):
    """What a government set out to do, and who leads it."""

    code: Annotated[words.Code, Meta(description="Code of the program.", examples=["umkm-digital"])]
    name: Annotated[words.Label, Meta(description="Name in Indonesian.", examples=["Digitalisasi UMKM"])]
    name_en: (
        Annotated[words.Label, Meta(description="Name in English.", examples=["Digitalization of small businesses"])]
        | None
    )
    description: (
        Annotated[
            words.Prose,
            Meta(
                description="What the program is about.",
                examples=["Small businesses are to accept payments by the national QR code standard."],
            ),
        ]
        | None
    )
    lead_institution: (
        Annotated[words.Code, Meta(description="Institution that leads it.", examples=["kemenkop-ukm"])] | None
    )
    starts_on: Annotated[words.Day, Meta(description="First day of the program.", examples=["2020-05-14"])] | None
    ends_on: Annotated[words.Day, Meta(description="Last day of the program.", examples=["2024-12-31"])] | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
