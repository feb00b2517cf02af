"""`capaian mappings`: list, show, save and delete the mappings of imports."""

import json
from pathlib import Path
from urllib.parse import quote

import click

from api.console_language import localize
from api.console_table import print_table
from api.exchange.imports.commands.sending import open_file
from api.service_client import CommandClient, iterate_pages, read_document, service_options

MAX_MAPPINGS = 10_000


@click.group("mappings", epilog="Example: capaian mappings list")
def mappings_group() -> None:
    """List, show, save and delete mappings of columns."""


@mappings_group.command("list", epilog="Example: capaian mappings list")
@service_options
def list_command(service: CommandClient, /) -> None:
    """List the saved mappings by name."""
    with service.open() as client:
        mappings = list(iterate_pages(client, "/v1/mappings", MAX_MAPPINGS))
    fields = ("name", "revision", "recorded_by", "recorded_at")
    print_table(fields, ([mapping[name] for name in fields] for mapping in mappings))


@mappings_group.command("show", epilog="Example: capaian mappings show kemenkop-monthly > mapping.json")
@click.argument("name")
@service_options
def show_command(service: CommandClient, /, *, name: str) -> None:
    """Print mapping NAME as JSON."""
    with service.open() as client:
        saved = read_document(client.get(_build_url(name)), "mapping")
    click.echo(json.dumps(saved["mapping"], indent=2, ensure_ascii=False))


@mappings_group.command("save", epilog="Example: capaian mappings save kemenkop-monthly mapping.json")
@click.argument("name")
@click.argument("mapping")
@service_options
def save_command(service: CommandClient, /, *, name: str, mapping: str) -> None:
    """Save MAPPING, a JSON file or a mapping in JSON, as NAME. Requires a key with the scope admin."""
    with service.open() as client:
        response = client.put(
            _build_url(name), content=read_mapping(mapping), headers={"content-type": "application/json"}
        )
        saved = read_document(response, "mapping")
    click.echo(f"{saved['name']} {saved['revision']}")


@mappings_group.command("delete", epilog="Example: capaian mappings delete kemenkop-monthly")
@click.argument("name")
@service_options
def delete_command(service: CommandClient, /, *, name: str) -> None:
    """Delete mapping NAME. Its revisions remain in the audit. Requires a key with the scope admin."""
    with service.open() as client:
        read_document(client.post(f"{_build_url(name)}/delete"), "mapping")


def read_mapping(text: str) -> str:
    """Return a mapping in JSON: the text itself, or the content of the file that it names."""
    if text.lstrip().startswith("{"):
        return text
    try:
        with open_file(Path(text), "MAPPING") as opened:
            return opened.read().decode()
    except UnicodeDecodeError as error:
        raise click.BadParameter(
            localize(f"{text} bukan UTF-8", f"{text} is not UTF-8"), param_hint="MAPPING"
        ) from error


def _build_url(name: str) -> str:
    return f"/v1/mappings/{quote(name, safe='')}"
