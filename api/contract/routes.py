"""Where the service explains itself: its contract, the page that shows it, its problems, and the way in."""

from typing import Annotated, get_origin

import msgspec
from litestar import Litestar, get
from msgspec import Meta

from api import __version__
from api.catalog.linkset import LINK
from api.contract import committed
from api.contract.declared import declared_in
from api.contract.deprecated import deprecations_page
from api.contract.files import FILES, content
from api.contract.guide import guide_page
from api.contract.pages import STATIC, problem_page, problems_page
from api.faults import Missing
from api.http.kinds import one_of
from api.http.negotiation import require_acceptable
from api.http.operation import CapaianRequest, Operation, answer, field_of
from api.http.page import Page
from api.http.problem_types import PROBLEMS
from api.http.whole import JSON, WholeAnswer

HTML = "text/html"
YAML = "application/yaml"
A_DAY = {"cache-control": "public, max-age=86400"}
# Nothing comes from another host and nothing runs that is not a file of ours; Swagger UI's icons are data: pictures.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = {"content-security-policy": _POLICY, "referrer-policy": "no-referrer"}


class Service(msgspec.Struct, frozen=True):
    """The way in: where everything is."""

    name: Annotated[str, Meta(description="Name of the service.", examples=["Capaian"])]
    version: Annotated[str, Meta(description="The release that runs.", examples=["0.1.0"])]
    docs: Annotated[str, Meta(description="The contract as a page to read and try.", examples=["/docs"])]
    openapi: Annotated[str, Meta(description="The contract, OpenAPI 3.1.", examples=["/openapi.json"])]
    problems: Annotated[str, Meta(description="What every problem means.", examples=["/problems"])]
    collections: Annotated[
        dict[str, str], Meta(description="The lists by name.", examples=[{"targets": "/v1/targets"}])
    ]


def _operation(
    summary: str,
    description: str,
    media_type: str = HTML,
    answers: type | None = None,
    headers: tuple[str, ...] = (),
) -> dict[str, Operation]:
    return {
        "operation": Operation(
            summary, description, "service", answers, asks="nothing", media_type=media_type, headers=headers
        )
    }


@get(
    "/",
    operation_id="read_service",
    opt=_operation(
        "The way in", "Names the service and where its parts are.", JSON, answers=Service, headers=("Link-Catalog",)
    ),
)
async def read_service(request: CapaianRequest) -> WholeAnswer:
    service = Service(
        name="Capaian",
        version=__version__,
        docs="/docs",
        openapi="/openapi.json",
        problems="/problems",
        collections=_collections(request.app),
    )
    return answer(msgspec.json.encode(service), headers={"link": LINK})


def _collections(app: Litestar) -> dict[str, str]:
    operations = ((one.path, one.operation) for one in declared_in(app))
    lists = (path for path, one in operations if get_origin(one.answers) is Page and one.asks == "public")
    return {path.removeprefix("/v1/"): path for path in lists if "{" not in path}


@get(
    "/openapi.yaml",
    operation_id="read_openapi_yaml",
    opt=_operation("The contract in YAML", "OpenAPI 3.1: what you are reading, as a file.", YAML),
    sync_to_thread=True,
)
def read_openapi_yaml() -> WholeAnswer:
    return answer(committed.as_yaml(), YAML)


@get(
    "/openapi.json",
    operation_id="read_openapi_json",
    opt=_operation("The contract in JSON", "OpenAPI 3.1, the same as `/openapi.yaml`.", JSON),
    sync_to_thread=True,
)
def read_openapi_json() -> WholeAnswer:
    return answer(committed.as_json())


@get(
    "/openapi-3.0.json",
    operation_id="read_openapi_3_0_json",
    opt=_operation(
        "The contract for older tools", "OpenAPI 3.0.3, for gateways and generators that do not read 3.1 yet.", JSON
    ),
    sync_to_thread=True,
)
def read_openapi_3_0_json() -> WholeAnswer:
    return answer(committed.as_json_3_0())


@get(
    "/docs",
    operation_id="read_docs",
    opt=_operation("The contract as a page", "Swagger UI, from files of this service alone: read, and try it out."),
)
async def read_docs() -> WholeAnswer:
    return answer((STATIC / "docs.html").read_bytes(), HTML, PAGE)


@get(
    "/docs/guide",
    operation_id="read_guide",
    opt=_operation("The guide", "Read, page, cache, follow, write, import: samples in curl, Python and TypeScript."),
    sync_to_thread=True,
)
def read_guide() -> WholeAnswer:
    return answer(guide_page("en"), HTML, PAGE)


@get(
    "/docs/panduan",
    operation_id="read_panduan",
    opt=_operation("The guide in Indonesian", "The same as `/docs/guide`, in Indonesian."),
    sync_to_thread=True,
)
def read_panduan() -> WholeAnswer:
    return answer(guide_page("id"), HTML, PAGE)


@get(
    "/docs/{file:str}",
    operation_id="read_docs_file",
    opt={
        "operation": Operation(
            "A file of the pages",
            "Styles, scripts and the icon of `/docs`, the guide and `/problems`.",
            "service",
            None,
            asks="nothing",
            media_types=tuple(dict.fromkeys(file.media_type for file in FILES.values())),
            path_parameters={"file": one_of(tuple(FILES))},
            problems=("not-found",),
        )
    },
    sync_to_thread=True,
)
def read_docs_file(request: CapaianRequest) -> WholeAnswer:
    name = request.path_params["file"]
    if name not in FILES:
        raise Missing(f"/docs/{name}")
    media_type = FILES[name].media_type
    require_acceptable(field_of(request, "accept"), media_type)
    return answer(content(name), media_type, A_DAY)


@get(
    "/problems",
    operation_id="list_problems",
    opt=_operation("All problems", "A page that lists every kind of problem this service answers with."),
)
async def list_problems() -> WholeAnswer:
    return answer(problems_page(), HTML, PAGE)


@get(
    "/problems/{slug:str}",
    operation_id="read_problem",
    opt={
        "operation": Operation(
            "One problem",
            "What happened and what to do, as a page in Indonesian and English; `type` of a problem leads here.",
            "service",
            None,
            asks="nothing",
            media_type=HTML,
            path_parameters={"slug": one_of(tuple(PROBLEMS))},
            problems=("not-found",),
        )
    },
)
async def read_problem(request: CapaianRequest) -> WholeAnswer:
    slug = request.path_params["slug"]
    if slug not in PROBLEMS:
        raise Missing(f"/problems/{slug}")
    return answer(problem_page(slug), HTML, PAGE)


@get(
    "/deprecations",
    operation_id="list_deprecations",
    opt=_operation("What goes away", "A page that lists what is deprecated, until when, and what takes its place."),
)
async def list_deprecations(request: CapaianRequest) -> WholeAnswer:
    return answer(deprecations_page(declared_in(request.app)), HTML, PAGE)


handlers = [
    read_service,
    read_openapi_yaml,
    read_openapi_json,
    read_openapi_3_0_json,
    read_docs,
    read_guide,
    read_panduan,
    read_docs_file,
    list_problems,
    read_problem,
    list_deprecations,
]
