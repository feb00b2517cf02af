"""`capaian imports`: list imports, show what they read, and submit, publish or reject their records."""

import json
import sys
from typing import Any
from urllib.parse import quote

import click
import httpx

from api.console_language import localize
from api.console_table import print_table
from api.exchange.imports.commands.run_output import (
    EXIT_REJECTED,
    print_details,
    print_errors,
    print_problem,
    print_rows,
    print_totals,
    read_run,
    wait_for_run,
)
from api.service_client import CommandClient, iterate_pages, service_options

ROW_ACTIONS = ("created", "updated", "unchanged", "rejected")
if_match_option = click.option(
    "--if-match",
    metavar="ETAG",
    help="The ETag that `capaian imports show` printed, such as '\"3-1f0a\"'; no question.",
)
reason_option = click.option("--reason", required=True, help="The reason, such as 'Sumber kurang'. Stored permanently.")


@click.group("imports", epilog="Example: capaian imports list")
def imports_group() -> None:
    """Show, submit, publish, reject and withdraw imports."""


@imports_group.command("list", epilog="Example: capaian imports list --status done --limit 5")
@click.option("--status", multiple=True, help="Only imports with this status, such as done. Can be repeated.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="Maximum number of imports.")
@service_options
def list_command(service: CommandClient, /, *, status: tuple[str, ...], limit: int) -> None:
    """List the imports that you may read, newest first."""
    parameters = {"status": ",".join(status)} if status else {}
    with service.open() as client:
        runs = list(iterate_pages(client, "/v1/imports", limit, **parameters))
    columns = ("id", "status", "records", "collection", "rows", "rejected", "recorded_by", "received_at")
    fields = ("id", "status", "records_status", "collection", "row_count", "rejected", "recorded_by", "received_at")
    print_table(
        columns,
        ([run[name] for name in fields] for run in runs),
        extra=("collection", "recorded_by", "received_at"),
    )


@imports_group.command("show", epilog="Example: capaian imports show 01a2233f-a78e-7d63-aa24-8f6524db43b0")
@click.argument("import_id")
@service_options
def show_command(service: CommandClient, /, *, import_id: str) -> None:
    """Show the counts and totals of import IMPORT_ID.

    Also its status and problem, and the ETag that --if-match names.
    """
    with service.open() as client:
        run, etag = _load(client, import_id)
        print_details(run, etag)
        print_totals(client, run)
        print_problem(run)


@imports_group.command("rows", epilog="Example: capaian imports rows ID --action updated --limit 50")
@click.argument("import_id")
@click.option(
    "--action",
    multiple=True,
    type=click.Choice(ROW_ACTIONS),
    help="Only rows with this result, such as rejected. Can be repeated.",
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="Maximum number of rows.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per row, with all fields.")
@service_options
def rows_command(
    service: CommandClient, /, *, import_id: str, action: tuple[str, ...], limit: int, as_json: bool
) -> None:
    """List the rows of import IMPORT_ID as the service read them."""
    parameters = {"action": ",".join(action)} if action else {}
    with service.open() as client:
        rows = list(iterate_pages(client, f"{_build_url(import_id)}/rows", limit, **parameters))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        print_rows(rows)


@imports_group.command("errors", epilog="Example: capaian imports errors 01a2233f-a78e-7d63-aa24-8f6524db43b0")
@click.argument("import_id")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="Maximum number of errors.")
@service_options
def errors_command(service: CommandClient, /, *, import_id: str, limit: int) -> None:
    """List the errors of import IMPORT_ID. Equal ones are listed once, the most frequent ones first."""
    with service.open() as client:
        errors = list(iterate_pages(client, f"{_build_url(import_id)}/errors", limit))
    columns = ("rows", "column", "received", "error", "lines")
    print_table(
        columns,
        (
            (
                error["row_count"],
                error["column"],
                error["received"],
                localize(error["detail"], error["detail_en"]),
                ", ".join(error["cells"] or map(str, error["lines"])),
            )
            for error in errors
        ),
    )


