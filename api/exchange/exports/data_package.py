"""The Frictionless Data Package of an export: its files, snapshot and columns."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api.exchange.exports.columns import ColumnType, ExportColumn


class PackageLicense(msgspec.Struct, frozen=True):
    """A license of the package."""

    name: Annotated[str, Meta(description="SPDX identifier of the license.", examples=["Apache-2.0"])]
    title: Annotated[str, Meta(description="Name of the license.", examples=["Apache License 2.0"])]
    path: Annotated[
        str,
        Meta(description="URL of the text of the license.", examples=["https://www.apache.org/licenses/LICENSE-2.0"]),
    ]


class PackageSource(msgspec.Struct, frozen=True):
    """A source of the data."""

    title: Annotated[str, Meta(description="Title of the source.", examples=["Sources of the figures"])]
    path: Annotated[str, Meta(description="URL of the source.", examples=["/v1/sources"])]


class FieldConstraints(msgspec.Struct, frozen=True, omit_defaults=True):
    """Constraints of the values of a field."""

    required: Annotated[bool, Meta(description="Whether the value is never null.", examples=[True])]
    enum: (
        Annotated[list[str], Meta(description="All possible values.", examples=[["stock", "flow"]])] | msgspec.UnsetType
    ) = msgspec.UNSET


class PackageField(msgspec.Struct, frozen=True):
    """One column of the file."""

    name: Annotated[str, Meta(description="Name of the column.", examples=["value"])]
    type: Annotated[str, Meta(description="Type of the values, as defined by Table Schema.", examples=["number"])]
    format: Annotated[str, Meta(description="Format of the values, as defined by Table Schema.", examples=["default"])]
    description: Annotated[
        str, Meta(description="Description of the column.", examples=["The stated number in full units."])
    ]
    constraints: FieldConstraints
    units: (
        Annotated[
            dict[str, str],
            Meta(description="Unit of each indicator, for numbers.", examples=[{"umkm-onboarded": "umkm"}]),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class TableSchema(msgspec.Struct, frozen=True, rename="camel"):
    """The columns of a file."""

    fields: Annotated[list[PackageField], Meta(description="The columns, in order.")]
    missing_values: Annotated[list[str], Meta(description="Texts that represent null.", examples=[[""]])]
    primary_key: (
        Annotated[list[str], Meta(description="Columns that identify a row.", examples=[["id"]])] | msgspec.UnsetType
    ) = msgspec.UNSET


class CsvDialect(msgspec.Struct, frozen=True, rename="camel"):
    """Dialect of a CSV file."""

    delimiter: Annotated[str, Meta(description="Delimiter of cells.", examples=[","])]
    line_terminator: Annotated[str, Meta(description="End of a line.", examples=["\r\n"])]
    quote_char: Annotated[str, Meta(description="Character around a cell that contains the delimiter.", examples=['"'])]
    double_quote: Annotated[bool, Meta(description="Whether a quote in a cell is doubled.", examples=[True])]
    header: Annotated[bool, Meta(description="Whether the first line contains the column names.", examples=[True])]


class PackageResource(msgspec.Struct, frozen=True):
    """One file of the package."""

    name: Annotated[str, Meta(description="Name of the file.", examples=["targets-csv"])]
    path: Annotated[
        str,
        Meta(
            description="URL of the file, with the time of the snapshot.",
            examples=["/v1/exports/targets.csv"],
        ),
    ]
    profile: Annotated[
        str,
        Meta(
            description="Profile: `tabular-data-resource` for CSV, else `data-resource`.",
            examples=["tabular-data-resource"],
        ),
    ]
    title: Annotated[str, Meta(description="Title of the file.", examples=["targets as CSV"])]
    format: Annotated[str, Meta(description="Extension of the file name.", examples=["csv"])]
    mediatype: Annotated[str, Meta(description="Media type of the file.", examples=["text/csv"])]
    schema: TableSchema | msgspec.UnsetType = msgspec.UNSET
    encoding: Annotated[str, Meta(description="Encoding of the texts.", examples=["utf-8"])] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    dialect: CsvDialect | msgspec.UnsetType = msgspec.UNSET


class DataPackage(msgspec.Struct, frozen=True):
    """A Frictionless Data Package: the files of an export, their snapshot and columns."""

    profile: Annotated[str, Meta(description="Profile of this document: `data-package`.", examples=["data-package"])]
    name: Annotated[str, Meta(description="Name of the package.", examples=["capaian-targets"])]
    title: Annotated[str, Meta(description="Title of the package.", examples=["Capaian: targets"])]
    description: Annotated[
        str,
        Meta(description="Content of the package.", examples=["Targets: values that an institution plans to reach."]),
    ]
    created: Annotated[
        datetime,
        Meta(
            tz=True,
            description="Time of the snapshot; every path contains it.",
            examples=["2026-11-21T00:00:00Z"],
        ),
    ]
    sources: Annotated[list[PackageSource], Meta(description="Sources of the data.")]
    resources: Annotated[list[PackageResource], Meta(description="The files, one per format.")]
    licenses: (
        Annotated[list[PackageLicense], Meta(description="Licenses of the data, if the operator states one.")]
        | msgspec.UnsetType
    ) = msgspec.UNSET


CSV_DIALECT = CsvDialect(",", "\r\n", '"', double_quote=True, header=True)
_FRICTIONLESS_TYPES: dict[ColumnType, str] = {
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "texts": "array",
    "citations": "array",
}


def build_field(column: ExportColumn, units: dict[str, str]) -> PackageField:
    rules = FieldConstraints(not column.is_nullable, list(column.choices) if column.choices else msgspec.UNSET)
    is_measured = column.type == "number" and column.name not in ("ratio", "achievement")
    return PackageField(
        column.name,
        _FRICTIONLESS_TYPES.get(column.type, "string"),
        "uuid" if column.is_uuid else "default",
        column.description,
        rules,
        units if is_measured and units else msgspec.UNSET,
    )


def build_table_schema(columns: list[ExportColumn], units: dict[str, str], key: str | None) -> TableSchema:
    described: Any = [build_field(column, units) for column in columns]
    is_keyed = key is not None and any(column.name == key for column in columns)
    return TableSchema(described, [""], [key] if is_keyed and key else msgspec.UNSET)
