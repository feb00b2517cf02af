"""How preferences are stored, and when one applies to a realization."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from api.postgres.chain import Bind, Binder, Chain, held_at
from api.postgres.pool import Connection
from api.realizations.model import Realization
from api.realizations.preference import Preference, Preferring
from api.realizations.preferred import Preferred

# For its list of revisions; it has no filters and no orders.
PREFERENCES = Chain(
    table="preference",
    key="realization",
    model=Preference,
    load=lambda row: Preference(*row),
    conditions={},
    orders={},
    default_order=("revision",),
)
# Of the preference `p` and the realization `t`: it was given for the key that the realization is in.
FOR_ITS_KEY = (
    "p.indicator = t.indicator AND p.nature = t.nature AND p.region = t.region AND p.breakdown = t.breakdown "
    "AND p.last_day = t.period_end AND (p.first_day = t.period_start OR t.nature = 'stock')"
)
_COLUMNS = ", ".join(f"p.{column}" for column in PREFERENCES.columns)
_RECORD = (
    "INSERT INTO preference AS p (realization, revision, stands, reason, recorded_by) VALUES ($1, $2, $3, $4, $5) "
    f"RETURNING {_COLUMNS}"
)
_HAS_EFFECT = (
    "SELECT EXISTS (SELECT FROM preference p JOIN realization t ON t.id = p.realization WHERE p.realization = $1 "
    f"AND p.stands AND p.replaced_at IS NULL AND t.status = 'published' AND t.replaced_at IS NULL AND {FOR_ITS_KEY})"
)
_decoder = msgspec.json.Decoder(Preferring)


def standing(known_at: datetime | None, bind: Bind) -> str:
    """The preferences `p` that stood at that moment for the key of `t`."""
    return f"p.stands AND {held_at('p', known_at, bind)} AND {FOR_ITS_KEY}"


def reason_of(asked: Preferred, bind: Bind) -> str:
    """Among preferred realizations: whoever has a preference that stands is the first because of it."""
    return (
        "(SELECT jsonb_build_object('reason', p.reason, 'recorded_by', p.recorded_by, 'recorded_at', p.recorded_at) "
        f"FROM preference p WHERE p.realization = t.id AND {standing(asked.known_at, bind)})"
    )


def with_reason(realization: Realization, told: str) -> Realization:
    preferring = _decoder.decode(told)
    in_utc = preferring.recorded_at.astimezone(UTC)  # JSON has the time zone of the session
    return msgspec.structs.replace(realization, preference=msgspec.structs.replace(preferring, recorded_at=in_utc))


async def find_preference(
    connection: Connection, realization: UUID, known_at: datetime | None = None
) -> Preference | None:
    """What was last said by then, whether it stands or not."""
    bind = Binder()
    sql = f"SELECT {_COLUMNS} FROM preference p WHERE p.realization = {bind(realization)} AND "
    row = await connection.fetchrow(sql + held_at("p", known_at, bind), *bind.values)
    return Preference(*row) if row else None


async def has_effect(connection: Connection, realization: UUID) -> bool:
    """Whether it is published, and preferred in the key that it is in now."""
    found: bool = await connection.fetchval(_HAS_EFFECT, realization)
    return found


async def record_preference(
    connection: Connection, before: Preference | None, realization: UUID, *, stands: bool, reason: str, principal: str
) -> Preference:
    """One revision more; the database refuses what does not follow (schema/migrations/0012_preferences.sql)."""
    revision = 1 if before is None else before.revision + 1
    row = await connection.fetchrow(_RECORD, realization, revision, stands, reason, principal)
    return Preference(*row)  # type: ignore[misc]  # an INSERT of one row returns one
