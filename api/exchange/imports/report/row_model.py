"""The rows of an import and their errors."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api.exchange.imports.report.read_record import ReadRecord
from api.http.reads.reference import RecordReference

RowAction = Literal["created", "updated", "unchanged", "rejected"]
COUNT = {"extra_json_schema": {"format": "int32"}}


class ColumnProblem(msgspec.Struct, frozen=True, kw_only=True):
    """An error of the content of a column."""

    column: Annotated[str, Meta(description="Name of the column in the file.", examples=["nilai"])] | None
    received: (
        Annotated[
            str,
            Meta(description="Content of the cell, at most 200 characters; null after 30 days.", examples=["13.700"]),
        ]
        | None
    )
    code: Annotated[str, Meta(description="Stable code of the error.", examples=["ambiguous_number"])]
    detail: Annotated[
        str,
        Meta(
            description="The error in Indonesian.",
            examples=["dapat dibaca 13700 (id) atau 13.7 (en); nyatakan number_format"],
        ),
    ]
    detail_en: Annotated[
        str,
        Meta(
            description="The error in English.",
            examples=["can be read as 13700 (id) or 13.7 (en); state number_format"],
        ),
    ]


class RowError(ColumnProblem, frozen=True, kw_only=True):
    """One error of one row."""

    cell: Annotated[str, Meta(description="Sheet and cell of a spreadsheet.", examples=["Rekap!D47"])] | None


class RowResult(msgspec.Struct, frozen=True):
    """The result of one row of an import."""

    number: Annotated[int, Meta(ge=1, description="Number of the row, starting at 1.", examples=[12], **COUNT)]
    line: Annotated[int, Meta(ge=1, description="Line of the file where the row starts.", examples=[13], **COUNT)]
    action: Annotated[
        RowAction,
        Meta(description="`created`, `updated`, `unchanged` or `rejected`.", examples=["created"]),
    ]
    record: Annotated[RecordReference, Meta(description="The record; null for a rejected row.")] | None
    errors: Annotated[list[RowError], Meta(description="All errors of a rejected row.")]


class ImportRow(RowResult, frozen=True):
    """One row of an import, its result, and what the service read."""

    read: ReadRecord | None
    before: ReadRecord | None
