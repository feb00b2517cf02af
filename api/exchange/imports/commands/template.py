"""`capaian template`: download the template of imports."""

import sys

import click

from api.console_language import localize
from api.exchange.imports.report.model import IMPORT_COLLECTIONS
from api.service_client import TIMEOUT, URL_HELP, describe_other_service, describe_problem, open_service_client
from api.settings import Settings

XLSX_START = b"PK"


@click.command("template", epilog="Example: capaian template realizations --for umkm-onboarded > template.xlsx")
@click.argument("collection", type=click.Choice(IMPORT_COLLECTIONS))
@click.option("--for", "indicator", help="Code of the only indicator to offer, such as umkm-onboarded.")
@click.option("--url", help=URL_HELP)
@click.option("--key", envvar="CAPAIAN_API_KEY", help="API key, if the service requires one for reads.")
@click.pass_obj
def template_command(
    settings: Settings, /, *, collection: str, indicator: str | None, url: str | None, key: str | None
) -> None:
    """Write a spreadsheet to fill in to standard output. It explains the columns and offers codes to choose from."""
    if sys.stdout.isatty():
        raise click.UsageError(
            localize(
                "Arahkan keluaran ke berkas, seperti `> template.xlsx`.",
                "Redirect the output to a file, such as `> template.xlsx`.",
            )
        )
    parameters = {"collection": collection} | ({"indicator": indicator} if indicator else {})
    with open_service_client(settings, url, key, TIMEOUT) as client:
        response = client.get("/v1/imports/template.xlsx", params=parameters)
    if response.is_error:
        raise click.ClickException(describe_problem(response))
    if not response.content.startswith(XLSX_START):
        raise click.ClickException(describe_other_service(response))
    click.echo(response.content, nl=False)
