"""Recording: how a revision of any noun is added; the database refuses what does not follow (schema/migrations)."""

from typing import Any, NamedTuple

import msgspec

from api.postgres.chain import Chain, Entity
from api.postgres.pool import Connection

# What a chain adds to every noun by itself.
ENVELOPE = ("revision", "status", "reason", "recorded_at", "recorded_by")
WORK = frozenset({"draft", "submitted", "rejected"})
_PROGRAM = "(SELECT i.program FROM indicator i WHERE i.code = given.indicator ORDER BY i.revision DESC LIMIT 1)"
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def content_of(chain: Chain[Any]) -> tuple[str, ...]:
    return tuple(column for column in chain.columns if column not in ENVELOPE)


def record_sql(chain: Chain[Any]) -> str:
    """Adds a draft whose content is a JSON object of the table's columns; a figure's program is its indicator's."""
    content = content_of(chain)
    is_figure = {"program", "indicator"} <= set(content)
    given = ", ".join(_PROGRAM if is_figure and column == "program" else f"given.{column}" for column in content)
    return (
        f"INSERT INTO {chain.table} AS t ({', '.join(content)}, revision, status, public, recorded_by) "
        f"SELECT {given}, $2, 'draft', false, $3 FROM jsonb_populate_record(NULL::{chain.table}, $1::jsonb) AS given "
        f"RETURNING {chain.selected}"
    )


def move_sql(chain: Chain[Any]) -> str:
    """Adds a revision with the content of an earlier one."""
    content = ", ".join(content_of(chain))
    held = ", ".join(f"held.{column}" for column in content_of(chain))
    return (
        f"INSERT INTO {chain.table} AS t ({content}, revision, status, public, reason, recorded_by) "
        f"SELECT {held}, $3, $4, $5, $6, $7 FROM {chain.table} held WHERE held.{chain.key} = $1 AND held.revision = $2 "
        f"RETURNING {chain.selected}"
    )


async def record(
    connection: Connection, chain: Chain[Entity], content: dict[str, Any], revision: int, principal: str
) -> Entity:
    """A new draft: the first revision of a chain, or one that follows."""
    given = _ENCODER.encode(content).decode()
    row = await connection.fetchrow(record_sql(chain), given, revision, principal)
    return chain.load(tuple(row))  # type: ignore[arg-type]  # an INSERT of one row returns one


class Step(NamedTuple):
    """A revision that changes the status and nothing else; `origin` is the one whose content it keeps."""

    origin: int
    revision: int
    status: str
    public: bool
    reason: str | None
    principal: str


async def move(connection: Connection, chain: Chain[Entity], key: object, step: Step) -> Entity:
    row = await connection.fetchrow(move_sql(chain), key, *step)
    return chain.load(tuple(row))  # type: ignore[arg-type]  # an INSERT of one row returns one


class Standing(NamedTuple):
    """Where a chain stands: its newest revision, the published one in place, and who worked on it since."""

    newest: int
    status: str
    public: bool
    published: int | None
    contributors: frozenset[str]
    is_theirs: bool = True  # may whoever acts write on at all

    @property
    def in_work(self) -> bool:
        return self.status in WORK

    @property
    def base(self) -> int:
        """The revision that a change starts from: the work in hand, else what is published, else what there was."""
        return self.newest if self.in_work or self.published is None else self.published


def standing_sql(chain: Chain[Any]) -> str:
    """Over the revisions that the caller may see; a revision they may not see has its number taken all the same."""
    return (
        "SELECT t.revision, t.status, t.public, t.recorded_by, t.replaced_at IS NULL, (SELECT is_theirs($2, $3)) "
        f"FROM {chain.table} t WHERE t.{chain.key} = $1 AND t.revision >= coalesce((SELECT max(last.revision) "
        f"FROM {chain.table} last WHERE last.{chain.key} = $1 AND last.status = 'published'), 1) "
        "ORDER BY t.revision DESC"
    )


async def find_standing(connection: Connection, chain: Chain[Any], key: object) -> Standing | None:
    rows = await connection.fetch(standing_sql(chain), key, chain.table, str(key))
    if not rows:
        return None
    revision, status, public, _, _, is_theirs = rows[0]
    published = next((row[0] for row in rows if row[1] == "published" and row[4]), None)
    contributors = frozenset(row[3] for row in rows if row[1] not in ("published", "rejected"))
    return Standing(revision, status, public, published, contributors, is_theirs)


async def find_revision(connection: Connection, chain: Chain[Entity], key: object, revision: int) -> Entity:
    row = await connection.fetchrow(
        f"SELECT {chain.selected} FROM {chain.table} t WHERE t.{chain.key} = $1 AND t.revision = $2", key, revision
    )
    return chain.load(tuple(row))  # type: ignore[arg-type]  # which the caller has seen in the same transaction


class End(NamedTuple):
    """Where a chain ends, whether the caller may see it or not; `published` tells that a publication is in place."""

    newest: int
    status: str
    public: bool
    published: bool

    @property
    def in_work(self) -> bool:
        return self.status in WORK

    @property
    def was_given_up(self) -> bool:
        """A draft that was withdrawn and never published: anybody may begin anew."""
        return self.status == "withdrawn" and not self.public and not self.published


async def end_of_chain(connection: Connection, chain: Chain[Any], key: object) -> End | None:
    row = await connection.fetchrow("SELECT * FROM end_of_chain($1, $2)", chain.table, str(key))
    return None if row is None or row[0] is None else End(*row)


async def was_public(connection: Connection, chain: Chain[Any], key: object, revision: int) -> bool:
    sql = f"SELECT t.public FROM {chain.table} t WHERE t.{chain.key} = $1 AND t.revision = $2"
    public: bool = await connection.fetchval(sql, key, revision)
    return public
