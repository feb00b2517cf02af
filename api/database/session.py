"""Transactions on behalf of a caller: session variables for the row-level security policies and the audit."""

import contextlib
from collections.abc import AsyncIterator, Mapping

from api.database.pool import Connection, Database
from api.database.pooled_connection import CONNECTION_ERRORS, READ_LIMITS, collect_warnings
from api.database.upgrades.oldest_version import OLDEST_VERSION, require_permitted_version
from api.errors import OutcomeUnknownError

# The variables end with the transaction, so a pooled connection never has the rights of an earlier caller.
SESSION_VARIABLES = ("principal", "scopes", "institution", "key_id", "client_ip", "request_id", "action")
SET_SESSION_VARIABLES = "SELECT " + ", ".join(
    f"set_config('capaian.{name}', ${position}, true)" for position, name in enumerate(SESSION_VARIABLES, 1)
)
SET_SESSION_VARIABLES_AND_READ_LIMITS = ", ".join(
    [SET_SESSION_VARIABLES, *(f"set_config('{name}', '{value}', true)" for name, value in READ_LIMITS.items())]
)


@contextlib.asynccontextmanager
async def begin_transaction_as(
    database: Database,
    variables: Mapping[str, str],
) -> AsyncIterator[Connection]:
    """Run the block in one transaction of the service role with these session variables; missing ones are empty.

    Raise OutcomeUnknownError if the commit times out, as without a standby, or if the connection is lost during the
    commit. Raise UnavailableError immediately if too many earlier commits wait for a standby.
    """
    async with database.acquire_write() as connection, begin_transaction_on(connection, variables):
        yield connection


@contextlib.asynccontextmanager
async def begin_read_as(
    database: Database, variables: Mapping[str, str], *, repeatable_read: bool = False
) -> AsyncIterator[Connection]:
    """Run the block in a transaction for reads, which has their timeouts.

    `repeatable_read` lets all statements read the same snapshot.
    """
    async with (
        database.acquire_service_read() as connection,
        begin_transaction_on(
            connection, variables, repeatable_read=repeatable_read, setup_sql=SET_SESSION_VARIABLES_AND_READ_LIMITS
        ),
    ):
        yield connection


@contextlib.asynccontextmanager
async def begin_transaction_on(
    connection: Connection,
    variables: Mapping[str, str],
    *,
    repeatable_read: bool = False,
    setup_sql: str = SET_SESSION_VARIABLES,
) -> AsyncIterator[None]:
    """Do the same on an open connection of the service role. `setup_sql` sets the variables.

    Raise UnavailableError if the database requires a newer version: an older one writes nothing.
    """
    transaction = connection.transaction(isolation="repeatable_read" if repeatable_read else "read_committed")
    await transaction.start()
    try:
        with_checks = f"{setup_sql}, ({OLDEST_VERSION}) AS oldest_version, pg_is_in_recovery() AS is_in_recovery"
        row = await connection.fetchrow(with_checks, *(variables.get(name, "") for name in SESSION_VARIABLES))
        assert row is not None  # noqa: S101  # the query returns one row
        require_permitted_version(row["oldest_version"])
        connection.check_recovery(is_in_recovery=row["is_in_recovery"])  # type: ignore[union-attr]  # as below
        if setup_sql == SET_SESSION_VARIABLES:  # the block may write
            await connection.check_server()  # type: ignore[union-attr]  # a PooledConnection
        yield
    except BaseException:
        with contextlib.suppress(*CONNECTION_ERRORS):  # the server rolls back a lost connection
            await transaction.rollback()
        raise
    with collect_warnings(connection) as warnings:
        try:
            with connection.commit_without_cancel():  # type: ignore[union-attr]  # a PooledConnection
                await transaction.commit()
        except CONNECTION_ERRORS as error:
            raise OutcomeUnknownError(type(error).__name__) from error
    if warnings:  # an administrator has canceled the wait for the standby, on which the commit is perhaps missing
        raise OutcomeUnknownError(warnings[0])
