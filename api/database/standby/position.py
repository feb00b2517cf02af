"""Positions in the write-ahead log: what a write has stored, and what a server contains."""

import re
from typing import Any, Final, NamedTuple

# A primary has what it has flushed, and a standby what it has replayed. A standby receives only what was flushed.
_SELECT_POSITION: Final = """
    SELECT current_epoch(), pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn,
        extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"""
_ENCODED: Final = re.compile("([0-9a-f]{1,8})-([0-9a-f]{1,16})")


class Position(NamedTuple):
    """A position in the write-ahead log (LSN) in an epoch.

    A server at a later position contains everything that one at an earlier position does, unless that was lost: a
    later epoch begins on a server that has all that remains of the earlier ones (decision 32).
    """

    epoch: int
    lsn: int

    def encode(self) -> str:
        return f"{self.epoch:x}-{self.lsn:x}"


class ServerPosition(NamedTuple):
    """The position of a server; `replayed_ago` is the age of the last transaction that a standby replayed, in seconds.

    It is None on a primary, and on a standby that has replayed none since its start.
    """

    position: Position
    is_standby: bool
    replayed_ago: float | None


def decode_position(text: str) -> Position | None:
    """Return the position that `encode` returned as this text, or None if it did not."""
    found = _ENCODED.fullmatch(text)
    return None if found is None else Position(int(found[1], 16), int(found[2], 16))


async def load_position(connection: Any, *, seconds: float = 1.0) -> ServerPosition:
    """Return the position of the server of this connection. Raise TimeoutError after `seconds`.

    Everything that committed before the call on a primary is before its position. Everything before the position of a
    standby is visible to the next statement there.
    """
    epoch, is_standby, lsn, replayed_ago = await connection.fetchrow(_SELECT_POSITION, timeout=seconds)
    age = max(0.0, float(replayed_ago)) if is_standby and replayed_ago is not None else None
    return ServerPosition(Position(epoch, int(lsn or 0)), is_standby, age)
