"""Acting as somebody: transactions in which the database itself knows who is asking, and holds its policies to it."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping

import asyncpg

from api.faults import OutcomeUnknown
from api.postgres.pool import OUTAGES, READING, Connection, Database

# The settings end with the transaction, so a connection never carries one caller's rights to the next.
TOLD = ("principal", "scopes", "institution", "key_id", "address", "request_id", "action")
ACT = "SELECT " + ", ".join(f"set_config('capaian.{name}', ${place}, true)" for place, name in enumerate(TOLD, 1))
READ = ", ".join([ACT, *(f"set_config('{name}', '{bound}', true)" for name, bound in READING.items())])


@contextlib.asynccontextmanager
async def acting(
    database: Database, told: Mapping[str, str], *, of_one_moment: bool = False, act: str = ACT
) -> AsyncIterator[Connection]:
    """One transaction of the service's role; what is not told is empty. It commits when the block ends well.

    `of_one_moment` is for reads that must agree with each other. To `act` as READ says is bounded as public reads are.

    Raises OutcomeUnknown where the connection is lost, or the wait for a standby is ended, while it commits.
    """
    async with database.service() as connection, acting_over(connection, told, of_one_moment=of_one_moment, act=act):
        yield connection


@contextlib.asynccontextmanager
async def acting_over(
    connection: Connection, told: Mapping[str, str], *, of_one_moment: bool = False, act: str = ACT
) -> AsyncIterator[None]:
    """The same over a connection of the service's role that is at hand."""
    transaction = connection.transaction(isolation="repeatable_read" if of_one_moment else "read_committed")
    await transaction.start()
    try:
        await connection.fetchrow(act, *(told.get(name, "") for name in TOLD))
        yield
    except BaseException:
        with contextlib.suppress(*OUTAGES):  # a lost connection rolls back by itself
            await transaction.rollback()
        raise
    with _warnings_of(connection) as warnings:
        try:
            await transaction.commit()
        except OUTAGES as error:
            raise OutcomeUnknown(type(error).__name__) from error
    if warnings:  # a commit that stands here, and perhaps on no standby, is told as success with a warning
        raise OutcomeUnknown(warnings[0])


@contextlib.contextmanager
def _warnings_of(connection: Connection) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(_connection: object, message: asyncpg.PostgresLogMessage) -> None:
        if message.severity_en == "WARNING":  # its words are in the language of the server
            heard.append(message.message)

    connection.add_log_listener(hear)
    try:
        yield heard
    finally:
        with contextlib.suppress(asyncpg.InterfaceError):  # it was lost, and its listeners with it
            connection.remove_log_listener(hear)
