"""Begin a new epoch when the database has moved to another server or has lost transactions.

Changes and audit entries are ordered by (epoch, transaction number). A number that is used again in the same epoch
would put a new row before rows that were already sealed or read (schema/functions/audit.sql, decision 32).
"""

from typing import Any, NamedTuple

import asyncpg

RENEW_EPOCH = "SELECT renew_epoch()"  # for connections outside the pools
_RENEW_AFTER_SEAL = "SELECT renew_epoch($1, $2, $3)"
IS_CURRENT = "SELECT is_epoch_current($1, $2, $3)"


class KnownSeal(NamedTuple):
    """A committed seal of the audit: the epoch of its entry, its number and its hash."""

    epoch: int
    number: int
    hash: bytes


class EpochRenewal:
    """The epoch check of one process.

    `last_seal` is the last seal that the process has read or stored. A restored copy of a data directory has the same
    server and timeline, so only a lost seal shows that it has lost transactions.
    """

    def __init__(self) -> None:
        self.last_seal: KnownSeal | None = None

    async def renew(self, connection: Any) -> None:
        """Begin a new epoch if necessary, once per pooled connection, before it is used.

        A standby can be promoted while its connections remain open, so a read-only connection is checked again. A
        database without this version's schema has no epochs; readiness reports it.
        """
        renewed: list[int] = getattr(connection, "renewed_epochs", [])
        if renewed:
            return
        try:
            epoch = await connection.fetchval(_RENEW_AFTER_SEAL, *self.list_arguments())
        except asyncpg.UndefinedFunctionError:
            return
        if epoch is not None:
            renewed.append(epoch)

    async def is_current(self, connection: Any) -> bool:
        """Return whether the latest epoch is valid on the server of this connection, also of the public role."""
        return bool(await connection.fetchval(IS_CURRENT, *self.list_arguments()))

    def list_arguments(self) -> tuple[int | None, int | None, bytes | None]:
        """Return the arguments of IS_CURRENT."""
        return self.last_seal or (None, None, None)
