"""`capaian keys`: keys made, listed, rotated and revoked by whoever runs the service."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import asyncpg
import click

from api.access.caller import SCOPES
from api.access.keyring import create_key, list_keys, revoke_key, rotate_key
from api.access.keys import Key
from api.postgres.given import database_given
from api.postgres.pool import Connection
from api.settings import Settings

Outcome = TypeVar("Outcome")
CONSOLE = "console"


@click.group()
def keys() -> None:
    """API keys: create, list, rotate, revoke. They work beside a running service."""


@keys.command()
@click.option("--name", required=True, help="The principal; revisions bear it in public, so name an office.")
@click.option("--scope", "scopes", required=True, multiple=True, type=click.Choice(SCOPES), help="May be given often.")
@click.option("--institution", help="Code of the only institution the key writes for.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The day it ends, at midnight UTC.")
@click.pass_obj
def create(
    settings: Settings, name: str, scopes: tuple[str, ...], institution: str | None, expires: datetime | None
) -> None:
    """Make a key and print it, this once, alone on standard output."""
    end = expires.replace(tzinfo=UTC) if expires else None
    key = _with(
        settings,
        lambda login: create_key(
            login,
            name=name,
            scopes=sorted(set(scopes)),
            institution=institution,
            expires_at=end,
            created_by=CONSOLE,
        ),
    )
    _show(key, f"{name}: {', '.join(sorted(set(scopes)))}")


@keys.command("list")
@click.pass_obj
def list_command(settings: Settings) -> None:
    """Show what is known of every key."""
    for key in _with(settings, list_keys):
        end = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d %H:%M}Z" if key.expires_at else "no end"
        used = key.last_used_on or "never"
        click.echo(f"{key.id}  {key.name}  {','.join(key.scopes)}  {key.institution or '-'}  {end}  last used {used}")


@keys.command()
@click.argument("identity")
@click.option("--grace", default=7, show_default=True, type=click.IntRange(0, 90), help="Days the old key stays good.")
@click.pass_obj
def rotate(settings: Settings, identity: str, grace: int) -> None:
    """Make a key with the name and rights of another, which ends after the grace."""
    key = _with(settings, lambda login: rotate_key(login, identity, timedelta(days=grace), CONSOLE))
    if key is None:
        raise click.ClickException(f"Tidak ada kunci {identity} yang berlaku. / There is no key {identity} in force.")
    _show(key, f"{identity} ends in {grace} days")


@keys.command()
@click.argument("identity")
@click.pass_obj
def revoke(settings: Settings, identity: str) -> None:
    """End a key; processes that know it notice within half a minute."""
    if not _with(settings, lambda login: revoke_key(login, identity)):
        raise click.ClickException(f"Tidak ada kunci {identity} yang berlaku. / There is no key {identity} in force.")
    click.echo(f"revoked {identity}", err=True)


def _show(key: Key, about: str) -> None:
    click.echo(f"{key.id}  {about}\nThis is the only time the key is shown:", err=True)
    click.echo(key.text)


def _with(settings: Settings, act: Callable[[Connection], Awaitable[Outcome]]) -> Outcome:
    async def acted(url: str) -> Outcome:
        login = await asyncpg.connect(url, server_settings={"role": "capaian_service"})
        try:
            return await act(login)
        finally:
            await login.close()

    with database_given(settings, share=True) as addresses:
        try:
            return asyncio.run(acted(addresses.service))
        except asyncpg.CheckViolationError as error:
            raise click.ClickException(RULES.get(error.constraint_name or "", str(error))) from error


RULES = {
    "api_key_is_named_neither_system_nor_like_a_token": "Nama itu tidak boleh dipakai. / That name cannot be used.",
    "api_key_expires_after_it_was_created": "--expires harus di masa depan. / --expires must be in the future.",
}
