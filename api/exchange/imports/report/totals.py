"""Totals of the figures of an import, to be compared with those of the file."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api import types
from api.database.pool import Connection
from api.exchange.imports.report.row_model import COUNT
from api.resources.figures import fields

MAX_TOTALS = 200
SELECT_TOTALS = "SELECT totals::text FROM import WHERE id = $1"


class ImportTotal(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of an import with the same indicator, nature, breakdown, period and level of region."""

    indicator: fields.IndicatorCode
    nature: fields.Nature
    breakdown: fields.BreakdownMap
    period: fields.PeriodText
    unit: fields.FigureUnit | None
    level: Annotated[
        Literal["country", "province", "regency"],
        Meta(description="Level of the regions; `regency` includes cities.", examples=["regency"]),
    ]
    figure_count: Annotated[
        int, Meta(ge=1, description="Number of figures; repeated rows count once.", examples=[27], **COUNT)
    ]
    sum: Annotated[types.Amount, Meta(description="Sum of the values; null for rates.", examples=[1250000])] | None
    min: Annotated[types.Amount, Meta(description="The smallest of the values.", examples=[12500])]
    max: Annotated[
        types.Amount,
        Meta(description="The largest of the values; a range counts with its upper end.", examples=[98000]),
    ]
    region_count: Annotated[
        int, Meta(ge=1, description="Number of different regions of the figures.", examples=[27], **COUNT)
    ]
    region_total: Annotated[
        int,
        Meta(
            ge=0,
            description="Number of all regions of the level in `within` that exist on the last day of the period.",
            examples=[27],
            **COUNT,
        ),
    ]
    within: Annotated[
        types.RegionCode,
        Meta(description="The province of all figures of regencies and cities, else the country.", examples=["32"]),
    ]
    within_name: (
        Annotated[types.Label, Meta(description="Present name of the region `within`.", examples=["Jawa Barat"])] | None
    )


class ImportTotals(msgspec.Struct, frozen=True):
    """The totals of an import, in the order of the file."""

    totals: Annotated[
        list[ImportTotal],
        Meta(description=f"The first {MAX_TOTALS} totals of the valid rows; empty for sources.", max_length=MAX_TOTALS),
    ]
    unlisted_count: Annotated[int, Meta(ge=0, description="Number of further totals.", examples=[0], **COUNT)]


NO_TOTALS = ImportTotals([], 0)
_decoder = msgspec.json.Decoder(ImportTotals)


async def load_totals(connection: Connection, import_id: UUID) -> ImportTotals:
    stored: str | None = await connection.fetchval(SELECT_TOTALS, import_id)
    return NO_TOTALS if stored is None else _decoder.decode(stored)
