"""The options of `capaian import` that describe the file, as one mapping."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import click
import httpx

from api.console_language import localize
from api.exchange.imports.commands.mappings_group import read_mapping
from api.service_client import read_document

MappingField = dict[str, Any]


def mapping_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that `build_mapping` reads."""
    options = (
        click.option(
            "--mapping", help="Name of a saved mapping, a JSON file, or a mapping in JSON, such as kemenkop-monthly."
        ),
        click.option(
            "--header-row", callback=_parse_header_rows, help="Row of the header, such as 5, or 5-6 to join two rows."
        ),
        click.option(
            "--multiplier",
            multiple=True,
            callback=_parse_multipliers,
            help="Factor of a column, such as 'Jumlah UMKM (ribu)=1000'. Can be repeated.",
        ),
        click.option("--skip", multiple=True, help="Pattern of rows to skip, such as 'Jumlah*'. Can be repeated."),
        click.option("--blank", multiple=True, help="A cell that means an empty cell, such as '-'. Can be repeated."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def build_mapping(client: httpx.Client, text: str | None, changes: MappingField) -> str | None:
    """Return the parameter `mapping`: the given mapping with the changes of other options, or None without both.

    A saved mapping is fetched if there are changes. Raise click.ClickException if it does not exist.
    """
    changes = {name: value for name, value in changes.items() if value}
    if text is not None and _is_name(text) and not changes:
        return text
    return json.dumps(join_mapping(client, text, changes)) if text is not None or changes else None


def join_mapping(client: httpx.Client, text: str | None, changes: MappingField) -> MappingField:
    """Return the given mapping with the changes. Raise click.ClickException if a saved one does not exist."""
    mapping: MappingField = {}
    if text is not None and _is_name(text):
        mapping = read_document(client.get(f"/v1/mappings/{quote(text, safe='')}"), "mapping")["mapping"]
    elif text is not None:
        mapping = _parse_mapping(read_mapping(text))
    return mapping | {name: _merge(mapping.get(name), value) for name, value in changes.items() if value}


def _is_name(text: str) -> bool:
    return not text.lstrip().startswith("{") and all(letter.isalnum() or letter == "-" for letter in text)


def _parse_mapping(text: str) -> MappingField:
    try:
        mapping = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(
            localize(f"bukan JSON: {error}", f"is not JSON: {error}"), param_hint="--mapping"
        ) from error
    if not isinstance(mapping, dict):
        raise click.BadParameter(localize("bukan objek JSON", "is not a JSON object"), param_hint="--mapping")
    return mapping


def _merge(before: Any, added: Any) -> Any:
    """Return both lists or objects together; a header row replaces the one of the mapping."""
    if isinstance(before, dict) and isinstance(added, dict):
        return before | added
    return [*before, *added] if isinstance(before, list) and isinstance(added, tuple) else added


def _parse_header_rows(_context: click.Context, _parameter: click.Parameter, text: str | None) -> list[int] | None:
    return None if text is None else parse_rows(text)


def parse_rows(text: str) -> list[int]:
    """Parse a row of the header, or the first and the last one. Raise click.BadParameter."""
    first, _, last = text.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise click.BadParameter(
            localize(f"{text} bukan nomor baris seperti 5 atau 5-6", f"{text} is not a row such as 5 or 5-6")
        )
    return list(range(int(first), int(last or first) + 1))


def _parse_multipliers(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, int | float]:
    found: dict[str, int | float] = {}
    for text in given:
        column, _, factor = text.rpartition("=")
        try:
            found[column] = json.loads(factor, parse_constant=float)
        except ValueError:
            column = ""
        if not column or not isinstance(found[column], int | float):
            raise click.BadParameter(
                localize(f"{text} bukan KOLOM=FAKTOR seperti 'Jumlah (ribu)=1000'",
                         f"{text} is not COLUMN=FACTOR such as 'Jumlah (ribu)=1000'")
            )  # fmt: skip
    return found