@imports_group.command("submit", epilog="Example: capaian imports submit 01a2233f-a78e-7d63-aa24-8f6524db43b0")
@click.argument("import_id")
@service_options
def submit_command(service: CommandClient, /, *, import_id: str) -> None:
    """Submit the drafts of import IMPORT_ID. Another person publishes them."""
    with service.open() as client:
        _run_step(client, import_id, "submit")


@imports_group.command("publish", epilog="Example: capaian imports publish ID --include-sources")
@click.argument("import_id")
@click.option("--include-sources", is_flag=True, help="Also publish the submitted sources that the figures cite.")
@if_match_option
@service_options
def publish_command(service: CommandClient, /, *, import_id: str, include_sources: bool, if_match: str | None) -> None:
    """Publish import IMPORT_ID after a question. The command shows the totals and publishes exactly what it showed."""
    with service.open() as client:
        etag = if_match or _confirm(client, import_id, "publish")
        parameters = {"include_sources": "true"} if include_sources else {}
        _run_step(client, import_id, "publish", etag, parameters=parameters)


def _add_decision(step: str, description: str) -> None:
    """Add the command of a step that requires a reason."""

    @imports_group.command(step, help=description, epilog=f"Example: capaian imports {step} ID --reason 'Salah berkas'")
    @click.argument("import_id")
    @reason_option
    @if_match_option
    @service_options
    def decide_command(service: CommandClient, /, *, import_id: str, reason: str, if_match: str | None) -> None:
        with service.open() as client:
            etag = if_match or _confirm(client, import_id, step)
            _run_step(client, import_id, step, etag, body={"reason": reason})


_add_decision("reject", "Return import IMPORT_ID to its writer. Its submitted records become rejected ones.")
_add_decision("withdraw", "Withdraw all records of import IMPORT_ID.")
_add_decision("restore", "Publish withdrawn records of import IMPORT_ID again.")


@imports_group.command("cancel", epilog="Example: capaian imports cancel 01a2233f-a78e-7d63-aa24-8f6524db43b0")
@click.argument("import_id")
@service_options
def cancel_command(service: CommandClient, /, *, import_id: str) -> None:
    """Cancel import IMPORT_ID while it runs. A dry run that has ended loses its rows."""
    with service.open() as client:
        run = read_run(client.post(f"{_build_url(import_id)}/cancel"))
        click.echo(f"{run['id']}  {run['status']}")


def _build_url(import_id: str) -> str:
    return f"/v1/imports/{quote(import_id, safe='')}"


def _load(client: httpx.Client, import_id: str) -> tuple[dict[str, Any], str | None]:
    response = client.get(_build_url(import_id))
    return read_run(response), response.headers.get("etag")


def _confirm(client: httpx.Client, import_id: str, step: str) -> str:
    """Show the import and ask. Return the ETag of what was shown."""
    if not sys.stdin.isatty():
        raise click.UsageError(
            localize(
                f"Tanpa terminal, {step} memerlukan --if-match; `capaian imports show` mencetak ETag-nya.",
                f"Without a terminal, {step} requires --if-match; `capaian imports show` prints the ETag.",
            )
        )
    run, etag = _load(client, import_id)
    print_details(run, etag)
    print_totals(client, run)
    if run["errors_url"]:
        print_errors(client, run)
    click.confirm(localize(f"Jalankan {step}?", f"{step.capitalize()}?"), abort=True)
    return etag or ""


def _run_step(
    client: httpx.Client,
    import_id: str,
    step: str,
    etag: str | None = None,
    *,
    body: dict[str, str] | None = None,
    parameters: dict[str, str] | None = None,
) -> None:
    """Run a step, wait for its end and print the number of changed records. Exit with 1 if it failed."""
    headers = {"prefer": "respond-async"} | ({"if-match": etag} if etag else {})
    response = client.post(f"{_build_url(import_id)}/{step}", params=parameters, json=body, headers=headers)
    run = wait_for_run(client, read_run(response))
    click.echo(f"{run['id']}  {run['records_status']}")
    click.echo(f"{run['transitioned'] or 0:>10} {step}")
    print_problem(run)
    if run["status"] != "done":
        sys.exit(EXIT_REJECTED)
