"""Load the memo of a program: its progress, the citations of the figures, and names, from one snapshot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from api.analysis.progress.model import Progress
from api.analysis.progress.pages import ProgressPosition, load_progress_page
from api.analysis.progress.parameters import ProgressParameters
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.errors import Text
from api.http.reads.record import load_published
from api.pages.formatting import format_long_day
from api.pages.language import Language, choose_name, choose_text
from api.pages.memo.footnotes import Citations
from api.pages.memo.parameters import MemoParameters
from api.pages.memo.table import MemoContent, MemoNames, MemoTable, build_table
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.point_parameters import add_recording_time
from api.pages.texts import TEXTS
from api.resources.figures.fields import Citation
from api.resources.programs.queries import PROGRAM_TABLE

MAX_PROGRESS_READS: Final = 2
MAX_ROWS_PER_READ: Final = 1000
_STATE: Final = Text(
    "Keadaan pada {day}: target yang berlaku hari itu, yaitu yang terakhir dinyatakan dan tidak diganti atau dicabut. "
    "Realisasi yang diutamakan di antara laporan untuk target itu.",
    "As of {day}: the targets in force on that day, which are those stated last and not replaced or retracted. The "
    "realization is the preferred one among the reports for the target.",
)
_REGION: Final = Text("Wilayah: {name}.", "Region: {name}.")
_LEGEND: Final = Text(
    "Capaian menurut LKjIP: realisasi dibagi target, atau kebalikannya bila lebih sedikit lebih baik. "
    "Kolom sumber: T untuk target, R untuk realisasi. Sel kosong: tidak ada target.",
    "Achievement as in performance reports (LKjIP): realization divided by target, or the reverse if less is better. "
    "In the column of sources, T is for the target and R for the realization. An empty cell has no target.",
)
_LABELS: Final = (TEXTS["number"], TEXTS["memo_indicator"], TEXTS["unit"], TEXTS["nature"])


class Memo(msgspec.Struct, frozen=True, kw_only=True):
    """A memo. `notes` state the day, the region, and what the numbers mean."""

    code: str
    name: str
    by_region: bool
    table: MemoTable
    notes: list[str]
    day: str


def list_label_headers(memo: Memo, language: Language) -> list[str]:
    """List the headers of the columns before the first period or region."""
    labels = (*_LABELS, TEXTS["period"]) if memo.by_region else _LABELS
    return [choose_text(label, language) for label in labels]


async def load_memo(request: PageRequest, code: str, query: MemoParameters) -> Memo:
    """Load a memo. Raise NotFoundError or WithdrawnError. A very large program is cut off, and `table` states it."""
    point, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        program = await load_published(connection, PROGRAM_TABLE, code, point.known_at)
        rows, is_complete = await _load_progress(connection, code, query)
        citations = await _load_citations(connection, rows, point.known_at)
        cited = {each.source for several in citations.values() for each in several}

        async def names(record_type: str, codes: set[str]) -> dict[str, str]:
            return dict(await load_names(connection, record_type, codes, point.known_at, language))

        content = MemoContent(
            progress=rows,
            is_complete=is_complete,
            by_region=query.columns == "region",
            names=MemoNames(
                await names("indicator", {row.indicator for row in rows}),
                await names("unit", {row.unit for row in rows}),
                await names("region", {query.region, *(row.region for row in rows)}),
                await names("source", cited),
            ),
            citations=citations,
        )
    region = content.names.regions.get(query.region, query.region)
    return Memo(
        code=code,
        name=choose_name(program.name, program.name_en, language),
        by_region=content.by_region,
        table=build_table(content, language),
        notes=_write_notes(query, region, language),
        day=format_long_day(point.day, language),
    )


async def _load_progress(connection: Connection, code: str, query: MemoParameters) -> tuple[list[Progress], bool]:
    """Return the rows, and whether they are complete."""
    is_by_region = query.columns == "region"
    parameters = ProgressParameters(
        region=None if is_by_region else (query.region,),
        within=(query.region,) if is_by_region else None,
        limit=MAX_ROWS_PER_READ,
        as_of=query.as_of,
        known_at=query.known_at,
    )
    rows: list[Progress] = []
    after: ProgressPosition | None = None
    for _ in range(MAX_PROGRESS_READS):
        read, after = await load_progress_page(connection, parameters, (code,), after, query.day)
        rows += read
        if after is None:
            break
    return rows, after is None


async def _load_citations(connection: Connection, rows: Sequence[Progress], known_at: datetime | None) -> Citations:
    """Load the citations of all targets and realizations of the rows by id."""
    targets = [row.target.id for row in rows]
    reported = [row.realization for row in rows if row.realization is not None]
    realizations = [one.id for one in reported if one.id is not None]
    realizations += [part.id for one in reported for part in one.parts]
    found: dict[UUID, list[Citation]] = {}
    for name, ids in (("target", targets), ("realization", realizations)):
        bind = ParameterBinder()
        condition = f"t.id = ANY({bind(ids)}::uuid[]) AND {published_condition('t', known_at, bind)}"
        # nosemgrep: sql-built-in-a-call  # a name of this repository, and a condition with parameters of `bind`
        for row in await connection.fetch(f"SELECT t.id, t.citations FROM {name} t WHERE {condition}", *bind.values):
            found[row["id"]] = msgspec.json.decode(row["citations"], type=list[Citation])
    return found


def _write_notes(query: MemoParameters, region: str, language: Language) -> list[str]:
    state = choose_text(_STATE, language).format(day=format_long_day(query.day, language))
    return [
        add_recording_time(state, query, language),
        choose_text(_REGION, language).format(name=region),
        choose_text(_LEGEND, language),
    ]
