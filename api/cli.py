"""The command `capaian`."""

import asyncio
import os
import sys

import click

from api import __version__, logs
from api.callers.console import keys
from api.exports.console import export_command
from api.faults import BilingualError
from api.imports.console import import_command
from api.postgres.given import database_given
from api.postgres.migrations import migrate
from api.reach import address_of, is_ready
from api.settings import Settings
from api.shipped.load import load
from api.trail.console import audit


class Commands(click.Group):
    """What a user can mend is told in a line or two, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BilingualError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Capaian: targets and realizations of Indonesian government programs, with their sources.

    Settings come from the environment (CAPAIAN_…); docs/operations.md lists them.
    """
    context.obj = Settings.from_environment(os.environ)
    logs.configure(context.obj.pretty_logs)


@main.command()
@click.pass_obj
def serve(settings: Settings) -> None:
    """Migrate, load what ships, and serve until stopped."""
    from api.serve import serve  # noqa: PLC0415  # granian is loaded for this command alone

    serve(settings)


@main.command("migrate")
@click.pass_obj
def migrate_command(settings: Settings) -> None:
    """Bring the database's schema up to date."""
    with database_given(settings, share=True) as addresses:
        applied = asyncio.run(migrate(addresses.owner, addresses.service))
    click.echo(f"applied: {', '.join(applied) or 'nothing, the schema is current'}")


@main.command("load")
@click.pass_obj
def load_command(settings: Settings) -> None:
    """Enter the reference data and the figures of the five articles; what is there already stays."""
    with database_given(settings, share=True) as addresses:
        outcome = asyncio.run(load(addresses.service))
    for loaded in outcome:
        click.echo(
            f"{loaded.noun:12} {loaded.created:5} created {loaded.changed:5} changed "
            f"{loaded.unchanged:5} unchanged {loaded.left:5} left to their editors"
        )


@main.command("openapi")
def openapi_command() -> None:
    """Print openapi.yaml as the code has it."""
    # The application is made for this command alone; it never opens this database.
    from api.app import create_litestar  # noqa: PLC0415
    from api.contract.document import build, to_yaml  # noqa: PLC0415
    from api.postgres.pool import Database  # noqa: PLC0415

    click.echo(to_yaml(build(create_litestar(Database("postgresql://nowhere", 1)))), nl=False)


@main.command("health")
@click.pass_obj
def health_command(settings: Settings) -> None:
    """Ask the running service whether it is ready; the exit code tells."""
    ready = is_ready(address_of(settings.host, settings.port))
    click.echo("ready" if ready else "not ready")
    sys.exit(not ready)


main.add_command(audit)
main.add_command(import_command)
main.add_command(export_command)
main.add_command(keys)
