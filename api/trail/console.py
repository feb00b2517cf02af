"""`capaian audit`: the trail verified and exported by whoever runs the service, or audits it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
import click

from api.postgres.given import database_given
from api.postgres.pool import OUTAGES, Connection
from api.settings import Settings
from api.trail.verify import Verification, exported, read_as_auditor
from api.trail.verify_export import Head, Walk

Outcome = TypeVar("Outcome")


@click.group()
def audit() -> None:
    """The audit trail: verify, export. They work beside a running service and write nothing."""


def _public_key(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> list[bytes]:
    try:
        keys = [bytes.fromhex(text) for text in texts]
    except ValueError:
        keys = [b""]
    if any(len(key) != 32 for key in keys):
        raise click.BadParameter("harus 64 angka heksadesimal / must be 64 hexadecimal digits")
    return keys


def _head(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Head | None:
    try:
        return Head.read(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter("harus NOMOR:HASH / must be NUMBER:HASH") from error


@audit.command()
@click.option(
    "--public-key", "trusted", multiple=True, callback=_public_key, help="A signer to trust; may be repeated."
)
@click.option("--head", "noted", callback=_head, metavar="NUMBER:HASH", help="A head that was noted earlier.")
@click.pass_obj
def verify(settings: Settings, trusted: list[bytes], noted: Head | None) -> None:
    """Recompute the whole chain and compare every revision; exit 1 with a line for each fault."""
    walk = Walk(trusted, noted)
    verification = Verification(walk)

    async def told(connection: Connection) -> bool:
        is_intact = True
        async for line in verification.faults(connection):
            is_intact = False
            click.echo(line)
        return is_intact

    is_intact = _reading(settings, told)
    signers = ", ".join(sorted(key.hex() for key in walk.signers)) or "-"
    entries = verification.sealed + verification.waiting
    click.echo(
        f"{'Utuh' if is_intact else 'TIDAK UTUH'}: {entries} entri, {verification.sealed} disegel, "
        f"{verification.waiting} belum. / {'Intact' if is_intact else 'NOT INTACT'}: {entries} entries, "
        f"{verification.sealed} sealed, {verification.waiting} not yet.\n"
        f"Kepala / Head: {walk.number}:{walk.hash.hex()}\nPenanda tangan / Signer: {signers}"
    )
    sys.exit(not is_intact)


@audit.command()
@click.pass_obj
def export(settings: Settings) -> None:
    """Write all sealed entries as NDJSON on standard output; api/trail/verify_export.py verifies it anywhere."""

    async def write(connection: Connection) -> None:
        async for line in exported(connection):
            sys.stdout.buffer.write(line)

    _reading(settings, write)


def _reading(settings: Settings, act: Callable[[Connection], Awaitable[Outcome]]) -> Outcome:
    async def acted(url: str) -> Outcome:
        login = await asyncpg.connect(url, server_settings={"role": "capaian_service"})
        try:
            async with login.transaction(isolation="repeatable_read", readonly=True):
                await read_as_auditor(login)
                return await act(login)
        finally:
            await login.close()

    with database_given(settings, share=True) as addresses:
        try:
            return asyncio.run(acted(addresses.service))
        except BrokenPipeError:
            raise  # whoever read the export has read enough
        except (*OUTAGES, asyncpg.PostgresError) as error:
            raise click.ClickException(
                f"Jejak audit tidak dapat dibaca. / The audit trail cannot be read.\n{error}"
            ) from error
