"""The command `capaian`."""

import asyncio
import os
import sys

import click

from api import __version__, logs
from api.admin.audit.commands import audit_group
from api.admin.doctor.commands import doctor_command
from api.admin.keys.commands import keys_group
from api.console_language import add_language_option, find_language_argument, localize, store_language
from api.database.database_urls import provide_database, report_database_errors
from api.database.migrations import migrate
from api.errors import BilingualError
from api.exchange.exports.commands import export_command
from api.exchange.imports.commands.import_file import import_command
from api.exchange.imports.commands.imports_group import imports_group
from api.exchange.imports.commands.mappings_group import mappings_group
from api.exchange.imports.commands.template import template_command
from api.resources.reviews.commands import reviews_command
from api.resources.seed.files import DEMONSTRATION, SEED_SETS
from api.resources.seed.load import load_seed_data
from api.service_url import build_local_url, is_ready
from api.settings import Settings


class DoctorError(click.ClickException):
    """`capaian doctor` cannot read its settings. Its exit code 1 means warnings."""

    exit_code = 2


class CommandGroup(click.Group):
    """Print a BilingualError as a message, without a traceback."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        store_language(ctx, find_language_argument(args))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BilingualError as error:
            lines = [localize(error.indonesian, error.english, "\n"), error.cause]
            failure = DoctorError if ctx.invoked_subcommand == doctor_command.name else click.ClickException
            raise failure("\n".join(filter(None, lines))) from error


@click.group(cls=CommandGroup, epilog="Example: capaian serve")
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Capaian: targets and realizations of Indonesian government programs, with their sources.

    Settings come from environment variables (CAPAIAN_…), see docs/operations.md.
    """
    context.obj = Settings.from_environment(os.environ)
    logs.configure(context.obj.pretty_logs)


@main.command("serve", epilog="Example: CAPAIAN_PORT=8080 capaian serve")
@click.pass_obj
def serve_command(settings: Settings) -> None:
    """Serve HTTP until stopped. The command first applies migrations and loads the seed data."""
    from api.serve import serve  # noqa: PLC0415  # imports the database server, which no other command needs

    serve(settings)


@main.command("migrate", epilog="Example: capaian migrate")
@click.pass_obj
def migrate_command(settings: Settings) -> None:
    """Apply missing migrations to the database."""
    with provide_database(settings, share=True) as urls:
        applied = asyncio.run(migrate(urls.owner, urls.service))
    click.echo(f"applied: {', '.join(applied) or 'nothing, the schema is current'}")


@main.command("seed", epilog="Example: capaian seed --set samples")
@click.option(
    "--set",
    "sets",
    type=click.Choice(SEED_SETS),
    multiple=True,
    help="Set to load; may be repeated. `reference`: units, institutions and regions; `documents`: the figures of five "
    "articles; `samples`: one program for each kind of statement. Default: reference, and with the embedded database "
    "documents.",
)
@click.pass_obj
def seed_command(settings: Settings, sets: tuple[str, ...]) -> None:
    """Load sets of seed data; skip records that editors have changed."""
    if not sets:
        sets = DEMONSTRATION if settings.database_url is None else ("reference",)
    elif "reference" not in sets:
        sets = ("reference", *sets)
    with provide_database(settings, share=True) as urls, report_database_errors():
        outcome = asyncio.run(load_seed_data(urls.service, sets))
    for loaded in outcome:
        click.echo(
            f"{loaded.type:12} {loaded.created:5} created {loaded.changed:5} changed "
            f"{loaded.unchanged:5} unchanged {loaded.skipped:5} skipped"
        )


@main.command("openapi", epilog="Example: capaian openapi > openapi.yaml")
@click.option("--sdmx", is_flag=True, help="Print the document of the SDMX operations.")
def openapi_command(*, sdmx: bool) -> None:
    """Print the OpenAPI document that the code generates."""
    # Importing the application takes longer than most commands. It does not connect to this database.
    from api.app import create_litestar  # noqa: PLC0415
    from api.database.pool import Database  # noqa: PLC0415
    from api.openapi.document.build import build_document, build_sdmx_document, to_yaml  # noqa: PLC0415

    app = create_litestar(Database("postgresql://nowhere", 1))
    click.echo(to_yaml(build_sdmx_document(app) if sdmx else build_document(app)), nl=False)


@main.command("health", epilog="Example: capaian health --writes")
@click.option("--writes", "require_writes", is_flag=True, help="Exit with 1 also if writes are not possible.")
@click.pass_obj
def health_command(settings: Settings, /, *, require_writes: bool) -> None:
    """Request /health/ready from the running service. Exit with 0 if it is ready, else with 1."""
    url = build_local_url(settings.host, settings.port)
    reads_ready = is_ready(url)
    writes_ready = reads_ready and is_ready(url, for_writes=True)
    click.echo("ready" if writes_ready else "ready for reads only" if reads_ready else "not ready")
    sys.exit(not (writes_ready if require_writes else reads_ready))


main.add_command(audit_group)
main.add_command(doctor_command)
main.add_command(import_command)
main.add_command(imports_group)
main.add_command(mappings_group)
main.add_command(reviews_command)
main.add_command(template_command)
main.add_command(export_command)
main.add_command(keys_group)
add_language_option(main)
