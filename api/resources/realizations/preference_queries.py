"""SQL of preferences, and the condition under which one applies to a realization."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder, RevisionTable, known_at_condition
from api.resources.figures.point_in_time import PointInTime
from api.resources.realizations.model import Realization
from api.resources.realizations.preference_model import AppliedPreference, Preference
from api.service_url import build_url

# For the list of revisions, which has no filters and no other orders.
PREFERENCE_TABLE = RevisionTable(
    name="preference",
    key="realization",
    model=Preference,
    load=lambda row: Preference(*row),
    conditions={},
    orders={},
    default_order=("revision",),
    computed={"url": lambda alias: f"('{build_url('/v1/realizations/')}' || {alias}.realization || '/preference')"},
)
# The preference `p` was recorded for the key that the realization `t` has, except for the region.
_SAME_KEY_OF_ANY_REGION = (
    "p.indicator = t.indicator AND p.nature = t.nature AND p.breakdown = t.breakdown "
    "AND p.last_day = t.period_end AND p.first_day = t.key_start"
)
_COLUMNS = ", ".join(PREFERENCE_TABLE.select_column(field, "p") for field in PREFERENCE_TABLE.columns)
_INSERT = (
    "INSERT INTO preference AS p (realization, revision, active, reason, recorded_by) VALUES ($1, $2, $3, $4, $5) "
    f"RETURNING {_COLUMNS}"
)
_HAS_EFFECT = (
    "SELECT EXISTS (SELECT FROM preference p JOIN realization t ON t.id = p.realization WHERE p.realization = $1 "
    "AND p.active AND p.replaced_at IS NULL AND t.status = 'published' AND t.replaced_at IS NULL AND "
    f"p.region = t.region AND {_SAME_KEY_OF_ANY_REGION})"
)
_decoder = msgspec.json.Decoder(AppliedPreference)


def active_preferences_condition(known_at: datetime | None, bind: BindValue, region: str = "t.region") -> str:
    """Select the preferences `p` that were active at that time for the key of `t`, with the code `region`."""
    return (
        f"p.active AND {known_at_condition('p', known_at, bind)} AND p.region = {region} AND {_SAME_KEY_OF_ANY_REGION}"
    )


def preference_reason_column(point: PointInTime, bind: BindValue) -> str:
    """Return the SQL of the preference of `t` as JSON, or null. A preferred realization with one was selected by it."""
    return (
        "(SELECT jsonb_build_object('reason', p.reason, 'recorded_by', p.recorded_by, 'recorded_at', p.recorded_at) "
        f"FROM preference p WHERE p.realization = t.id AND {active_preferences_condition(point.known_at, bind)})"
    )


def add_preference_reason(realization: Realization, encoded: str) -> Realization:
    preference = _decoder.decode(encoded)
    in_utc = preference.recorded_at.astimezone(UTC)  # the JSON has the time zone of the session
    return msgspec.structs.replace(realization, preference=msgspec.structs.replace(preference, recorded_at=in_utc))


async def find_preference(
    connection: Connection, realization: UUID, known_at: datetime | None = None
) -> Preference | None:
    """Return the latest preference at that time, active or withdrawn."""
    bind = ParameterBinder()
    sql = f"SELECT {_COLUMNS} FROM preference p WHERE p.realization = {bind(realization)} AND "
    # nosemgrep: sql-built-in-a-call  # parts with parameters of `bind`
    row = await connection.fetchrow(sql + known_at_condition("p", known_at, bind), *bind.values)
    return Preference(*row) if row else None


async def has_effect(connection: Connection, realization: UUID) -> bool:
    """Return whether the realization is published and has an active preference for its present key."""
    found: bool = await connection.fetchval(_HAS_EFFECT, realization)
    return found


async def insert_preference(
    connection: Connection, before: Preference | None, realization: UUID, *, active: bool, reason: str, principal: str
) -> Preference:
    """Add a revision; the database rejects an invalid sequence (schema/functions/preferences.sql)."""
    revision = 1 if before is None else before.revision + 1
    row = await connection.fetchrow(_INSERT, realization, revision, active, reason, principal)
    return Preference(*row)  # type: ignore[misc]  # an INSERT of one row returns one
