"""Routes: list_progress, list_program_progress."""

from dataclasses import replace

from litestar.di import NamedDependency

from api.analysis.progress.includes import PROGRESS_INCLUDES
from api.analysis.progress.model import Progress
from api.analysis.progress.pages import POSITION_TYPES, ProgressPosition, load_progress_page
from api.analysis.progress.parameters import ProgressListParameters, ProgressParameters
from api.analysis.rules.version import RULES_VERSION
from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.errors import NotFoundError, Text
from api.http.reads.cursor import CursorKey
from api.http.reads.immutable import build_computed_headers, today_in_jakarta
from api.http.reads.includes import build_page_model, load_included
from api.http.reads.page import AnyPage, PageMeta, PageRows, build_page_response, load_page
from api.http.reads.record import load_published
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, get
from api.http.request.parameter_types import CODE
from api.resources.programs.queries import PROGRAM_TABLE

OPERATION_IDS = (
    "list_progress",
    "list_program_progress",
)

PROGRAM_CODE = replace(CODE, schema={**CODE.schema, "examples": ["e-katalog"]})
DESCRIPTION = (
    "Every target in force compared with its preferred realization: ratio, gap, expected value on the straight line, "
    "and a verdict with reasons. Rows are sorted by program, indicator, nature, region, breakdown and period. A page "
    "can have fewer rows than `limit`, even none, while `meta.has_more` is true. With `as_of` and `known_at` in the "
    'past the response never changes, and `Link` has the URL to cite (`rel="cite-as"`).'
)
HEADERS = ("Capaian-Rules-Version", "Link")
PAGE_MODEL = build_page_model(Progress, PROGRESS_INCLUDES)


@get(
    "/v1/progress",
    summary="List the progress of all programs",
    description=DESCRIPTION,
    tag="progress",
    requires="public",
    response_model=PAGE_MODEL,
    query_model=ProgressListParameters,
    response_headers=HEADERS,
)
async def list_progress(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    page = await load_progress(request, database)
    return build_page_response(request, page, build_progress_headers(request, page.meta))


@get(
    "/v1/programs/{code:str}/progress",
    summary="List the progress of one program",
    description=DESCRIPTION,
    tag="progress",
    requires="public",
    response_model=PAGE_MODEL,
    query_model=ProgressParameters,
    path_parameters={"code": PROGRAM_CODE},
    problem_types=("not-found", "gone"),
    response_headers=HEADERS,
)
async def list_program_progress(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    code: str = request.path_params["code"]
    try:
        CODE.parse(code)
    except ValueError:
        raise NotFoundError(f"/v1/programs/{code}") from None  # no program can have such a code
    page = await load_progress(request, database, code)
    return build_page_response(request, page, build_progress_headers(request, page.meta))


async def load_progress(request: ApiRequest, database: Database, program: str | None = None) -> AnyPage[Progress]:
    """Load a page of published records for every caller, from one snapshot."""
    query: ProgressParameters = request.query
    programs = (program,) if program is not None else getattr(query, "program", None)

    async def load(connection: Connection, key: CursorKey | None) -> PageRows[Progress]:
        after = None if key is None else ProgressPosition(*key)  # type: ignore[arg-type]  # typed by POSITION_TYPES
        if program is not None:
            await load_published(connection, PROGRAM_TABLE, program, query.known_at)
        as_of = query.as_of or today_in_jakarta()
        complete_until = await load_complete_until(connection, query.known_at, of_public=True)
        rows, end = await load_progress_page(connection, query, programs, after, as_of)
        included = await load_included(PROGRESS_INCLUDES, request, connection, rows)
        note = None if rows or end or after else NO_TARGETS
        return PageRows(rows, end, note=note, complete_until=complete_until, as_of=as_of, included=included)

    scope = f"progress {program} {query.cursor_scope()}"
    return await load_page(database.acquire_public_snapshot(), query, scope, POSITION_TYPES, load)


def build_progress_headers(request: ApiRequest, meta: PageMeta) -> dict[str, str]:
    query: ProgressParameters = request.query
    return build_computed_headers(request, query.as_of, query.known_at, RULES_VERSION, meta)


NO_TARGETS = Text(
    "Tidak ada target yang berlaku untuk as_of, known_at, dan saringan ini.",
    "No target is in force for this as_of, known_at and these filters.",
)
handlers = [list_progress, list_program_progress]
