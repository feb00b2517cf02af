"""The mapping: how a file that was made for others is read, so that it need not be changed."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

NO_NUL = r"^[^\u0000]*$"
Name = Annotated[str, Meta(pattern=NO_NUL, min_length=1, max_length=500)]


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is which in a file. An unknown member is refused, so that a misspelt one is never silently lost."""

    columns: Annotated[
        dict[Name, Name | None],
        Meta(
            max_length=500,
            description="Columns of the file, by the names they have there, and the columns that they are; null for a "
            "column that is ignored. Columns that are not named here go by their own names.",
            examples=[{"Kab/Kota": "region", "Capaian": "value", "No": None}],
        ),
    ] = msgspec.field(default_factory=dict)
    constants: Annotated[
        dict[Name, Annotated[str, Meta(pattern=NO_NUL, max_length=4000)]],
        Meta(
            max_length=100,
            description="Columns that the file has not, and the cell that every row has there.",
            examples=[{"indicator": "umkm-onboarded", "nature": "stock", "institution": "kemenkop-ukm"}],
        ),
    ] = msgspec.field(default_factory=dict)
    delimiter: (
        Annotated[
            Literal["comma", "semicolon", "tab"],
            Meta(description="What stands between cells; otherwise the header decides.", examples=["semicolon"]),
        ]
        | None
    ) = None
    number_format: (
        Annotated[
            Literal["id", "en"],
            Meta(
                description="`id`: 13.700,5; `en`: 13,700.5. Without it a number with two readings is refused.",
                examples=["id"],
            ),
        ]
        | None
    ) = None
    encoding: (
        Annotated[
            Literal["utf-8", "utf-16", "windows-1252"],
            Meta(description="How texts are encoded; otherwise it is found out.", examples=["windows-1252"]),
        ]
        | None
    ) = None
    sheet: (
        Annotated[
            str,
            Meta(
                pattern=NO_NUL,
                min_length=1,
                max_length=100,
                description="Sheet of a workbook; otherwise the first.",
                examples=["Rekap"],
            ),
        ]
        | None
    ) = None
