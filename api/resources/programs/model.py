"""The record of a program."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api import types


class Program(msgspec.Struct, frozen=True):
    """A government program and the institution that leads it."""

    code: Annotated[types.Code, Meta(description="Code of the program.", examples=["umkm-digital"])]
    url: types.RecordUrl
    name: Annotated[types.Label, Meta(description="Name in Indonesian.", examples=["Digitalisasi UMKM"])]
    name_en: (
        Annotated[types.Label, Meta(description="Name in English.", examples=["Digitalization of small businesses"])]
        | None
    )
    description: (
        Annotated[
            types.LongText,
            Meta(
                description="Description in Indonesian.",
                examples=["UMKM menerima pembayaran dengan standar kode QR nasional (QRIS)."],
            ),
        ]
        | None
    )
    description_en: (
        Annotated[
            types.LongText,
            Meta(
                description="Description in English.",
                examples=["Small businesses accept payments by the national QR code standard (QRIS)."],
            ),
        ]
        | None
    )
    lead_institution: (
        Annotated[types.Code, Meta(description="Institution that leads it.", examples=["kemenkop-ukm"])] | None
    )
    starts_on: (
        Annotated[types.CalendarDate, Meta(description="First day of the program.", examples=["2020-05-14"])] | None
    )
    ends_on: Annotated[types.CalendarDate, Meta(description="Last day of the program.", examples=["2024-12-31"])] | None
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
