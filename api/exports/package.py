"""The data package of an export: which files there are, of which moment, and what their columns say (Frictionless)."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api.exports.columns import Column, Kind


class License(msgspec.Struct, frozen=True):
    """A license of the package."""

    name: Annotated[str, Meta(description="Its identifier (SPDX).", examples=["Apache-2.0"])]
    title: Annotated[str, Meta(description="Name of the licence.", examples=["Apache License 2.0"])]
    path: Annotated[
        str, Meta(description="Where its text is.", examples=["https://www.apache.org/licenses/LICENSE-2.0"])
    ]


class Origin(msgspec.Struct, frozen=True):
    """Where the data come from."""

    title: Annotated[str, Meta(description="What they come from.", examples=["Sources of the figures"])]
    path: Annotated[str, Meta(description="Where that stands.", examples=["http://127.0.0.1:8000/v1/sources"])]


class Constraints(msgspec.Struct, frozen=True, omit_defaults=True):
    """What holds for all values of a field."""

    required: Annotated[bool, Meta(description="Whether it is never null.", examples=[True])]
    enum: (
        Annotated[list[str], Meta(description="All words that it may hold.", examples=[["stock", "flow"]])]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class Field(msgspec.Struct, frozen=True):
    """One column of the file."""

    name: Annotated[str, Meta(description="Name of the column.", examples=["value"])]
    type: Annotated[str, Meta(description="Type of its values, in the words of Table Schema.", examples=["number"])]
    format: Annotated[
        str, Meta(description="Format of its values, in the words of Table Schema.", examples=["default"])
    ]
    description: Annotated[
        str, Meta(description="What the column says.", examples=["The stated number in full units."])
    ]
    constraints: Constraints
    units: (
        Annotated[
            dict[str, str],
            Meta(description="Of numbers: what each indicator counts in.", examples=[{"umkm-onboarded": "umkm"}]),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class TableSchema(msgspec.Struct, frozen=True, rename="camel"):
    """The columns, in order."""

    fields: Annotated[list[Field], Meta(description="The columns, in order.")]
    missing_values: Annotated[list[str], Meta(description="What stands for null.", examples=[[""]])]
    primary_key: (
        Annotated[list[str], Meta(description="What tells rows apart.", examples=[["id"]])] | msgspec.UnsetType
    ) = msgspec.UNSET


class Dialect(msgspec.Struct, frozen=True, rename="camel"):
    """How CSV is written."""

    delimiter: Annotated[str, Meta(description="What stands between cells.", examples=[","])]
    line_terminator: Annotated[str, Meta(description="What ends a line.", examples=["\r\n"])]
    quote_char: Annotated[str, Meta(description="Around cells that need it.", examples=['"'])]
    double_quote: Annotated[bool, Meta(description="A quote within is written twice.", examples=[True])]
    header: Annotated[bool, Meta(description="The first line has the names.", examples=[True])]


class Resource(msgspec.Struct, frozen=True):
    """One file of the package."""

    name: Annotated[str, Meta(description="Name of the file.", examples=["targets-csv"])]
    path: Annotated[
        str, Meta(description="Where it is, at this moment.", examples=["http://127.0.0.1:8000/v1/exports/targets.csv"])
    ]
    profile: Annotated[
        str,
        Meta(description="`tabular-data-resource` for CSV, else `data-resource`.", examples=["tabular-data-resource"]),
    ]
    title: Annotated[str, Meta(description="Title of the file.", examples=["targets as CSV"])]
    format: Annotated[str, Meta(description="Its usual extension.", examples=["csv"])]
    mediatype: Annotated[str, Meta(description="Its media type.", examples=["text/csv"])]
    schema: TableSchema | msgspec.UnsetType = msgspec.UNSET
    encoding: Annotated[str, Meta(description="How texts are encoded.", examples=["utf-8"])] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    dialect: Dialect | msgspec.UnsetType = msgspec.UNSET


class DataPackage(msgspec.Struct, frozen=True):
    """Which files there are, of which moment, and what their columns say (Frictionless Data Package)."""

    profile: Annotated[str, Meta(description="Kind of descriptor: `data-package`.", examples=["data-package"])]
    name: Annotated[str, Meta(description="Name of the package.", examples=["capaian-targets"])]
    title: Annotated[str, Meta(description="Title of the package.", examples=["Capaian: targets"])]
    description: Annotated[str, Meta(description="What the package holds.", examples=["What was promised."])]
    created: Annotated[
        datetime,
        Meta(
            tz=True,
            description="The moment of the snapshot, which every path names.",
            examples=["2026-11-21T00:00:00Z"],
        ),
    ]
    licenses: Annotated[list[License], Meta(description="Licences under which the data may be used.")]
    sources: Annotated[list[Origin], Meta(description="Where the data come from.")]
    resources: Annotated[list[Resource], Meta(description="The files, one for each format.")]


CSV_DIALECT = Dialect(",", "\r\n", '"', double_quote=True, header=True)
_TYPES: dict[Kind, str] = {
    "number": "number",
    "whole": "integer",
    "flag": "boolean",
    "day": "date",
    "moment": "datetime",
    "texts": "array",
    "citations": "array",
}


def field_of(column: Column, units: dict[str, str]) -> Field:
    rules = Constraints(not column.is_nullable, list(column.choices) if column.choices else msgspec.UNSET)
    is_measured = column.kind == "number" and column.name != "ratio"
    return Field(
        column.name,
        _TYPES.get(column.kind, "string"),
        "uuid" if column.is_uuid else "default",
        column.description,
        rules,
        units if is_measured and units else msgspec.UNSET,
    )


def schema_of(columns: list[Column], units: dict[str, str], key: str | None) -> TableSchema:
    described: Any = [field_of(column, units) for column in columns]
    is_keyed = key is not None and any(column.name == key for column in columns)
    return TableSchema(described, [""], [key] if is_keyed and key else msgspec.UNSET)
