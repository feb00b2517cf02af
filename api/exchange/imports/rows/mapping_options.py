"""The parts of a mapping: regions, columns of values, and rules for single rows."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types

ColumnName = Annotated[str, Meta(min_length=1, max_length=500, extra={"text_rule": "header"})]
RegionLevel = Literal["country", "province", "regency", "city"]
Multiplier = Annotated[int, Meta(ge=1, le=10**12)]
HeaderRowNumber = Annotated[int, Meta(ge=1, le=100)]
Pattern = Annotated[str, Meta(min_length=1, max_length=200, extra={"text_rule": "header"})]
BlankText = Annotated[str, Meta(max_length=50)]
CellText = Annotated[str, Meta(max_length=4000, extra={"text_rule": "header"})]
# Columns of the API, each with the cell that some figures have.
FixedCells = Annotated[dict[ColumnName, CellText], Meta(max_length=30)]


class RegionOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which regions the file is about. A name is matched only with these."""

    levels: Annotated[
        list[RegionLevel],
        Meta(
            max_length=4,
            description="The levels of the regions in the column. By default the name of the column states them, such "
            "as `Provinsi` or `Kab/Kota`; else any level.",
            examples=[["regency", "city"]],
        ),
    ] = msgspec.field(default_factory=list)
    within: (
        Annotated[
            str,
            Meta(
                pattern="^(ID|[0-9]{2})$",
                description="Kemendagri code of the province of all regions in the file.",
                examples=["31"],
            ),
        ]
        | None
    ) = None
    codes: (
        Annotated[
            Literal["kemendagri", "bps"],
            Meta(
                description="The scheme of region codes without a point. Without it a code with another meaning in "
                "each scheme is an error, unless only one of the regions existed in the period.",
                examples=["bps"],
            ),
        ]
        | None
    ) = None


class ValueColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of several columns of values, or a pattern for some of them: each of their cells is a figure."""

    column: Annotated[
        ColumnName,
        Meta(
            description="Name of the column in the file. Placeholders stand for a part of the name: `{year}` four "
            "digits, `{month}` a number or name of a month, `{1..4}` a number of this range (also I to IV), `{text}` "
            "any text.",
            examples=["q{1..4}_{year}"],
        ),
    ]
    set: Annotated[
        FixedCells,
        Meta(
            description="Columns of the API with the cell that the figures of this column have. They override "
            "`constants`. A placeholder of `column` stands for the part that it matched.",
            examples=[{"period": "{year}-Q{1..4}"}],
        ),
    ] = msgspec.field(default_factory=dict)
    multiplier: (
        Annotated[
            Multiplier,
            Meta(description="Factor of the numbers in this column, also of their resolution.", examples=[1000]),
        ]
        | None
    ) = None
    resolution: (
        Annotated[
            types.Amount,
            Meta(
                description="Step to which the numbers of this column are rounded, as written in the file.",
                examples=[0.1],
            ),
        ]
        | None
    ) = None


class WhenRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cells that override those of certain rows."""

    column: Annotated[
        ColumnName,
        Meta(description="Name of a column in the file, which may be an ignored one.", examples=["wilayah"]),
    ]
    equals: Annotated[
        list[CellText],
        Meta(
            min_length=1,
            max_length=500,
            description="The rule is for rows whose cell is one of these texts, in any case.",
            examples=[["JAWA BARAT"]],
        ),
    ]
    set: Annotated[
        FixedCells,
        Meta(
            description="Columns of the API with the cell that these rows have.", examples=[{"breakdown": "part:own"}]
        ),
    ]
