"""`capaian keys`: create, list, rotate and revoke API keys on the machine of the service."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import click

from api.admin.keys.constraint_messages import translate_key_errors
from api.admin.keys.model import MAX_GRACE_DAYS, ApiKeyInput, validate_api_key_input
from api.auth.api_key import ID_LENGTH, ApiKeyCredentials
from api.auth.api_key_store import ApiKey, create_key, list_keys, revoke_key, rotate_key
from api.auth.caller import SCOPES
from api.console_language import localize
from api.console_table import print_table
from api.database.connection_errors import connect_login
from api.database.database_urls import provide_database, report_database_errors
from api.database.epochs import RENEW_EPOCH
from api.database.pool import Connection
from api.database.pooled_connection import LOCK_TIMEOUT
from api.database.session import SESSION_VARIABLES, SET_SESSION_VARIABLES
from api.errors import ErrorDetail, InvalidRequestError, RuleViolationError
from api.http.request.json_body import convert_fields
from api.settings import Settings

KeyCommandResult = TypeVar("KeyCommandResult")
CONSOLE_PRINCIPAL = "console"
CONSOLE_SESSION = {"principal": CONSOLE_PRINCIPAL, "scopes": "admin", "action": "console"}
KEY_COLUMNS = ("id", "name", "scopes", "institution", "ends", "created", "created_by", "last_used")
OPTION_BY_FIELD = {"name": "--name", "scopes": "--scope", "institution": "--institution", "expires_at": "--expires-on"}


def _parse_key_id(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if not re.fullmatch(rf"[0-9A-Za-z]{{{ID_LENGTH}}}", text):
        raise _key_not_found(text)
    return text


@click.group("keys", epilog="Example: capaian keys list")
def keys_group() -> None:
    """Create, list, rotate and revoke API keys. The service may run."""


@keys_group.command("create", epilog="Example: capaian keys create --name 'kemenkop-ukm data' --scope write")
@click.option("--name", required=True, help="Principal of the key, public as recorded_by: the name of an office.")
@click.option("--scope", "scopes", required=True, multiple=True, type=click.Choice(SCOPES), help="Can be repeated.")
@click.option("--institution", help="Code of the only institution that the key writes for.")
@click.option("--expires-on", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the key expires, at 00:00 UTC.")
@click.pass_obj
def create_key_command(
    settings: Settings, name: str, scopes: tuple[str, ...], institution: str | None, expires_on: datetime | None
) -> None:
    """Create a key and print it once, alone on standard output."""
    new = _validate_api_key_input(name, scopes, institution, expires_on)
    key = _run_as_console(
        settings,
        lambda login: create_key(
            login,
            name=new.name,
            scopes=new.scopes,
            institution=new.institution,
            expires_at=new.expires_at,
            created_by=CONSOLE_PRINCIPAL,
        ),
    )
    _print_key(key, f"{name}: {', '.join(new.scopes)}")


@keys_group.command("list", epilog="Example: capaian keys list")
@click.pass_obj
def list_keys_command(settings: Settings) -> None:
    """List all keys.

    The first line has the names of the columns, each other line one key.
    """
    rows = [
        (
            *(key.id, key.name, ",".join(key.scopes), key.institution or "-", _describe_end(key)),
            *(f"{key.created_at:%Y-%m-%d}", key.created_by, key.last_used_on or "never"),
        )
        for key in _run_as_console(settings, list_keys)
    ]
    print_table(KEY_COLUMNS, rows, with_header=True)


@keys_group.command("rotate", epilog="Example: capaian keys rotate HHgSO68h2d --grace-days 7")
@click.argument("key_id", callback=_parse_key_id)
@click.option(
    "--grace-days",
    default=7,
    show_default=True,
    type=click.IntRange(0, MAX_GRACE_DAYS),
    help="Number of days that the old key remains valid.",
)
@click.pass_obj
def rotate_key_command(settings: Settings, key_id: str, grace_days: int) -> None:
    """Replace key KEY_ID. The new key has its name and rights; the old one expires after the grace period."""
    grace = timedelta(days=grace_days)
    key = _run_as_console(settings, lambda login: rotate_key(login, key_id, grace, CONSOLE_PRINCIPAL))
    if key is None:
        raise _key_not_found(key_id)
    _print_key(key, f"{key_id} expires in {grace_days} days")


@keys_group.command("revoke", epilog="Example: capaian keys revoke HHgSO68h2d")
@click.argument("key_id", callback=_parse_key_id)
@click.pass_obj
def revoke_key_command(settings: Settings, key_id: str) -> None:
    """Revoke key KEY_ID. Running processes reject it within 30 seconds."""
    if not _run_as_console(settings, lambda login: revoke_key(login, key_id)):
        raise _key_not_found(key_id)
    click.echo(f"revoked {key_id}", err=True)


def _describe_end(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    return "never" if key.expires_at is None else f"{key.expires_at:%Y-%m-%d %H:%M}Z"


def _key_not_found(key_id: str) -> click.ClickException:
    shown = key_id.encode("utf-8", "replace").decode()
    return click.ClickException(
        localize(
            f"Tidak ada kunci {shown} yang berlaku. Silakan lihat `capaian keys list`.",
            f"There is no active key {shown}. See `capaian keys list`.",
        )
    )


def _validate_api_key_input(
    name: str, scopes: tuple[str, ...], institution: str | None, expires_on: datetime | None
) -> ApiKeyInput:
    """Validate the options with the rules and messages of POST /v1/keys."""
    expires_at = expires_on.replace(tzinfo=UTC).isoformat() if expires_on else None
    fields = {"name": name, "scopes": sorted(set(scopes)), "institution": institution, "expires_at": expires_at}
    try:
        new = convert_fields(fields, ApiKeyInput)
        errors = validate_api_key_input(new, datetime.now(UTC))
    except UnicodeEncodeError as error:
        raise click.ClickException(localize("Silakan tulis dalam UTF-8.", "Use UTF-8.")) from error
    except InvalidRequestError as invalid:
        raise _errors_to_click(invalid.errors) from invalid
    if errors:
        raise _errors_to_click(errors)
    return new


def _errors_to_click(errors: list[ErrorDetail]) -> click.ClickException:
    """Write each error in one line, with the name of the option."""
    lines = [f"{_option_for_error(error)}: {localize(error.detail.id, error.detail.en)}" for error in errors]
    return click.ClickException("\n".join(lines))


def _option_for_error(error: ErrorDetail) -> str:
    field = (error.pointer or "").strip("/").partition("/")[0]
    return OPTION_BY_FIELD.get(field, "capaian keys")


def _print_key(key: ApiKeyCredentials, description: str) -> None:
    click.echo(f"{key.id}  {description}\nThe key is shown only once:", err=True)
    click.echo(key.token)


def _run_as_console(settings: Settings, act: Callable[[Connection], Awaitable[KeyCommandResult]]) -> KeyCommandResult:
    """Run an action in one transaction. The audit records it with the principal `console`."""

    async def run(url: str) -> KeyCommandResult:
        async with connect_login(url, role="capaian_service", lock_timeout=LOCK_TIMEOUT) as login:
            await login.execute(RENEW_EPOCH)
            async with login.transaction():
                await login.fetchrow(
                    SET_SESSION_VARIABLES, *(CONSOLE_SESSION.get(name, "") for name in SESSION_VARIABLES)
                )
                with translate_key_errors(of_an_entry=True):
                    return await act(login)

    with provide_database(settings, share=True) as urls:
        try:
            with report_database_errors():
                return asyncio.run(run(urls.service))
        except RuleViolationError as violation:
            raise _errors_to_click(violation.errors) from violation
