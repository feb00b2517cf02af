"""`capaian import`: send a file to a running service, show the progress and print the result."""

import sys
from pathlib import Path
from typing import Any

import click
import httpx

from api.console_language import localize
from api.exchange.imports.commands.mapping_options import MappingField, build_mapping, join_mapping, mapping_options
from api.exchange.imports.commands.run_output import EXIT_REJECTED, exit_after, print_run, read_run, wait_for_run
from api.exchange.imports.commands.sending import FileToSend, describe_file
from api.exchange.imports.report.model import IMPORT_COLLECTIONS
from api.regular_file import OutputFileError, check_output_file, replace_file
from api.service_client import CommandClient, describe_problem, list_errors, service_options

MAPPING_OPTIONS = ("delimiter", "number_format", "encoding", "sheet")  # also fields of a mapping
DESCRIBE_COLUMNS = (
    "Dengan --interactive perintah ini menanyakan arti setiap kolom.",
    "With --interactive the command asks what each column is.",
)
EPILOG = """\b
Examples:
  capaian import rekap.xlsx --collection realizations --interactive
  capaian import realisasi.csv --collection realizations --dry-run

Exit codes: 0 all rows imported, 1 nothing imported, 2 invalid option, 3 some rows rejected.
With --dry-run: 0 all rows could be imported, 1 nothing could be, 3 some rows could not.
"""


@click.command("import", epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--collection",
    required=True,
    type=click.Choice(IMPORT_COLLECTIONS),
    help="Collection of the rows, such as realizations.",
)
@click.option("--dry-run", is_flag=True, help="Check the file and report the result per row; import nothing.")
@click.option(
    "--interactive",
    is_flag=True,
    help="Ask what each column is, show the rows as they are read, and save the mapping.",
)
@click.option("--submit", is_flag=True, help="Also submit the drafts for publication by another person.")
@click.option(
    "--show", default=0, type=click.IntRange(0, 1000), help="Print this number of rows as they were read, such as 10."
)
@click.option(
    "--mode",
    type=click.Choice(["atomic", "partial"]),
    default="atomic",
    show_default=True,
    help="atomic: all rows or none; partial: all valid rows.",
)
@mapping_options
@click.option(
    "--delimiter", type=click.Choice(["comma", "semicolon", "tab"]), help="Delimiter of a CSV file. Default: detected."
)
@click.option("--number-format", type=click.Choice(["id", "en"]), help="id for 13.700,5; en for 13,700.5.")
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "utf-16", "windows-1252"]),
    help="Encoding of a CSV file. Default: detected.",
)
@click.option("--reason", help="Why the rows correct existing records, such as 'Angka final'. Published with them.")
@click.option("--sheet", help="Sheet of a spreadsheet, such as Rekap. Default: the first one.")
@click.option(
    "--rejected-rows",
    type=click.Path(path_type=Path),
    help="Write the rejected rows to this file, such as rejected.csv.",
)
@service_options
def import_command(
    service: CommandClient,
    /,
    *,
    file: Path,
    rejected_rows: Path | None,
    dry_run: bool,
    interactive: bool,
    submit: bool,
    show: int,
    mapping: str | None,
    header_row: list[int] | None,
    multiplier: dict[str, int | float],
    skip: tuple[str, ...],
    blank: tuple[str, ...],
    **options: str | None,
) -> None:
    """Import FILE as drafts through a running service.

    FILE ends in .csv, .tsv, .txt, .ndjson, .jsonl, .xlsx or .ods, optionally followed by .gz or .zst.
    """
    if dry_run and submit:
        raise click.UsageError(
            localize(
                "--submit tidak dapat dipakai bersama --dry-run", "--submit cannot be used together with --dry-run"
            )
        )
    sent = describe_file(file)
    parameters = {name: value for name, value in options.items() if value is not None}
    if interactive:
        _require_only_interactive(dry_run=dry_run, rejected_rows=rejected_rows)
    if rejected_rows is not None:
        check_output_file(rejected_rows)
    changes = {"header_rows": header_row, "multiplier": multiplier, "skip": skip, "blank": blank}
    with service.open() as client:
        if interactive:
            described = {name: parameters[name] for name in MAPPING_OPTIONS if name in parameters}
            stated = join_mapping(client, mapping, changes | described)
            run = _run_wizard(client, sent, parameters, stated, submit=submit)
        else:
            if built := build_mapping(client, mapping, changes):
                parameters["mapping"] = built
            if dry_run:
                parameters["dry_run"] = "true"
            run = wait_for_run(client, _read_run(sent.send(client, parameters)))
            if rejected_rows is not None and run["rejected"]:
                _save_rejected_rows(client, run, rejected_rows)
            if submit:
                run = _submit(client, run)
            print_run(client, run, show)
    exit_after(run)


def _read_run(response: httpx.Response) -> dict[str, Any]:
    """Return the import. Raise click.ClickException for a problem; for one of the columns it names the wizard."""
    if any(str(error.get("pointer")).startswith("/header") for error in list_errors(response)):
        raise click.ClickException(f"{describe_problem(response)}\n{localize(*DESCRIBE_COLUMNS)}")
    return read_run(response)


def _submit(client: httpx.Client, run: dict[str, Any]) -> dict[str, Any]:
    """Submit the drafts of an import that is done. Return the import."""
    if run["status"] != "done":
        return run
    return wait_for_run(client, read_run(client.post(f"/v1/imports/{run['id']}/submit")))


def _require_only_interactive(*, dry_run: bool, rejected_rows: Path | None) -> None:
    """Raise click.UsageError without a terminal, or with an option that the wizard has no use for."""
    # Imported here, because only this option needs the readers of files.
    from api.exchange.imports.commands.wizard.session import require_terminal  # noqa: PLC0415

    if dry_run or rejected_rows is not None:
        option = "--dry-run" if dry_run else "--rejected-rows"
        raise click.UsageError(
            localize(
                f"{option} tidak dapat dipakai bersama --interactive, yang selalu memeriksa lebih dahulu",
                f"{option} cannot be used together with --interactive, which always checks first",
            )
        )
    require_terminal()


def _run_wizard(
    client: httpx.Client, file: FileToSend, parameters: dict[str, str], mapping: MappingField, *, submit: bool
) -> dict[str, Any]:
    """Run the wizard, print the import and save the mapping. Exit with 1 if the user stops."""
    from api.exchange.imports.commands.wizard.session import run_wizard, save_mapping  # noqa: PLC0415

    run, mapping = run_wizard(client, file, parameters["collection"], parameters["mode"], mapping)
    if run is not None:
        run = _submit(client, run) if submit else run
        print_run(client, run, 0)
        if run["records_status"] == "draft":
            step = f"capaian imports submit {run['id']}"
            click.echo(localize(f"Ajukan untuk diterbitkan: {step}", f"Submit for publication: {step}"))
    save_mapping(client, file.path, parameters["collection"], mapping)
    if run is None:
        sys.exit(EXIT_REJECTED)
    return run


def _save_rejected_rows(client: httpx.Client, run: dict[str, Any], path: Path) -> None:
    response = client.get(run["rejected_rows_url"])
    if response.is_error:
        raise click.ClickException(describe_problem(response))
    try:
        with replace_file(path) as file:
            file.write(response.content)
    except OSError as error:
        raise OutputFileError(path, error) from error
