"""New revisions in revision tables. The database rejects invalid transitions (schema/migrations)."""

from functools import cache
from typing import Any, NamedTuple

import msgspec

from api.database.pool import Connection
from api.database.revision_reads import RecordT, RevisionTable

# The columns that every revision table has.
REVISION_COLUMNS = ("revision", "status", "reason", "recorded_at", "recorded_by")
UNPUBLISHED_STATUSES = frozenset({"draft", "submitted", "rejected"})
_PROGRAM_OF_INDICATOR = (
    "(SELECT i.program FROM indicator i WHERE i.code = given.indicator ORDER BY i.revision DESC LIMIT 1)"
)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def list_content_columns(table: RevisionTable[Any]) -> tuple[str, ...]:
    """Return the columns of a record without those of its revisions and without computed fields."""
    return tuple(column for column in table.columns if column not in REVISION_COLUMNS and column not in table.computed)


@cache
def build_insert_draft_sql(table: RevisionTable[Any]) -> str:
    """Build the INSERT of a draft from a JSON object of columns. The program of a figure is that of its indicator."""
    content = list_content_columns(table)
    is_figure = {"program", "indicator"} <= set(content)
    given = ", ".join(
        _PROGRAM_OF_INDICATOR if is_figure and column == "program" else f"given.{column}" for column in content
    )
    return (
        f"INSERT INTO {table.name} AS t ({', '.join(content)}, revision, status, public, reason, recorded_by) "
        f"SELECT {given}, $2, 'draft', false, given.reason, $3 "
        f"FROM jsonb_populate_record(NULL::{table.name}, $1::jsonb) AS given RETURNING {table.select_list}"
    )


@cache
def build_change_status_sql(table: RevisionTable[Any]) -> str:
    """Build the INSERT of a revision with the content of an earlier one.

    Without a reason of its own, it has that of the correction: of the earlier revision, or of the draft before a
    rejection.
    """
    content = ", ".join(list_content_columns(table))
    earlier_content = ", ".join(f"earlier.{column}" for column in list_content_columns(table))
    return (
        f"INSERT INTO {table.name} AS t ({content}, revision, status, public, reason, recorded_by) "
        f"SELECT {earlier_content}, $3, $4, $5, coalesce($6, CASE earlier.status WHEN 'rejected' THEN (SELECT d.reason "
        f"FROM {table.name} d WHERE d.{table.key} = $1 AND d.status = 'draft' AND d.revision < $2 "
        f"ORDER BY d.revision DESC LIMIT 1) ELSE earlier.reason END), $7 FROM {table.name} earlier "
        f"WHERE earlier.{table.key} = $1 AND earlier.revision = $2 "
        f"RETURNING {table.select_list}"
    )


async def insert_draft(
    connection: Connection, table: RevisionTable[RecordT], content: dict[str, Any], revision: int, principal: str
) -> RecordT:
    """Insert a draft, as the first or a later revision of a record. The content of a correction may have a reason."""
    given = _ENCODER.encode(content).decode()
    row = await connection.fetchrow(build_insert_draft_sql(table), given, revision, principal)
    return table.load(tuple(row))  # type: ignore[arg-type]  # an INSERT of one row returns one


class StatusChange(NamedTuple):
    """A revision that changes only the status; its content is copied from `content_revision`."""

    content_revision: int
    revision: int
    status: str
    public: bool
    reason: str | None
    principal: str


async def change_status(
    connection: Connection, table: RevisionTable[RecordT], key: object, change: StatusChange
) -> RecordT:
    """Insert a revision that changes only the status."""
    row = await connection.fetchrow(build_change_status_sql(table), key, *change)
    return table.load(tuple(row))  # type: ignore[arg-type]  # an INSERT of one row returns one


class RevisionState(NamedTuple):
    """The state of a record: its latest revision, its published one, and who has worked on it since."""

    latest: int
    status: str
    public: bool
    published: int | None
    contributors: frozenset[str]
    is_own: bool = True  # whether the institution of the caller may write the record
    withdrawn_by: str | None = None  # who withdrew the publication; None unless it is withdrawn

    @property
    def has_unpublished_work(self) -> bool:
        return self.status in UNPUBLISHED_STATUSES

    @property
    def base_revision(self) -> int:
        """The revision that a change is based on: unpublished work, else the publication, else the latest."""
        return self.latest if self.has_unpublished_work or self.published is None else self.published


@cache
def build_state_sql(table: RevisionTable[Any]) -> str:
    """Build the query of the state, from the revisions that the caller may see.

    A revision that the caller may not see still uses its number.
    """
    return (
        "SELECT t.revision, t.status, t.public, t.recorded_by, t.replaced_at IS NULL AS current, "
        "(SELECT is_own_record($2, $3)) AS is_own "
        f"FROM {table.name} t WHERE t.{table.key} = $1 AND t.revision >= coalesce((SELECT max(last.revision) "
        f"FROM {table.name} last WHERE last.{table.key} = $1 AND last.status = 'published'), 1) "
        "ORDER BY t.revision DESC"
    )


async def find_revision_state(connection: Connection, table: RevisionTable[Any], key: object) -> RevisionState | None:
    """Return the state of a record, or None if the caller may see no revision of it."""
    rows = await connection.fetch(build_state_sql(table), key, table.name, str(key))
    if not rows:
        return None
    latest = rows[0]
    return RevisionState(
        latest=latest["revision"],
        status=latest["status"],
        public=latest["public"],
        published=next((row["revision"] for row in rows if row["status"] == "published" and row["current"]), None),
        contributors=frozenset(row["recorded_by"] for row in rows if row["status"] not in ("published", "rejected")),
        is_own=latest["is_own"],
        withdrawn_by=latest["recorded_by"] if latest["status"] == "withdrawn" and latest["public"] else None,
    )


async def find_revision(connection: Connection, table: RevisionTable[RecordT], key: object, revision: int) -> RecordT:
    """Return one revision that the caller has seen in the same transaction."""
    # nosemgrep: sql-built-in-a-call  # names of tables and columns of this repository
    row = await connection.fetchrow(
        f"SELECT {table.select_list} FROM {table.name} t WHERE t.{table.key} = $1 AND t.revision = $2", key, revision
    )
    return table.load(tuple(row))  # type: ignore[arg-type]  # it exists: see above


class LatestRevision(NamedTuple):
    """The latest revision, even if the caller may not see it. `published` is true if a publication is in force."""

    number: int
    status: str
    public: bool
    published: bool

    @property
    def has_unpublished_work(self) -> bool:
        return self.status in UNPUBLISHED_STATUSES

    @property
    def is_abandoned_draft(self) -> bool:
        """Whether it is a withdrawn draft that was never published, so that any writer may create the record again."""
        return self.status == "withdrawn" and not self.public and not self.published


async def find_latest_revision(connection: Connection, table: RevisionTable[Any], key: object) -> LatestRevision | None:
    """Return the latest revision of a record, or None if the record does not exist."""
    sql = "SELECT newest AS number, status, public, published FROM latest_revision($1, $2)"
    row = await connection.fetchrow(sql, table.name, str(key))
    return None if row is None or row["number"] is None else LatestRevision(**row)


async def was_public(connection: Connection, table: RevisionTable[Any], key: object, revision: int) -> bool:
    """Return whether a revision was public."""
    sql = f"SELECT t.public FROM {table.name} t WHERE t.{table.key} = $1 AND t.revision = $2"
    public: bool = await connection.fetchval(sql, key, revision)
    return public
