"""`capaian export`: download a whole collection from a running service and show the progress."""

import sys
import time
from pathlib import Path

import click
import httpx

from api.console_language import localize
from api.exchange.exports.download import TIMEOUT, DownloadError, download, fetch_count
from api.regular_file import OutputFileError, check_output_file
from api.service_client import URL_HELP, open_service_client
from api.settings import Settings

EXPORT_NAMES = ("targets", "realizations", "sources", "progress", "onboarding-counts")
FILE_EXTENSIONS = (".csv", ".ndjson", ".parquet", ".xlsx")
LINE_FORMATS = frozenset({".csv", ".ndjson"})  # one line per row, except for line breaks in CSV texts
EPILOG = """\b
Example:
  capaian export realizations realizations.csv --filter program=umkm-digital

Exit codes: 0 complete, 1 rejected or aborted, 2 invalid option.
"""


def _parse_filters(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    filters = dict(text.partition("=")[::2] for text in given)
    if any("=" not in text for text in given) or len(filters) != len(given):
        raise click.BadParameter(
            localize("harus berbentuk nama=nilai, tiap nama satu kali", "must be name=value, each name once")
        )
    return filters


@click.command("export", epilog=EPILOG)
@click.argument("collection", type=click.Choice(EXPORT_NAMES))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--filter", "filters", multiple=True, callback=_parse_filters, help="A query parameter, such as program=qris."
)
@click.option("--url", help=URL_HELP)
@click.option("--key", envvar="CAPAIAN_API_KEY", help="API key, to export drafts too. Default: CAPAIAN_API_KEY.")
@click.pass_obj
def export_command(
    settings: Settings, /, *, collection: str, file: Path, filters: dict[str, str], url: str | None, key: str | None
) -> None:
    """Write COLLECTION to FILE. The extension (.csv, .ndjson, .parquet, .xlsx) selects the format."""
    if file.suffix not in FILE_EXTENSIONS:
        extensions = ", ".join(FILE_EXTENSIONS)
        raise click.BadParameter(
            localize(f"{file.name} harus berakhiran {extensions}", f"{file.name} must end in {extensions}"),
            param_hint="FILE",
        )
    check_output_file(file)
    with open_service_client(settings, url, key, TIMEOUT) as client:
        try:
            _download_with_progress(client, collection, file, filters)
        except DownloadError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise OutputFileError(file, error) from error


def _download_with_progress(client: httpx.Client, collection: str, file: Path, filters: dict[str, str]) -> None:
    started = time.monotonic()
    expected = fetch_count(client, collection, filters) if file.suffix in LINE_FORMATS else None
    rows = size = 0

    def rate(_item: object = None) -> str:
        return f"{size / 1e6:,.1f} MB, {size / 1e6 / max(time.monotonic() - started, 0.001):,.1f} MB/s"

    chunks = download(client, f"/v1/exports/{collection}{file.suffix}", filters, file)
    with click.progressbar(
        length=max(expected or 0, 1), label=file.name, show_pos=True, item_show_func=rate, file=sys.stderr
    ) as bar:
        for chunk in chunks:
            size += len(chunk)
            lines = chunk.count(b"\n")
            if expected is not None:
                bar.update(min(lines, expected - rows))
                rows = bar.pos
    click.echo(f"{file}: {rate()}", err=True)
