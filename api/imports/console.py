"""`capaian import`: a file sent to a running service, with a bar that tells how far it is and a telling exit code."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import httpx

from api.imports.model import COLLECTIONS, OVER
from api.reach import address_of
from api.settings import Settings

TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/csv",
    ".txt": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CODINGS = {".gz": "gzip", ".zst": "zstd"}
PIECE = 256 * 1024
REFUSED, SOME_REJECTED = 1, 3
TOLD_OF_FAULTS = 20


@click.command("import", epilog="Exit codes: 0 all of it, 1 nothing of it, 2 a wrong option, 3 all but some rows.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "collection", required=True, type=click.Choice(COLLECTIONS), help="What its rows are.")
@click.option("--server", help="Address of the service; left out, the one that CAPAIAN_HOST and CAPAIAN_PORT name.")
@click.option("--key", envvar="CAPAIAN_KEY", required=True, help="API key with the scope write; or CAPAIAN_KEY.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of each row.")
@click.option("--mode", type=click.Choice(["atomic", "partial"]), default="atomic", show_default=True)
@click.option("--mapping", help="Name of a saved mapping, or one as JSON.")
@click.option("--delimiter", type=click.Choice(["comma", "semicolon", "tab"]))
@click.option("--number-format", type=click.Choice(["id", "en"]))
@click.option("--encoding", type=click.Choice(["utf-8", "utf-16", "windows-1252"]))
@click.option("--sheet", help="Sheet of a spreadsheet; left out, the first.")
@click.option("--faulty", type=click.Path(path_type=Path), help="Write the rejected rows here, with their reasons.")
@click.pass_obj
def import_command(
    settings: Settings,
    /,
    *,
    file: Path,
    collection: str,
    server: str | None,
    key: str,
    faulty: Path | None,
    dry_run: bool,
    **said: str | None,
) -> None:
    """Send FILE (.csv, .ndjson or .xlsx, also .gz or .zst) to a running service, as drafts."""
    media_type, coding = _types(file)
    asked = {"collection": collection, **{name: value for name, value in said.items() if value is not None}}
    if dry_run:
        asked["dry_run"] = "true"
    headers = {
        "content-type": media_type,
        "prefer": "respond-async",
        **({"content-encoding": coding} if coding else {}),
    }
    address = server or address_of(settings.host, settings.port)
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {key}"}, timeout=60) as client:
        try:
            one = _answered(client.post("/v1/imports", params=asked, headers=headers, content=_sent(file)))
            one = _awaited(client, one)
            if faulty is not None and one["rejected"]:
                faulty.write_bytes(client.get(one["faulty_rows_address"]).raise_for_status().content)
        except httpx.TransportError as error:
            raise click.ClickException(f"{address}: {error}") from error
    _tell(one)


def _types(file: Path) -> tuple[str, str | None]:
    *_, ending = ["", *file.suffixes]
    coding = CODINGS.get(ending.lower())
    named = file.with_suffix("") if coding else file
    media_type = TYPES.get(named.suffix.lower())
    if media_type is None:
        raise click.BadParameter(f"{file.name}: one of {', '.join(TYPES)}, also with {', '.join(CODINGS)}")
    return media_type, coding


def _sent(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened, _bar(file.stat().st_size, "sent") as bar:
        while piece := opened.read(PIECE):
            yield piece
            bar.update(len(piece))


def _awaited(client: httpx.Client, one: dict[str, Any]) -> dict[str, Any]:
    """Ctrl-C cancels it."""
    try:
        with _bar(one["rows"] or 1, one["doing"]) as bar:
            while one["state"] not in OVER:
                time.sleep(0.2)
                one = _answered(client.get(f"/v1/imports/{one['id']}"))
                bar.update(max(0, one["rows_done"] - bar.pos))
            bar.update(max(0, one["rows"] - bar.pos))
    except KeyboardInterrupt:
        one = _answered(client.post(f"/v1/imports/{one['id']}/cancel"))
    return one


def _bar(length: int, label: str) -> Any:
    """With its rate and the time left; on standard error, so that a pipe gets what is told at the end alone."""
    began = time.monotonic()

    def rate(_item: object) -> str:
        seconds = time.monotonic() - began
        return f"{bar.pos / seconds:,.0f}/s" if seconds > 0.1 else ""

    bar = click.progressbar(
        length=length, label=f"{label:8}", show_pos=True, show_eta=True, item_show_func=rate, file=sys.stderr
    )
    return bar


def _answered(response: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any] = response.json()
    if response.is_error:
        lines = [f"{told['title']}: {told['detail']}", *(f"  {fault['detail']}" for fault in told["errors"])]
        raise click.ClickException("\n".join(lines))
    return told


def _tell(one: dict[str, Any]) -> None:
    click.echo(f"{one['id']}  {one['state']}")
    for action in ("created", "updated", "unchanged", "rejected"):
        if one[action] is not None:
            click.echo(f"{one[action]:>10} {action}")
    for row in one["faulty_rows"][:TOLD_OF_FAULTS]:
        for fault in row["faults"]:
            told = f"{fault['detail']['id']} / {fault['detail']['en']}"
            click.echo(f"line {row['line']}: {fault['column'] or ''} {told}", err=True)
    if one["plan"]:
        click.echo(f"plan {one['plan']}")
    if one["problem"]:
        click.echo(f"{one['problem']['detail']['id']} / {one['problem']['detail']['en']}", err=True)
    if one["state"] not in ("done", "planned"):
        sys.exit(REFUSED)
    sys.exit(SOME_REJECTED if one["rejected"] else 0)
