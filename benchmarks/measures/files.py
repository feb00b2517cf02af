"""Export and import of complete files, compared with COPY of PostgreSQL."""

import asyncio
import contextlib
import itertools
import json
import socket
import time
from urllib.parse import urlsplit

from api.database.embedded.server import EmbeddedServer
from api.database.revision_reads import Selection
from api.database.revision_writes import list_content_columns
from api.exchange.exports.stored import build_select_sql
from api.resources.realizations.queries import REALIZATION_TABLE
from benchmarks.context import BenchmarkContext
from benchmarks.embedded import create_installation
from benchmarks.floors.copy import Transfer, measure_copy_in, measure_copy_out
from benchmarks.http_connection import HttpConnection
from benchmarks.measurement import Measurement, Sample, Table, build_ratio, run_in_turn
from benchmarks.statements import encode_file, encode_table, generate_statements
from tests.consistency.final_state import wait_until_sealed
from tests.support.databases import DatabaseUrls

EXPORT, IMPORT, COPY_OUT, COPY_IN = "export over HTTP", "import over HTTP", "COPY TO STDOUT", "COPY with triggers"
EXPORT_GOAL, IMPORT_GOAL = 0.65, 0.5
EXPORT_PATH = "/v1/exports/realizations.csv"
IMPORT_PATH = "/v1/imports?collection=realizations&mapping=%7B%22regions%22:%7B%22codes%22:%22kemendagri%22%7D%7D"
IMPORTED_ROWS = 50_000
_READ_BYTES = 1 << 20


def measure_export(context: BenchmarkContext) -> Measurement:
    columns = {name: REALIZATION_TABLE.field_expression(name) for name in list_content_columns(REALIZATION_TABLE)}
    sql, values = build_select_sql(REALIZATION_TABLE, Selection(None, ("published",), {}), columns)
    rows = measure_copy_out(context.database.service, sql, values).rows

    def export() -> Sample:
        transfer = read_export(context.capaian.url)
        if transfer.rows != rows:
            raise RuntimeError(f"The export has {transfer.rows} rows, COPY has {rows}.")
        return Sample(transfer.rate)

    sides = run_in_turn(
        {EXPORT: export, COPY_OUT: lambda: Sample(measure_copy_out(context.database.service, sql, values).rate)},
        context.effort.rounds,
    )
    ratio = build_ratio("Export as CSV: to COPY TO STDOUT", sides[EXPORT], sides[COPY_OUT], at_least=EXPORT_GOAL)
    remark = (
        "COPY returns the same columns and rows in the same order, with cells as PostgreSQL writes them. Both are "
        "uncompressed, and this program discards what it receives."
    )
    title = f"Export of {rows:,} realizations as CSV"
    return Measurement([Table(title, "rows per second", list(sides.values()))], [ratio], [remark])


def read_export(url: str) -> Transfer:
    """Read an uncompressed export. HTTP/1.0, so the body is not in chunks and ends with the connection."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        started_at = time.perf_counter()
        connection.sendall(f"GET {EXPORT_PATH} HTTP/1.0\r\nhost: {parts.netloc}\r\n\r\n".encode())
        received = connection.recv(_READ_BYTES)
        while b"\r\n\r\n" not in received:
            received += connection.recv(_READ_BYTES)
        headers, _, received = received.partition(b"\r\n\r\n")
        if b" 200 " not in headers.partition(b"\r\n")[0]:
            raise RuntimeError(f"{headers!r}\n{received!r}")
        lines = received.count(b"\n")
        while received := connection.recv(_READ_BYTES):
            lines += received.count(b"\n")
        return Transfer(lines - 1, time.perf_counter() - started_at)  # the first line has the names of columns


def measure_import(context: BenchmarkContext) -> Measurement:
    statements = generate_statements()
    with (
        create_installation(context.directory, "imports", context.command) as installation,
        installation.serve() as server,
    ):
        embedded = EmbeddedServer(installation.data).join_or_start()
        urls = DatabaseUrls(embedded.service_url, embedded.owner_url)
        key = installation.create_key("bench", "write")

        def import_rows() -> Sample:
            content = encode_file(itertools.islice(statements, IMPORTED_ROWS))
            asyncio.run(wait_until_sealed(urls))  # the audit of the previous rows
            return Sample(import_file(server.url, key, content).rate)

        def copy_in() -> Sample:
            lines = encode_table(itertools.islice(statements, IMPORTED_ROWS))
            asyncio.run(wait_until_sealed(urls))
            return Sample(measure_copy_in(urls.owner, lines).rate)

        sides = run_in_turn({IMPORT: import_rows, COPY_IN: copy_in}, context.effort.rounds)
    ratio = build_ratio("Import of CSV: to COPY with triggers", sides[IMPORT], sides[COPY_IN], at_least=IMPORT_GOAL)
    title = f"Import of a CSV file of {IMPORTED_ROWS:,} rows"
    return Measurement([Table(title, "rows per second", list(sides.values()))], [ratio])


def import_file(url: str, key: str, content: bytes) -> Transfer:
    """Import a file and wait until its drafts are created. Raise RuntimeError if a row is rejected."""
    headers = {"authorization": f"Bearer {key}"}
    with contextlib.closing(HttpConnection(url)) as connection:
        request = connection.build_request(IMPORT_PATH, headers | {"content-type": "text/csv"}, "POST", content)
        started_at = time.perf_counter()
        response = connection.send_and_receive(request)
        if response.status >= 400:
            raise RuntimeError(response.body.decode(errors="replace"))
        run = json.loads(response.body)
        while run["status"] in ("queued", "running"):
            time.sleep(0.02)
            run = json.loads(connection.get(f"/v1/imports/{run['id']}", headers).body)
        seconds = time.perf_counter() - started_at
    if run["status"] != "done" or run["created"] != content.count(b"\n") - 1:
        raise RuntimeError(f"The import failed: {run}")
    return Transfer(run["created"], seconds)
