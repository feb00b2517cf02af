"""Routes of pictures as files, of programs and of indicators."""

from typing import Annotated, ClassVar, Final, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.analysis.findings.cache import FindingsCache
from api.database.pool import Database
from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import JSON_TYPE, RawResponse, build_response, get
from api.http.request.parameter_types import CODE, integer, one_of
from api.pages.chart.svg import write_svg
from api.pages.files.composition import WIDTH, compose_svg
from api.pages.files.png import PngRenderer
from api.pages.files.vega_lite import build_specification
from api.pages.language import LANGUAGES, Language
from api.pages.page_routes import build_page_request
from api.pages.panels.selected_panel import ChartSubject, SeriesParameters, load_selected_panel

Collection = Literal["programs", "indicators"]
_COLLECTIONS: Final[tuple[Collection, ...]] = ("programs", "indicators")
_OF_PROGRAM_ONLY: Final = frozenset({"indicator"})


class ChartParameters(SeriesParameters, frozen=True, kw_only=True):
    """Parameters of a file."""

    language: Annotated[Language, one_of(LANGUAGES), "The language of its texts."] = "id"


class IndicatorChartParameters(ChartParameters, frozen=True, kw_only=True):
    omitted_fields: ClassVar[frozenset[str]] = _OF_PROGRAM_ONLY


class PngParameters(ChartParameters, frozen=True, kw_only=True):
    width: Annotated[int, integer(200, 4000), "The width of the picture in pixels."] = 2 * WIDTH


class IndicatorPngParameters(PngParameters, frozen=True, kw_only=True):
    omitted_fields: ClassVar[frozenset[str]] = _OF_PROGRAM_ONLY


_MEDIA_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png", "vl.json": JSON_TYPE}


def _build_route(collection: Collection, extension: str) -> HTTPRouteHandler:
    media_type = _MEDIA_TYPES[extension]
    models = {
        ("programs", False): ChartParameters,
        ("programs", True): PngParameters,
        ("indicators", False): IndicatorChartParameters,
        ("indicators", True): IndicatorPngParameters,
    }

    @get(
        f"/v1/{collection}/{{code:str}}/progress.{extension}",
        "Draw the progress",
        "The first picture of a page, or that of an indicator and nature, with title, day and sources.",
        "progress",
        None,
        operation_id=f"draw_{collection[:-1]}_progress_{extension.replace('.', '_')}",
        requires="public",
        media_type=media_type,
        query_model=models[collection, extension == "png"],
        path_parameters={"code": CODE},
        problem_types=("not-found", "gone"),
        cost=5 if extension == "png" else 1,
        expensive_parameters=("as_of", "known_at"),
        is_documented=False,
    )
    async def draw(
        request: ApiRequest,
        database: NamedDependency[Database],
        findings: NamedDependency[FindingsCache],
        png_renderer: NamedDependency[PngRenderer],
    ) -> RawResponse:
        code = parse_path_parameter(request, "code", CODE, f"/v1/{collection}")
        query: ChartParameters = request.query
        page_request = build_page_request(request, database, findings, query.language)
        selected = await load_selected_panel(page_request, ChartSubject(collection, code), query)
        if extension == "vl.json":
            content = msgspec.json.encode(build_specification(selected, query.language))
        else:
            content = write_svg(compose_svg(selected, query.language)).encode()
        if isinstance(query, PngParameters):
            content = await png_renderer.render(content, query.width, page_request.caller)
        headers = {
            "content-security-policy": "default-src 'none'",
            "content-disposition": f'inline; filename="{code}.{extension}"',
        }
        return build_response(content, media_type, headers)

    return draw


handlers = [_build_route(collection, extension) for collection in _COLLECTIONS for extension in _MEDIA_TYPES]
OPERATION_IDS: Final = tuple(str(handler.operation_id) for handler in handlers)
