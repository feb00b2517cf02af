"""What the service read from a row: the fields of a record that the report of an import shows."""

from typing import Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from api import types
from api.resources.figures import fields

T = TypeVar("T")
# Missing in a record of another type; null if the record or the row does not state it.
Stated: TypeAlias = T | UnsetType | None
Code = Annotated[types.Code, Meta(description="Code of the source.", examples=["antara-2021-01-11"])]


class ReadRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The main fields of a target, a realization or a source."""

    indicator: Stated[fields.IndicatorCode] = UNSET
    nature: Stated[fields.Nature] = UNSET
    region: Stated[types.RegionCode] = UNSET
    region_name: Stated[
        Annotated[types.Label, Meta(description="Present name of the region.", examples=["Jawa Barat"])]
    ] = UNSET
    breakdown: fields.BreakdownMap | UnsetType = UNSET
    period: Stated[fields.PeriodText] = UNSET
    value: Stated[fields.FigureValue] = UNSET
    value_to: Stated[fields.FigureValueTo] = UNSET
    unit: Stated[fields.FigureUnit] = UNSET
    qualifier: Stated[fields.Qualifier] = UNSET
    resolution: Stated[fields.Resolution] = UNSET
    stated_on: Stated[fields.StatedOn] = UNSET
    stated_not_before: Stated[fields.StatedNotBefore] = UNSET
    stated_not_after: Stated[fields.StatedNotAfter] = UNSET
    institution: Stated[fields.StatingInstitution] = UNSET
    sources: (
        Annotated[
            list[types.Code],
            Meta(max_length=100, description="Codes of the cited sources.", examples=[["antara-2021-01-11"]]),
        ]
        | UnsetType
    ) = UNSET
    day_known: Stated[fields.DayKnown] = UNSET
    quality: Stated[
        Annotated[str, Meta(description="`final`, `provisional` or `estimate`; of realizations.", examples=["final"])]
    ] = UNSET
    plan: Stated[Annotated[types.Code, Meta(description="Plan of a target.", examples=["perpres-72-2021"])]] = UNSET
    due_on: Stated[
        Annotated[types.CalendarDate, Meta(description="Deadline of a target.", examples=["2028-10-27"])]
    ] = UNSET
    code: Stated[Code] = UNSET
    kind: Stated[Annotated[str, Meta(description="Class of a source.", examples=["news"])]] = UNSET
    title: Stated[Annotated[types.Label, Meta(description="Title of a source.", examples=["Laporan Kinerja 2021"])]] = (
        UNSET
    )
    publisher: Stated[Annotated[types.Code, Meta(description="Publisher of a source.", examples=["antara"])]] = UNSET
    original_url: Stated[
        Annotated[types.HttpUrl, Meta(description="URL of a source.", examples=["https://example.org/laporan-2021"])]
    ] = UNSET
    published_on: Stated[
        Annotated[types.CalendarDate, Meta(description="Day of publication of a source.", examples=["2021-01-11"])]
    ] = UNSET
    published_not_before: Stated[
        Annotated[
            types.CalendarDate, Meta(description="Earliest possible day of publication.", examples=["2021-01-01"])
        ]
    ] = UNSET
    published_not_after: Stated[
        Annotated[types.CalendarDate, Meta(description="Latest possible day of publication.", examples=["2021-12-31"])]
    ] = UNSET
    date_basis: Stated[
        Annotated[str, Meta(description="`stated`, `inferred` or `unknown`; of sources.", examples=["stated"])]
    ] = UNSET
