"""`capaian export`: a whole collection from a running service into a file, with a bar that tells how far it is."""

import sys
import time
from pathlib import Path

import click
import httpx

from api.exports.download import TIMEOUT, Failed, count, download
from api.reach import address_of
from api.settings import Settings

KINDS = ("targets", "realizations", "sources", "progress", "onboarding-counts")
ENDINGS = (".csv", ".ndjson", ".parquet", ".xlsx")
LINES = frozenset({".csv", ".ndjson"})  # formats in which a line is a row, or nearly: a text may hold line breaks


def _filters(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    named = dict(one.partition("=")[::2] for one in given)
    if any("=" not in one for one in given) or len(named) != len(given):
        raise click.BadParameter("name=value, each name once")
    return named


@click.command("export", epilog="Exit codes: 0 all of it is there, 1 refused or broken off, 2 a wrong option.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--filter", "filters", multiple=True, callback=_filters, help="A parameter, such as program=qris.")
@click.option("--server", help="Address of the service; left out, the one that CAPAIAN_HOST and CAPAIAN_PORT name.")
@click.option("--key", envvar="CAPAIAN_KEY", help="API key, to see more than the public does; or CAPAIAN_KEY.")
@click.pass_obj
def export_command(
    settings: Settings, /, *, kind: str, file: Path, filters: dict[str, str], server: str | None, key: str | None
) -> None:
    """Write all of KIND to FILE; its ending (.csv, .ndjson, .parquet, .xlsx) is the format."""
    if file.suffix not in ENDINGS:
        raise click.BadParameter(f"{file.name}: one of {', '.join(ENDINGS)}", param_hint="FILE")
    address = server or address_of(settings.host, settings.port)
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=address, headers=headers, timeout=TIMEOUT) as client:
        try:
            _fetch(client, kind, file, filters)
        except Failed as failure:
            raise click.ClickException(str(failure)) from failure
        except (httpx.HTTPError, OSError) as error:
            raise click.ClickException(f"{address}: {error}") from error


def _fetch(client: httpx.Client, kind: str, file: Path, filters: dict[str, str]) -> None:
    began = time.monotonic()
    expected = count(client, kind, filters) if file.suffix in LINES else None
    rows = size = 0

    def rate(_item: object = None) -> str:
        return f"{size / 1e6:,.1f} MB, {size / 1e6 / max(time.monotonic() - began, 0.001):,.1f} MB/s"

    pieces = download(client, f"/v1/exports/{kind}{file.suffix}", filters, file)
    with click.progressbar(
        length=max(expected or 0, 1), label=file.name, show_pos=True, item_show_func=rate, file=sys.stderr
    ) as bar:
        for piece in pieces:
            size += len(piece)
            lines = piece.count(b"\n")
            if expected is not None:
                bar.update(min(lines, expected - rows))
                rows = bar.pos
    click.echo(f"{file}: {rate()}", err=True)
