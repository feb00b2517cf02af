"""Table, filters and orders of institutions; the institutions that succeeded others."""

from datetime import datetime
from typing import NamedTuple

from api.database.conditions import equals_any, search_condition, valid_on_condition
from api.database.pool import Connection
from api.database.revision_reads import BindValue, RevisionTable, published_condition, url_expression
from api.resources.institutions.model import Institution

INSTITUTION_TABLE = RevisionTable(
    name="institution",
    key="code",
    model=Institution,
    load=lambda row: Institution(*row),
    conditions={
        "kind": equals_any("kind"),
        "kode_klpd": equals_any("kode_klpd"),
        "valid_on": valid_on_condition,
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("institution", "code")},
)


class WithSuccessors(NamedTuple):
    """Institutions of a filter that also selects those that succeeded them."""

    codes: tuple[str, ...]
    known_at: datetime | None


def institution_condition(wanted: tuple[str, ...] | WithSuccessors, bind: BindValue) -> str:
    """Select by the institution in `t`; the successors are read once per statement, so that an index applies."""
    if not isinstance(wanted, WithSuccessors):
        return equals_any("institution")(wanted, bind)
    time = "NULL" if wanted.known_at is None else f"{bind(wanted.known_at)}::timestamptz"
    return f"t.institution = ANY((SELECT list_with_successors({bind(wanted.codes)}::text[], {time}))::text[])"


class WithKodeKlpd(NamedTuple):
    """The institutions with these codes of the procurement agency at a time (now if None)."""

    codes: tuple[str, ...]
    known_at: datetime | None


def kode_klpd_condition(wanted: tuple[str, ...] | WithKodeKlpd, bind: BindValue) -> str:
    """Select by the institution in `t`; its code is read once per statement, so that an index applies."""
    given = wanted if isinstance(wanted, WithKodeKlpd) else WithKodeKlpd(wanted, None)
    published = published_condition("i", given.known_at, bind)
    codes = f"SELECT i.code FROM institution i WHERE i.kode_klpd = ANY({bind(given.codes)}::text[]) AND {published}"
    return f"t.institution = ANY(ARRAY({codes})::text[])"


async def list_with_successors(connection: Connection, wanted: WithSuccessors) -> tuple[str, ...]:
    codes: list[str] = await connection.fetchval("SELECT list_with_successors($1, $2)", wanted.codes, wanted.known_at)
    return tuple(codes)
