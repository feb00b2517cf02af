"""The import, and what it tells of its rows."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec
from msgspec import Meta

from api import words
from api.http.bilingual import Bilingual

CollectionName = Literal["targets", "realizations", "sources"]
COLLECTIONS: tuple[str, ...] = get_args(CollectionName)
State = Literal["receiving", "queued", "running", "planned", "done", "refused", "failed", "cancelled"]
Doing = Literal["plan", "enter", "submit", "publish", "reject", "withdraw"]
Mode = Literal["atomic", "partial"]
Action = Literal["created", "updated", "unchanged", "rejected"]
_COUNT = {"extra_json_schema": {"format": "int32"}}
ROWS_INLINE = 1000


class RowFault(msgspec.Struct, frozen=True):
    """What is wrong in one row."""

    column: Annotated[str, Meta(description="The column, as the file names it.", examples=["nilai"])] | None
    code: Annotated[str, Meta(description="Stable code of the fault.", examples=["ambiguous-number"])]
    detail: Annotated[Bilingual, Meta(description="What is wrong there.")]


class ImportRow(msgspec.Struct, frozen=True):
    """One row of an import, and what comes of it."""

    number: Annotated[int, Meta(ge=1, description="Counts the rows from 1.", examples=[12], **_COUNT)]
    line: Annotated[int, Meta(ge=1, description="Line of the file where it begins.", examples=[13], **_COUNT)]
    action: Annotated[
        Action,
        Meta(description="`created`, `updated`, `unchanged` or `rejected`.", examples=["created"]),
    ]
    entity: (
        Annotated[
            str,
            Meta(
                description="Address of the entity that it is about; null of a rejected row.",
                examples=["/v1/realizations/01a1fb67-1800-7000-8000-000000000205"],
            ),
        ]
        | None
    )
    faults: Annotated[list[RowFault], Meta(description="Why it is rejected, every fault of the row.")]


class ImportFile(msgspec.Struct, frozen=True):
    """The file, and how it was read."""

    media_type: Annotated[str, Meta(description="As it was sent.", examples=["text/csv"])]
    bytes: Annotated[int, Meta(ge=0, description="Of the body as it was sent.", examples=[18211])]
    sha256: (
        Annotated[str, Meta(description="SHA-256 of the body as it was sent, in hex.", examples=["9f86d081884c7d65"])]
        | None
    )
    encoding: Annotated[str, Meta(description="The encoding that was found.", examples=["utf-8"])] | None
    delimiter: Annotated[str, Meta(description="The delimiter that was found.", examples=[";"])] | None


class ImportProblem(msgspec.Struct, frozen=True):
    """Why the last thing that was asked of an import came to nothing."""

    code: Annotated[
        str, Meta(description="Stable code of the problem.", examples=["nobody-publishes-what-they-worked-on"])
    ]
    detail: Annotated[Bilingual, Meta(description="What is wrong.")]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A file of figures or sources, what comes of its rows, and how far they have come."""

    id: Annotated[
        UUID,
        Meta(description="Id of the import: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-0000000000aa"]),
    ]
    collection: Annotated[CollectionName, Meta(description="What its rows are.", examples=["realizations"])]
    mode: Annotated[
        Mode,
        Meta(
            description="`atomic`: all rows or none; `partial`: all but the rejected ones.",
            examples=["atomic"],
        ),
    ]
    state: Annotated[
        State,
        Meta(
            description="`receiving`, `queued` and `running` go on by themselves; `planned` waits to be applied; "
            "`done`, `refused` (a row was rejected and nothing entered), `failed` and `cancelled` are over.",
            examples=["done"],
        ),
    ]
    doing: Annotated[Doing, Meta(description="What is or was last being done.", examples=["enter"])]
    stage: (
        Annotated[
            words.Status,
            Meta(description="How far its rows have come; null as long as none is entered.", examples=["draft"]),
        ]
        | None
    )
    rows: Annotated[int, Meta(ge=0, description="Rows in the file.", examples=[1200], **_COUNT)]
    rows_done: Annotated[int, Meta(ge=0, description="Rows done of what is under way.", examples=[1200], **_COUNT)]
    created: Annotated[int, Meta(ge=0, description="Rows that bring something new.", examples=[1100])] | None
    updated: Annotated[int, Meta(ge=0, description="Rows that revise what is there.", examples=[40])] | None
    unchanged: Annotated[int, Meta(ge=0, description="Rows that say what is there already.", examples=[60])] | None
    rejected: Annotated[int, Meta(ge=0, description="Rows with faults.", examples=[0])] | None
    moved: (
        Annotated[
            int,
            Meta(
                ge=0,
                description="Entities that the last step moved; what somebody else touched since is left to them.",
                examples=[1140],
            ),
        ]
        | None
    )
    plan: (
        Annotated[
            str,
            Meta(
                description="Token of a plan: `POST /v1/imports?plan=…` does exactly this, or answers 409.",
                examples=["01a1fb67-1800-7000-8000-0000000000aa.9f86d081884c7d65"],
            ),
        ]
        | None
    )
    file: Annotated[ImportFile, Meta(description="The file, and how it was read.")]
    faulty_rows: Annotated[
        list[ImportRow], Meta(description=f"The first {ROWS_INLINE} rejected rows; empty in lists of imports.")
    ]
    faulty_rows_address: (
        Annotated[
            str,
            Meta(
                description="All rejected rows as CSV with their reasons, to be mended and sent again.",
                examples=["/v1/imports/01a1fb67-1800-7000-8000-0000000000aa/faulty-rows.csv"],
            ),
        ]
        | None
    )
    problem: Annotated[ImportProblem, Meta(description="Why the last thing asked came to nothing.")] | None
    reason: (
        Annotated[str, Meta(description="Given with the last rejection or withdrawal.", examples=["Sumber kurang."])]
        | None
    )
    recorded_by: words.RecordedBy
    received_at: Annotated[datetime, Meta(tz=True, description="When it was sent.", examples=["2026-11-21T00:00:00Z"])]
    began_at: (
        Annotated[datetime, Meta(tz=True, description="When the last run began.", examples=["2026-11-21T00:00:01Z"])]
        | None
    )
    ended_at: (
        Annotated[datetime, Meta(tz=True, description="When the last run ended.", examples=["2026-11-21T00:00:02Z"])]
        | None
    )


OVER: frozenset[str] = frozenset({"planned", "done", "refused", "failed", "cancelled"})
