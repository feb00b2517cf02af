"""What may be asked of progress: of all programs, of one, and as CSV."""

from dataclasses import replace

from litestar import get
from litestar.di import NamedDependency

from api.faults import Missing, Text, Withdrawn
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER
from api.http.immutable import headers_of_computed, today
from api.http.kinds import CODE
from api.http.listing import next_page
from api.http.operation import CSV, CSV_LINES, CapaianRequest, Operation, answer
from api.http.page import Meta, Page, to_csv
from api.http.whole import WholeAnswer
from api.postgres.chain import find_entity
from api.postgres.pool import Connection, Database
from api.programs.queries import PROGRAMS
from api.progress.model import Progress
from api.progress.query import AllProgressQuery, ProgressQuery
from api.progress.reading import PLACE_TYPES, Place, page_of
from api.progress.table import ProgressLine, line_of
from api.rules.version import RULES

PROGRAM = replace(CODE, schema={**CODE.schema, "examples": ["e-katalog"]})
ABOUT = (
    "Every target in force beside the realization that is preferred for it: ratio, gap, the straight line from the "
    "baseline, and a verdict with its reasons. Rows come in the order of program, indicator, nature, region, breakdown "
    "and period. A page may hold fewer rows than `limit`, even none, though `meta.has_more` says that there are more. "
    "With `as_of` and `known_at` both past, an answer never changes; `Link` then has its address to cite "
    '(`rel="cite-as"`).'
)
HEADERS = ("Capaian-Rules", "Link")


@get(
    "/v1/progress",
    operation_id="list_progress",
    opt={
        "operation": Operation(
            summary="List the progress of all programs",
            description=ABOUT,
            tag="progress",
            asks="public",
            answers=Page[Progress],
            query=AllProgressQuery,
            headers=HEADERS,
        )
    },
)
async def list_progress(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    rows, meta = await _page(request, database)
    return answer(ENCODER.encode(Page(rows, meta)), headers=_headers(request, meta))


@get(
    "/v1/progress.csv",
    operation_id="list_progress_csv",
    opt={
        "operation": Operation(
            summary="List the progress of all programs as CSV",
            description="The same list as `/v1/progress`, a line for each row and a header line (RFC 4180); reasons by "
            "their codes. `Link` leads to the next page.",
            tag="progress",
            asks="public",
            answers=None,
            query=AllProgressQuery,
            media_type=CSV,
            row=ProgressLine,
            headers=("Content-Disposition", *HEADERS),
        )
    },
)
async def list_progress_csv(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    rows, meta = await _page(request, database)
    body = to_csv([line_of(row) for row in rows], ProgressLine.__struct_fields__)
    headers = {"content-disposition": 'attachment; filename="progress.csv"', **_headers(request, meta)}
    return answer(body, CSV_LINES, headers)


@get(
    "/v1/programs/{code:str}/progress",
    operation_id="list_program_progress",
    opt={
        "operation": Operation(
            summary="List the progress of one program",
            description=ABOUT,
            tag="progress",
            asks="public",
            answers=Page[Progress],
            query=ProgressQuery,
            path_parameters={"code": PROGRAM},
            problems=("not-found", "gone"),
            headers=HEADERS,
        )
    },
)
async def list_program_progress(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    code: str = request.path_params["code"]
    try:
        CODE.read(code)
    except ValueError:
        raise Missing(f"/v1/programs/{code}") from None  # no program can have such a code
    rows, meta = await _page(request, database, code)
    return answer(ENCODER.encode(Page(rows, meta)), headers=_headers(request, meta))


async def _page(request: CapaianRequest, database: Database, program: str | None = None) -> tuple[list[Progress], Meta]:
    """Everybody sees the same, by what is published: the public's role reads for all, at one moment."""
    query: ProgressQuery = request.query
    programs = (program,) if program is not None else getattr(query, "program", None)
    bound_to = f"progress {program} {query.identity()}"
    after = Place(*read_cursor(bound_to, query.cursor, PLACE_TYPES)) if query.cursor else None  # type: ignore[arg-type]  # typed by PLACE_TYPES
    async with (
        database.public() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        if program is not None:
            await _require(connection, program, query)
        rows, end = await page_of(connection, query, programs, after, today())
    cursor = None if end is None else write_cursor(bound_to, end)
    note = None if rows or end or after else " / ".join(NOTHING)
    return rows, Meta(limit=query.limit, has_more=end is not None, next_cursor=cursor, count=None, note=note)


async def _require(connection: Connection, code: str, query: ProgressQuery) -> None:
    program = await find_entity(connection, PROGRAMS, code, query.known_at)
    if program is None:
        raise Missing(f"/v1/programs/{code}")
    if program.status == "withdrawn":
        raise Withdrawn(f"/v1/programs/{code}", program.reason or "", program.recorded_at)


def _headers(request: CapaianRequest, meta: Meta) -> dict[str, str]:
    query: ProgressQuery = request.query
    return headers_of_computed(request, query.as_of, query.known_at, RULES, next_page(request, meta).get("link"))


NOTHING = Text(
    "Tidak ada target yang berlaku menurut as_of, known_at, dan saringan yang diminta.",
    "No target is in force by the as_of, known_at and filters that were asked for.",
)
handlers = [list_progress, list_progress_csv, list_program_progress]
