"""`capaian audit`: verify and export the audit."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from api.admin.audit.signer import locate_key_file
from api.admin.audit.stored_heads import HeadFile
from api.admin.audit.verify import AuditVerification, begin_audit_read, export_lines
from api.admin.audit.verify_export import ChainHead, ChainVerifier
from api.console_language import localize
from api.database.connection_errors import connect_login
from api.database.database_urls import provide_database, report_database_errors
from api.database.pool import Connection
from api.database.pooled_connection import LOCK_TIMEOUT
from api.settings import Settings

AuditCommandResult = TypeVar("AuditCommandResult")


@click.group("audit", epilog="Example: capaian audit verify")
def audit_group() -> None:
    """Verify and export the audit. The commands write nothing, and the service may run."""


def _parse_public_keys(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> list[bytes]:
    try:
        keys = [bytes.fromhex(text) for text in texts]
    except ValueError:
        keys = [b""]
    if any(len(key) != 32 for key in keys):
        raise click.BadParameter(localize("harus 64 angka heksadesimal", "must be 64 hexadecimal digits"))
    return keys


def _parse_head(_context: click.Context, _parameter: click.Parameter, text: str | None) -> ChainHead | None:
    try:
        return ChainHead.parse(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(localize("harus NOMOR:HASH", "must be NUMBER:HASH")) from error


@audit_group.command("verify", epilog="Example: capaian audit verify --head 643:33d2356be827…")
@click.option(
    "--public-key", "trusted", multiple=True, callback=_parse_public_keys, help="Public key to trust; can be repeated."
)
@click.option(
    "--head", "expected_head", callback=_parse_head, metavar="NUMBER:HASH", help="Head printed by an earlier run."
)
@click.pass_obj
def verify_command(settings: Settings, trusted: list[bytes], expected_head: ChainHead | None) -> None:
    """Recompute the chain and compare every revision.

    Also check that the last seals which the service stored next to its key exist. Exit with 1 and one line per
    discrepancy.
    """
    verifier = ChainVerifier(trusted, expected_head)
    verification = AuditVerification(verifier, _find_stored_heads(settings))

    async def print_discrepancies(connection: Connection) -> bool:
        is_intact = True
        async for line in verification.find_discrepancies(connection):
            is_intact = False
            click.echo(line)
        return is_intact

    is_intact = _run_read_only(settings, print_discrepancies)
    signers = ", ".join(sorted(key.hex() for key in verifier.signers)) or "-"
    sealed, waiting = verification.sealed, verification.waiting
    entries = sealed + waiting
    result = localize(
        f"{'Utuh' if is_intact else 'TIDAK UTUH'}: {entries} entri, {sealed} disegel, {waiting} belum.",
        f"{'Intact' if is_intact else 'NOT INTACT'}: {entries} entries, {sealed} sealed, {waiting} not yet.",
    )
    head = f"{localize('Kepala', 'Head')}: {verifier.number}:{verifier.hash.hex()}"
    click.echo(f"{result}\n{head}\n{localize('Penanda tangan', 'Signer')}: {signers}")
    sys.exit(not is_intact)


@audit_group.command("export", epilog="Example: capaian audit export > log.ndjson")
@click.pass_obj
def export_audit_command(settings: Settings) -> None:
    """Write all sealed entries as NDJSON to standard output.

    The script api/admin/audit/verify_export.py verifies them.
    """

    async def write(connection: Connection) -> None:
        async for line in export_lines(connection):
            sys.stdout.buffer.write(line)

    _run_read_only(settings, write)


def _find_stored_heads(settings: Settings) -> HeadFile | None:
    """Return the file of stored heads, or None with a message if this user may not read it."""
    file = HeadFile(locate_key_file(settings))
    try:
        file.path.open("rb").close()
    except PermissionError:
        message = (
            f"{file.path} tidak boleh dibaca oleh pengguna ini, sehingga kehilangan segel terakhir tidak diperiksa.",
            f"This user may not read {file.path}, so a loss of the last seals is not detected.",
        )
        click.echo(localize(*message), err=True)
        return None
    except OSError:
        pass  # the verification reports it, unless the file does not exist
    return file


def _run_read_only(
    settings: Settings, act: Callable[[Connection], Awaitable[AuditCommandResult]]
) -> AuditCommandResult:
    async def run(url: str) -> AuditCommandResult:
        async with (
            connect_login(url, role="capaian_service", lock_timeout=LOCK_TIMEOUT) as login,
            login.transaction(isolation="repeatable_read", readonly=True),
        ):
            await begin_audit_read(login)
            return await act(login)

    with provide_database(settings, share=True) as urls, report_database_errors():
        return asyncio.run(run(urls.service))
