"""Download the template of a collection. A module of its own, because pages use the fields and not the client."""

import io
from collections.abc import Sequence

import click
import httpx

from api.exchange.imports.commands.wizard.template_fields import Field, build_fields
from api.service_client import describe_other_service, describe_problem


def load_fields(client: httpx.Client, collection: str) -> dict[str, Field]:
    """Download the template of a collection. Return its columns by name. Raise click.ClickException for a problem."""
    response = client.get("/v1/imports/template.xlsx", params={"collection": collection})
    if response.is_error:
        raise click.ClickException(describe_problem(response))
    return parse_template(response)


def parse_template(response: httpx.Response) -> dict[str, Field]:
    # Imported here, because only this command needs it.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(io.BytesIO(response.content), read_only=True)
        sheets = {sheet.title: [*map(_to_texts, sheet.iter_rows(values_only=True))][1:] for sheet in book.worksheets}
        return build_fields(sheets)
    except (InvalidFileException, OSError, KeyError, ValueError) as error:
        raise click.ClickException(describe_other_service(response)) from error


def _to_texts(cells: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]
