"""`capaian keys`: keys made, listed, rotated and revoked by whoever runs the service."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import asyncpg
import click

from api.access.caller import SCOPES
from api.access.keyring import create_key, list_keys, revoke_key, rotate_key
from api.access.keys import ID_LENGTH, Key
from api.callers.model import MOST_GRACE, NewKey, faults_of
from api.callers.rules import rules_told
from api.faults import Broken, Fault, Invalid
from api.http.decoding import convert
from api.postgres.acting import ACT, TOLD
from api.postgres.given import database_given
from api.postgres.pool import Connection
from api.settings import Settings

Outcome = TypeVar("Outcome")
CONSOLE = "console"
ACTING = {"principal": CONSOLE, "scopes": "admin", "action": "console"}
OPTIONS = {"name": "--name", "scopes": "--scope", "institution": "--institution", "expires_at": "--expires"}


def _identity(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if not re.fullmatch(rf"[0-9A-Za-z]{{{ID_LENGTH}}}", text):
        raise _no_key(text)
    return text


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
    new = _new_key(name, scopes, institution, expires)
    key = _with(
        settings,
        lambda login: create_key(
            login,
            name=new.name,
            scopes=new.scopes,
            institution=new.institution,
            expires_at=new.expires_at,
            created_by=CONSOLE,
        ),
    )
    _show(key, f"{name}: {', '.join(new.scopes)}")


@keys.command("list")
@click.pass_obj
def list_command(settings: Settings) -> None:
    """Show what is known of every key."""
    for key in _with(settings, list_keys):
        end = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d %H:%M}Z" if key.expires_at else "no end"
        used = key.last_used_on or "never"
        click.echo(f"{key.id}  {key.name}  {','.join(key.scopes)}  {key.institution or '-'}  {end}  last used {used}")


@keys.command()
@click.argument("identity", callback=_identity)
@click.option(
    "--grace", default=7, show_default=True, type=click.IntRange(0, MOST_GRACE), help="Days the old key stays good."
)
@click.pass_obj
def rotate(settings: Settings, identity: str, grace: int) -> None:
    """Make a key with the name and rights of another, which ends after the grace."""
    key = _with(settings, lambda login: rotate_key(login, identity, timedelta(days=grace), CONSOLE))
    if key is None:
        raise _no_key(identity)
    _show(key, f"{identity} ends in {grace} days")


@keys.command()
@click.argument("identity", callback=_identity)
@click.pass_obj
def revoke(settings: Settings, identity: str) -> None:
    """End a key; processes that know it notice within half a minute."""
    if not _with(settings, lambda login: revoke_key(login, identity)):
        raise _no_key(identity)
    click.echo(f"revoked {identity}", err=True)


def _no_key(identity: str) -> click.ClickException:
    shown = identity.encode("utf-8", "replace").decode()
    return click.ClickException(f"Tidak ada kunci {shown} yang berlaku. / There is no key {shown} in force.")


def _new_key(name: str, scopes: tuple[str, ...], institution: str | None, expires: datetime | None) -> NewKey:
    """As over HTTP, and refused with the same sentences."""
    end = expires.replace(tzinfo=UTC).isoformat() if expires else None
    said = {"name": name, "scopes": sorted(set(scopes)), "institution": institution, "expires_at": end}
    try:
        new = convert(said, NewKey)
        faults = faults_of(new, datetime.now(UTC))
    except UnicodeEncodeError as error:
        raise click.ClickException("Tulis dalam UTF-8. / Write it in UTF-8.") from error
    except Invalid as refusal:
        raise _refused(refusal.faults) from refusal
    if faults:
        raise _refused(faults)
    return new


def _refused(faults: list[Fault]) -> click.ClickException:
    """Each fault in one line, with the option that it is about."""
    return click.ClickException(
        "\n".join(f"{_option(fault)}: {fault.detail.id} / {fault.detail.en}" for fault in faults)
    )


def _option(fault: Fault) -> str:
    member = (fault.pointer or "").strip("/").partition("/")[0]
    return OPTIONS.get(member, "capaian keys")


def _show(key: Key, about: str) -> None:
    click.echo(f"{key.id}  {about}\nThis is the only time the key is shown:", err=True)
    click.echo(key.text)


def _with(settings: Settings, act: Callable[[Connection], Awaitable[Outcome]]) -> Outcome:
    """What is done is done by the console, and stands so in the audit."""

    async def acted(url: str) -> Outcome:
        login = await asyncpg.connect(url, server_settings={"role": "capaian_service"})
        try:
            async with login.transaction():
                await login.fetchrow(ACT, *(ACTING.get(name, "") for name in TOLD))
                with rules_told(of_an_entry=True):
                    return await act(login)
        finally:
            await login.close()

    with database_given(settings, share=True) as addresses:
        try:
            return asyncio.run(acted(addresses.service))
        except Broken as refusal:
            raise _refused(refusal.faults) from refusal
