"""Field: a column of the API as the template of the service describes it, with the codes that it offers."""

import io
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

import click
import httpx

from api.service_client import describe_other_service, describe_problem

MAX_NEAREST = 3


class Code(NamedTuple):
    """A code that exists, and its name."""

    code: str
    name: str


class Field(NamedTuple):
    """A column of the API. `choices` are all its values; `codes` are those of published records, empty for others."""

    name: str
    is_required: bool
    description: str
    choices: tuple[str, ...]
    example: str
    codes: tuple[Code, ...]


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


def build_fields(sheets: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Field]:
    """Build the fields from the rows of the sheets, without their headers."""
    return {
        name: Field(
            name,
            bool(required),
            description.replace("`", ""),
            tuple(filter(None, choices.split(", "))),
            example,
            tuple(Code(code, called) for code, called, *_ in sheets.get(codes, ())),
        )
        for name, required, description, choices, example, codes in sheets["columns"]
    }


def find_nearest(text: str, codes: Sequence[Code]) -> list[Code]:
    """Return the codes that contain the text in their code or name, or else resemble it; at most MAX_NEAREST."""
    wanted = text.casefold()
    containing = [code for code in codes if any(wanted in part.casefold() for part in code)]
    if containing:
        return containing[:MAX_NEAREST]
    by_text = {part.casefold(): code for code in codes for part in code}
    nearest = get_close_matches(wanted, by_text, n=2 * MAX_NEAREST, cutoff=0.5)
    return list(dict.fromkeys(by_text[part] for part in nearest))[:MAX_NEAREST]


def _to_texts(cells: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]
