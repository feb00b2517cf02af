"""The command `capaian`."""

import asyncio
import os
import sys
from importlib import import_module

import click

from api import __version__, logs
from api.console_language import add_language_option, find_language_argument, localize, store_language
from api.errors import BilingualError
from api.service_url import build_local_url, is_ready
from api.settings import RULES, Settings, build_variable_name

# The module and the name of each command that is imported when it runs: importing all takes a quarter of a second.
COMMANDS = {
    "audit": ("api.admin.audit.commands", "audit_group"),
    "doctor": ("api.admin.doctor.commands", "doctor_command"),
    "export": ("api.exchange.exports.commands", "export_command"),
    "import": ("api.exchange.imports.commands.import_file", "import_command"),
    "imports": ("api.exchange.imports.commands.imports_group", "imports_group"),
    "keys": ("api.admin.keys.commands", "keys_group"),
    "mappings": ("api.exchange.imports.commands.mappings_group", "mappings_group"),
    "reviews": ("api.resources.reviews.commands", "reviews_command"),
    "seed": ("api.resources.seed.commands", "seed_command"),
    "template": ("api.exchange.imports.commands.template", "template_command"),
}


class DoctorError(click.ClickException):
    """`capaian doctor` cannot read its settings. Its exit code 1 means warnings."""

    exit_code = 2


class CommandGroup(click.Group):
    """Import a command of COMMANDS when it is used. Print a BilingualError as a message, without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            module, name = COMMANDS[cmd_name]
            command: click.Command = getattr(import_module(module), name)
            add_language_option(command)
            self.add_command(command)
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        store_language(ctx, find_language_argument(args))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BilingualError as error:
            lines = [localize(error.indonesian, error.english, "\n"), error.cause]
            failure = DoctorError if ctx.invoked_subcommand == "doctor" else click.ClickException
            raise failure("\n".join(filter(None, lines))) from error


@click.group(cls=CommandGroup, epilog="Example: capaian serve")
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Capaian: targets and realizations of Indonesian government programs, with their sources.

    Settings come from environment variables (CAPAIAN_…), see docs/operations/settings.md.
    """
    context.obj = Settings.from_environment(os.environ)
    logs.configure(context.obj.pretty_logs)


def _override_setting(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Set the variable of an option, and let `serve` read the environment again."""
    name = parameter.name or ""
    if value is None:
        return None
    if not value or (name in RULES and not RULES[name].is_valid(value)):
        rule = RULES.get(name)
        texts = (rule.indonesian, rule.english) if rule else ("alamat IP atau nama host", "an IP address or host name")
        raise click.BadParameter(localize(f"harus {texts[0]}", f"must be {texts[1]}"))
    os.environ[build_variable_name(name)] = value
    return value


@main.command("serve", epilog="Example: capaian serve --port 8080")
@click.option("--host", callback=_override_setting, expose_value=False, help="IP address; replaces CAPAIAN_HOST.")
@click.option("--port", callback=_override_setting, expose_value=False, help="Port; replaces CAPAIAN_PORT.")
@click.option(
    "--workers", callback=_override_setting, expose_value=False, help="Number of processes; replaces CAPAIAN_WORKERS."
)
def serve_command() -> None:
    """Serve HTTP until stopped. The command first applies migrations and loads the seed data."""
    from api.serve import serve  # noqa: PLC0415  # imports the database server, which no other command needs

    serve(Settings.from_environment(os.environ))


@main.command("migrate", epilog="Example: capaian migrate")
@click.pass_obj
def migrate_command(settings: Settings) -> None:
    """Apply missing migrations to the database."""
    from api.database.database_urls import provide_database  # noqa: PLC0415  # most commands need no database
    from api.database.migrations import migrate  # noqa: PLC0415

    with provide_database(settings, share=True, create=True) as urls:
        applied = asyncio.run(migrate(urls.owner, urls.service))
    click.echo(f"applied: {', '.join(applied) or 'nothing, the schema is current'}")


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


add_language_option(main)
