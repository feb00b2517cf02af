"""The course of the wizard: describe the file, check it, decide, import it, and save the mapping."""

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import httpx

from api.console_language import localize
from api.errors import Text
from api.exchange.imports.commands.run_output import (
    print_counts,
    print_errors,
    print_problem,
    print_rows,
    print_totals,
    read_page,
)
from api.exchange.imports.commands.sending import FileToSend
from api.exchange.imports.commands.wizard.decisions import MappingFields, apply_choice, list_questions, reset_replies
from api.exchange.imports.commands.wizard.describe import DescribedCollection, describe_table, name_fields
from api.exchange.imports.commands.wizard.dry_runs import DryRuns, Report
from api.exchange.imports.commands.wizard.prompts import confirm, prompt_choice, prompt_question, prompt_text, say
from api.exchange.imports.commands.wizard.template_download import load_fields
from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.files.file_table import FileTable
from api.exchange.imports.rows.scale import find_scales
from api.regular_file import OutputFileError, replace_file
from api.service_client import describe_problem

SHOWN_ROWS = 10
IMPORT, CHANGE, STOP = "import", "change", "stop"


def require_terminal() -> None:
    """Raise click.UsageError if the user cannot reply."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            localize(
                "--interactive memerlukan terminal. Tanpa terminal, tulis pemetaan dengan --mapping.",
                "--interactive requires a terminal. Without one, state the mapping with --mapping.",
            )
        )


def run_wizard(
    client: httpx.Client, file: FileToSend, collection_name: str, mode: str, initial: MappingFields
) -> tuple[dict[str, Any] | None, MappingFields]:
    """Ask about the file until the user imports it or stops. Return the import, None after a stop, and the mapping.

    `initial` is what other options state. Raise click.Abort after Ctrl-C; no dry run is left then.
    """
    if not file.has_columns:
        raise click.UsageError(localize(*NO_COLUMNS))
    collection = DescribedCollection(collection_name, load_fields(client, collection_name))
    try:
        table, mapping = describe_table(file, collection, initial, again=False)
        with DryRuns(client, file, {"collection": collection_name, "mode": mode}) as dry_runs:
            while True:
                report, mapping = _check(dry_runs, table, collection, mapping)
                _print_report(client, report)
                decision = _prompt_decision(report)
                if decision == IMPORT and report.run is not None:
                    return dry_runs.apply(report.run), mapping
                if decision == STOP:
                    return None, mapping
                table, mapping = describe_table(file, collection, reset_replies(mapping, initial), again=True)
    except FileRejectedError as error:
        raise click.ClickException(localize(error.error.detail.id, error.error.detail.en)) from error


def _check(
    dry_runs: DryRuns, table: FileTable, collection: DescribedCollection, mapping: MappingFields
) -> tuple[Report, MappingFields]:
    """Check the file, and ask about its errors, each once, until no question is left."""
    seen: set[tuple[str, str]] = set()
    while True:
        report, before = dry_runs.check(mapping), mapping
        names = name_fields(table, collection, mapping)
        value_column = next((column for column, field in names.items() if field == "value"), None)
        for question in list_questions(report.errors, table.header, value_column):
            if question[:2] not in seen:
                seen.add(question[:2])
                factors = find_scales(" ".join((question.subject, *table.titles)))
                mapping = apply_choice(mapping, question, prompt_question(question, factors))
        if mapping == before:
            return report, mapping


def _print_report(client: httpx.Client, report: Report) -> None:
    click.echo("")
    if report.run is None:
        for error in report.errors:
            click.echo(error.detail, err=True)
        return
    run = report.run
    print_counts(run)
    if run["file"]["skipped_row_count"]:
        click.echo(f"{run['file']['skipped_row_count']:>10} skipped_rows")
    print_totals(client, run)
    print_rows(read_page(client, f"/v1/imports/{run['id']}/rows", limit=SHOWN_ROWS)["data"])
    if run["errors_url"]:
        print_errors(client, run)
    print_problem(run)


def _prompt_decision(report: Report) -> str:
    can_import = report.run is not None and report.run["apply_token"] is not None
    click.echo("")
    if not can_import:
        say(
            Text(
                "Berkas ini belum dapat diimpor. Ubah pemetaan, atau perbaiki berkasnya lalu ulangi.",
                "The file cannot be imported yet. Change the mapping, or correct the file and start again.",
            )
        )
    choices = (IMPORT, CHANGE, STOP) if can_import else (CHANGE, STOP)
    question = Text("Impor, ubah pemetaan, atau berhenti?", "Import, change the mapping, or stop?")
    while not (reply := prompt_choice(question, choices)):
        pass
    return reply


def save_mapping(client: httpx.Client, file: Path, collection: str, mapping: MappingFields) -> None:
    """Offer to save the mapping in a file or, under a name, on the service. Print how to use it."""
    question = Text("Simpan pemetaan untuk berkas berikutnya?", "Save the mapping for the next file?")
    label = Text(
        "Berkas .json, atau nama di layanan (perlu kunci admin)", "A .json file, or a name on the service (admin key)"
    )
    while confirm(question, default=True):
        name = prompt_text(label, f"{file.name.partition('.')[0]}.mapping.json")
        if _is_saved(client, name, mapping):
            command = ["capaian", "import", file.name, "--collection", collection, "--mapping", name]
            say(Text(f"Lain kali: {shlex.join(command)}", f"Next time: {shlex.join(command)}"))
            return


def _is_saved(client: httpx.Client, name: str, mapping: Mapping[str, Any]) -> bool:
    """Save the mapping, or print why it cannot be saved."""
    if not name.endswith(".json"):
        response = client.put(f"/v1/mappings/{quote(name, safe='')}", json=dict(mapping))
        if response.is_error:
            click.echo(describe_problem(response), err=True)
        return response.is_success
    path = Path(name)
    if path.exists() and not confirm(Text(f"Timpa {name}?", f"Overwrite {name}?"), default=False):
        return False
    try:
        with replace_file(path) as opened:
            opened.write(f"{json.dumps(mapping, indent=2, ensure_ascii=False)}\n".encode())
    except OSError as error:
        failure = OutputFileError(path, error)
        click.echo(localize(failure.indonesian, failure.english), err=True)
        return False
    return True


NO_COLUMNS = Text(
    "NDJSON tidak memuat kolom; nama isiannya adalah nama API. Impor tanpa --interactive.",
    "NDJSON has no columns: its fields have the names of the API. Import it without --interactive.",
)
