"""Wait for the end of an import, and print it."""

import sys
import time
from collections.abc import Iterator
from typing import Any

import click
import httpx

from api.console_language import localize
from api.console_table import print_fields, print_table, show_text
from api.exchange.imports.report.model import FINAL_STATUSES
from api.service_client import read_document

EXIT_REJECTED, EXIT_SOME_REJECTED = 1, 3
COUNTS = ("created", "updated", "would_create", "would_update", "unchanged", "rejected")
MAX_PRINTED_ERRORS = 20
MAX_PRINTED_POSITIONS, MAX_PRINTED_CELLS = 10, 3  # of one error
POLL_SECONDS = 0.2


def read_run(response: httpx.Response) -> dict[str, Any]:
    """Return the import of a response. Raise click.ClickException for a problem."""
    return read_document(response, "status")


def wait_for_run(client: httpx.Client, run: dict[str, Any]) -> dict[str, Any]:
    """Poll the import until it ends, with a progress bar. Ctrl-C cancels its action."""
    try:
        with progress_bar(run["row_count"] or 1, run["action"]) as bar:
            while run["status"] not in FINAL_STATUSES:
                time.sleep(POLL_SECONDS)
                run = read_run(client.get(f"/v1/imports/{run['id']}"))
                bar.update(max(0, run["processed_row_count"] - bar.pos))
            bar.update(max(0, run["row_count"] - bar.pos))
    except KeyboardInterrupt:
        run = read_run(client.post(f"/v1/imports/{run['id']}/cancel"))
    return run


def progress_bar(length: int, label: str) -> Any:
    """Show rate and remaining time on standard error; standard output contains only the result."""
    started = time.monotonic()

    def rate(_item: object) -> str:
        seconds = time.monotonic() - started
        return f"{bar.pos / seconds:,.0f}/s" if seconds > 0.1 else ""

    bar = click.progressbar(
        length=length,
        label=f"{label:8}",
        show_pos=True,
        show_eta=True,
        item_show_func=rate,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    )
    return bar


def print_run(client: httpx.Client, run: dict[str, Any], shown_rows: int) -> None:
    """Print the counts of an import, its first rows as they were read, its most frequent errors and its problem."""
    print_counts(run)
    if shown_rows:
        print_rows(read_page(client, f"/v1/imports/{run['id']}/rows", limit=shown_rows)["data"])
    if run["errors_url"]:
        print_errors(client, run)
    if run["apply_token"]:
        click.echo(f"apply_token {run['apply_token']}")
    print_problem(run)


def print_counts(run: dict[str, Any]) -> None:
    click.echo(f"{run['id']}  {run['status']}")
    for count in COUNTS:
        if run[count] is not None:
            click.echo(f"{run[count]:>10} {count}")


def print_problem(run: dict[str, Any]) -> None:
    if run["problem"]:
        click.echo(localize(run["problem"]["detail"], run["problem"]["detail_en"]), err=True)


def print_errors(client: httpx.Client, run: dict[str, Any]) -> None:
    """Print the most frequent errors on standard error, each with the number of its rows and the first lines."""
    page = read_page(client, run["errors_url"], limit=MAX_PRINTED_ERRORS)
    for column, detail, errors in join_errors(page["data"]):
        positions = sorted({position for error in errors for position in _list_positions(error)})
        received = [f" '{error['received']}'" for error in errors if error["received"] is not None]
        count = sum(error["row_count"] for error in errors)
        more = ", …" if count > len(positions[:MAX_PRINTED_POSITIONS]) else ""
        cells = ",".join(received[:MAX_PRINTED_CELLS]) + (" …" if len(received) > MAX_PRINTED_CELLS else "")
        listed = ", ".join(text for _, text in positions[:MAX_PRINTED_POSITIONS])
        listed = listed if errors[0]["cells"] else f"{localize('baris', 'line')} {listed}"
        click.echo(show_text(f"{count} × {column}{cells}: {detail} ({listed}{more})"), err=True)
    if page["meta"]["has_more"]:
        click.echo(
            localize(
                f"Kesalahan lain: `capaian imports errors {run['id']}`.",
                f"More errors: `capaian imports errors {run['id']}`.",
            ),
            err=True,
        )


def join_errors(errors: list[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return the columns and texts of errors, each once with its errors, which differ in the content of the cell."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for error in errors:
        detail = localize(error["detail"], error["detail_en"])
        found.setdefault((error["column"] or localize("baris", "row"), detail), []).append(error)
    return [(column, detail, same) for (column, detail), same in found.items()]


def _list_positions(error: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the lines of an error, each with the text that names it: the cell of a sheet, or the line."""
    return zip(error["lines"], error["cells"] or map(str, error["lines"]), strict=True)


def print_details(run: dict[str, Any], etag: str | None) -> None:
    """Print the fields of an import and the ETag that a step names."""
    file = run["file"]
    fields = ("collection", "mode", "action", "records_status", "row_count", *COUNTS, "transitioned", "reason")
    click.echo(f"{run['id']}  {run['status']}")
    print_fields(
        [
            *((name, run[name]) for name in fields),
            ("sheet", file["sheet"]),
            ("skipped_rows", file["skipped_row_count"] or None),
            ("recorded_by", run["recorded_by"]),
            ("received_at", run["received_at"]),
            ("etag", etag),
        ]
    )


def print_totals(client: httpx.Client, run: dict[str, Any]) -> None:
    """Print the totals of the figures, to be compared with those of the file."""
    if not run["totals_url"]:
        return
    totals = read_document(client.get(run["totals_url"]), "totals")
    columns = ("indicator", "period", "level", "figures", "sum", "min", "max", "unit", "regions")
    print_table(
        columns,
        (
            (
                total["indicator"],
                total["period"],
                total["level"],
                total["figure_count"],
                total["sum"],
                total["min"],
                total["max"],
                total["unit"],
                f"{total['region_count']} / {total['region_total']}",
            )
            for total in totals["totals"]
        ),
    )
    if totals["unlisted_count"]:
        click.echo(f"… {totals['unlisted_count']}", err=True)


def print_rows(rows: list[dict[str, Any]]) -> None:
    """Print rows as they were read."""
    columns = ("line", "action", "record", "region", "period", "value", "unit", "stated", "sources")
    print_table(columns, map(_build_cells, rows), extra=("record",))


def _build_cells(row: dict[str, Any]) -> list[object]:
    record = None if row["record"] is None else row["record"]["url"]
    read = row["read"] or {}
    region = " ".join(filter(None, (read.get("region"), read.get("region_name"))))
    value = read.get("value", read.get("title"))
    if read.get("value_to") is not None:
        value = f"{value}-{read['value_to']}"
    if (row["before"] or {}).get("value") not in (None, read.get("value")):
        value = f"{value} (← {row['before']['value']})"
    sources = " ".join(read.get("sources", ()))
    return [row["line"], row["action"], record, region, read.get("period"), value, read.get("unit"),
            read.get("stated_on"), sources]  # fmt: skip


def read_page(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    """Return one page of a list."""
    return read_document(client.get(path, params=parameters), "data")


def exit_after(run: dict[str, Any]) -> None:
    """End the command with the exit code of the import."""
    if run["status"] != "done" and not run["apply_token"]:
        sys.exit(EXIT_REJECTED)
    sys.exit(EXIT_SOME_REJECTED if run["rejected"] else 0)
