"""The import run and its file."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec
from msgspec import Meta

from api import types
from api.exchange.imports.report.row_model import COUNT, RowResult
from api.http.reads.reference import RecordType

ImportCollection = Literal["targets", "realizations", "sources"]
IMPORT_COLLECTIONS: tuple[str, ...] = get_args(ImportCollection)
TYPES_BY_COLLECTION: dict[str, RecordType] = {
    "targets": "target",
    "realizations": "realization",
    "sources": "source",
}
ImportStatus = Literal["receiving", "queued", "running", "checked", "done", "rejected", "failed", "cancelled"]
FINAL_STATUSES: frozenset[str] = frozenset({"checked", "done", "rejected", "failed", "cancelled"})
ImportAction = Literal["check", "apply", "submit", "publish", "reject", "withdraw", "restore"]
ImportMode = Literal["atomic", "partial"]
MAX_INLINE_ROWS = 1000


class ImportFile(msgspec.Struct, frozen=True):
    """The file and how it was read."""

    media_type: Annotated[str, Meta(description="Media type in the request.", examples=["text/csv"])]
    size: Annotated[int, Meta(ge=0, description="Size of the request body in bytes.", examples=[18211])]
    sha256: (
        Annotated[str, Meta(description="SHA-256 of the request body, hexadecimal.", examples=["9f86d081884c7d65"])]
        | None
    )
    encoding: Annotated[str, Meta(description="Encoding used to read the file.", examples=["utf-8"])] | None
    delimiter: Annotated[str, Meta(description="Delimiter used to read the file.", examples=[";"])] | None
    sheet: Annotated[str, Meta(description="Sheet of the spreadsheet that was read.", examples=["Rekap"])] | None
    skipped_row_count: Annotated[
        int,
        Meta(ge=0, description="Number of rows that `skip` or `blank` of the mapping skips.", examples=[2], **COUNT),
    ]
    skipped_lines: Annotated[list[int], Meta(description="Lines of the first 100 skipped rows.", examples=[[520, 522]])]


class ImportProblem(msgspec.Struct, frozen=True):
    """Why the last action failed."""

    code: Annotated[
        str, Meta(description="Stable code of the problem.", examples=["nobody_publishes_what_they_worked_on"])
    ]
    detail: Annotated[
        str, Meta(description="The problem in Indonesian.", examples=["Dibatalkan; tidak ada yang berubah."])
    ]
    detail_en: Annotated[str, Meta(description="The problem in English.", examples=["Cancelled; nothing was changed."])]


class ImportRun(msgspec.Struct, frozen=True, kw_only=True):
    """An imported file of targets, realizations or sources, with its status and the results of its rows."""

    id: Annotated[
        UUID,
        Meta(description="Id of the import: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-0000000000aa"]),
    ]
    collection: Annotated[ImportCollection, Meta(description="Collection of the rows.", examples=["realizations"])]
    mode: Annotated[
        ImportMode,
        Meta(
            description="`atomic`: all rows or none; `partial`: all rows except the rejected ones.",
            examples=["atomic"],
        ),
    ]
    status: Annotated[
        ImportStatus,
        Meta(
            description="`receiving`, `queued` and `running` are in progress. `checked` is the end of a dry run. "
            "`done`, `rejected` (rows are invalid and nothing was imported), `failed` and `cancelled` are final. A "
            "step that failed or was cancelled leaves `records_status` as before, and another step can follow.",
            examples=["done"],
        ),
    ]
    action: Annotated[ImportAction, Meta(description="The current or last action.", examples=["apply"])]
    revision: Annotated[
        int,
        Meta(
            ge=1,
            description="Increases each time the import plans, creates or changes its records, and when another user "
            "revises one of them. The `ETag` begins with it.",
            examples=[2],
            **COUNT,
        ),
    ]
    records_status: (
        Annotated[
            types.Status,
            Meta(description="Status of the imported records; null if nothing was imported.", examples=["draft"]),
        ]
        | None
    )
    row_count: Annotated[int, Meta(ge=0, description="Number of rows in the file.", examples=[1200], **COUNT)]
    processed_row_count: Annotated[
        int, Meta(ge=0, description="Number of rows that the current action has processed.", examples=[1200], **COUNT)
    ]
    created: (
        Annotated[
            int,
            Meta(
                ge=0,
                description="Number of rows that created a record; null if nothing was imported, as in a dry run.",
                examples=[1100],
            ),
        ]
        | None
    )
    updated: (
        Annotated[
            int,
            Meta(
                ge=0,
                description="Number of rows that revised a record; null if nothing was imported, as in a dry run.",
                examples=[40],
            ),
        ]
        | None
    )
    would_create: (
        Annotated[
            int,
            Meta(
                ge=0,
                description="Number of valid rows that would create a record, in a dry run or rejected import; null "
                "after the import.",
                examples=[1100],
            ),
        ]
        | None
    )
    would_update: (
        Annotated[
            int,
            Meta(
                ge=0,
                description="Number of valid rows that would revise a record, in a dry run or rejected import; null "
                "after the import.",
                examples=[40],
            ),
        ]
        | None
    )
    unchanged: (
        Annotated[int, Meta(ge=0, description="Number of rows equal to an existing record.", examples=[60])] | None
    )
    rejected: Annotated[int, Meta(ge=0, description="Number of rejected rows.", examples=[0])] | None
    transitioned: (
        Annotated[
            int,
            Meta(
                ge=0,
                description="Number of records whose status the last action changed. Records that another person has "
                "changed since the import are skipped.",
                examples=[1140],
            ),
        ]
        | None
    )
    apply_token: (
        Annotated[
            str,
            Meta(
                description="Token of a dry run. `POST /v1/imports?apply_token=…` does exactly what the report "
                "states, or returns 409. Null if nothing would be imported, because rows are rejected.",
                examples=["01a1fb67-1800-7000-8000-0000000000aa.9f86d081884c7d65"],
            ),
        ]
        | None
    )
    file: Annotated[ImportFile, Meta(description="The file and how it was read.")]
    rejected_rows: Annotated[
        list[RowResult],
        Meta(description=f"The first {MAX_INLINE_ROWS} rejected rows; empty in the list of imports."),
    ]
    rejected_rows_url: (
        Annotated[
            str,
            Meta(
                description="URL of a CSV file with all rejected rows and their errors. Fix this file and send it.",
                examples=["/v1/imports/01a1fb67-1800-7000-8000-0000000000aa/rejected-rows.csv"],
            ),
        ]
        | None
    )
    errors_url: (
        Annotated[
            str,
            Meta(
                description="URL of the errors of all rejected rows, equal ones together; null if no row is rejected.",
                examples=["/v1/imports/01a1fb67-1800-7000-8000-0000000000aa/errors"],
            ),
        ]
        | None
    )
    totals_url: (
        Annotated[
            str,
            Meta(
                description="URL of the totals of the valid figures; null before they are computed, and for sources.",
                examples=["/v1/imports/01a1fb67-1800-7000-8000-0000000000aa/totals"],
            ),
        ]
        | None
    )
    problem: Annotated[ImportProblem, Meta(description="Why the last action failed; null if it did not.")] | None
    reason: (
        Annotated[
            str,
            Meta(
                description="Reason of the corrections, or of the last step that requires one.",
                examples=["Sumber kurang."],
            ),
        ]
        | None
    )
    recorded_by: types.RecordedBy
    received_at: Annotated[
        datetime, Meta(tz=True, description="When the service received the file.", examples=["2026-11-21T00:00:00Z"])
    ]
    started_at: (
        Annotated[datetime, Meta(tz=True, description="When the last run started.", examples=["2026-11-21T00:00:01Z"])]
        | None
    )
    ended_at: (
        Annotated[datetime, Meta(tz=True, description="When the last run ended.", examples=["2026-11-21T00:00:02Z"])]
        | None
    )
