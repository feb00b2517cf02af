"""The page of a region: its codes, the regions above and below, and its latest figures."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from api.analysis.onboarding_counts.queries import RegionTree, load_regions_known_at
from api.analysis.rules.region_sums import find_child_regions
from api.errors import Text
from api.http.reads.record import load_published
from api.pages.chart.tile_grid import PROVINCES, Tile, draw_tile_grid
from api.pages.country_progress import COUNTRY
from api.pages.figure_days import load_days_of_series
from api.pages.figure_rows import FigureRow, build_figure_rows, list_exports, load_figures, sort_by_period
from api.pages.formatting import format_long_day
from api.pages.language import Language, build_path, choose_text
from api.pages.page_request import PageRequest
from api.pages.point_parameters import (
    PointParameters,
    Stop,
    build_api_path,
    build_record_path,
    join_query,
    list_recorded_stops,
    list_stated_stops,
)
from api.pages.region.region_figures import RegionProgram, build_region_programs, load_region_facts
from api.pages.region.region_series import load_region_series
from api.resources.figures.point_in_time import PointInTime
from api.resources.regions.model import Region
from api.resources.regions.queries import REGION_TABLE
from api.service_url import build_url

MAX_SERIES: Final = 40
_LEVELS: Final = {
    "country": Text("negara", "country"),
    "province": Text("provinsi", "province"),
    "regency": Text("kabupaten", "regency"),
    "city": Text("kota", "city"),
}


class RegionLink(msgspec.Struct, frozen=True):
    """Another region."""

    code: str
    name: str
    path: str


class RegionPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of a region shows. `former` and `later` are other codes of the same region."""

    code: str
    name: str
    level: str
    is_country: bool
    parents: list[RegionLink]
    since: str | None
    until: str | None
    former: list[RegionLink]
    later: list[RegionLink]
    below: list[RegionLink]
    pictures: list[str]
    counts_path: str | None
    programs: list[RegionProgram]
    has_more: bool
    stated_stops: list[Stop]
    recorded_stops: list[Stop]
    rows: list[FigureRow]
    has_more_rows: bool
    requests: list[str]
    downloads: dict[str, str]


async def load_region_page(request: PageRequest, code: str) -> RegionPage:
    """Load a page from one snapshot. Raise NotFoundError or WithdrawnError."""
    point, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        region = await load_published(connection, REGION_TABLE, code, point.known_at)
        regions = await load_regions_known_at(connection, point.known_at)
        codes = regions.chains.list_codes(code)
        time = PointInTime(point.day, point.known_at)
        series, has_more = await load_region_series(connection, codes, time, MAX_SERIES)
        facts = await load_region_facts(connection, codes, series, point)
        programs = await build_region_programs(connection, facts, point, language)
        figures, has_more_rows = await load_figures(connection, {"id": tuple(facts.list_ids())}, point.known_at)
        rows = await build_figure_rows(connection, sort_by_period(figures), point, language)
        days = await load_days_of_series(connection, series, point.known_at)
    links = _RegionLinks(regions.names, point, language)
    below = find_child_regions(code, regions.children.get(code, ()), point.day)
    position = codes.index(code)
    return RegionPage(
        code=code,
        name=region.name,
        level=choose_text(_LEVELS[region.level], language),
        is_country=code == COUNTRY,
        parents=links.build(_list_parents(region, regions)),
        since=None if region.valid_from is None else format_long_day(region.valid_from, language),
        until=None if region.valid_to is None else format_long_day(region.valid_to, language),
        former=links.build(codes[:position]),
        later=links.build(codes[position + 1 :]),
        below=links.build(sorted(below, key=lambda each: regions.names.get(each, each))),
        pictures=links.draw_provinces(below) if code == COUNTRY else [],
        counts_path=_build_counts_path(region, point, language),
        programs=programs,
        has_more=has_more,
        stated_stops=list_stated_stops(days.stated, point, language),
        recorded_stops=list_recorded_stops(days.recorded, point, language),
        rows=rows,
        has_more_rows=has_more_rows,
        requests=_list_requests(code, point),
        downloads=list_exports(point, region=",".join(codes)),
    )


class _RegionLinks:
    """Links to the pages of regions at one point in time."""

    def __init__(self, names: Mapping[str, str], point: PointParameters, language: Language) -> None:
        self._names, self._point, self._language = names, point, language

    def build(self, codes: Iterable[str]) -> list[RegionLink]:
        return [RegionLink(code, self._names.get(code, code), self._build_path(code)) for code in codes]

    def draw_provinces(self, codes: Iterable[str]) -> list[str]:
        known = [code for code in codes if code in PROVINCES]
        tiles = [
            Tile(code, "", self._names.get(code, code), build_url(self._build_path(code)), 0) for code in sorted(known)
        ]
        return draw_tile_grid(tiles, self._names.get(COUNTRY, COUNTRY))

    def _build_path(self, code: str) -> str:
        return build_record_path("regions", code, self._point, self._language)


def _list_parents(region: Region, regions: RegionTree) -> list[str]:
    """Return the codes of the regions above, the country first."""
    found: list[str] = []
    parent = region.parent
    while parent is not None and parent in regions.by_code:
        found.insert(0, parent)
        parent = regions.by_code[parent].parent
    return found


def _build_counts_path(region: Region, point: PointParameters, language: Language) -> str | None:
    """Return the path of the onboarding counts below a region; None for a regency or a city."""
    if region.level not in ("country", "province"):
        return None
    within = {"within": region.code} if region.level == "province" else {}
    return join_query(build_path("/onboarding", language), point.build_query(**within))


def _list_requests(code: str, point: PointParameters) -> list[str]:
    """List the API requests whose responses the page shows."""
    known = PointParameters(known_at=point.known_at)
    return [
        build_api_path("regions", code, point),
        f"/v1/progress?{point.build_query(region=code)}",
        *(f"/v1/{name}?{point.build_query(region=code, renumbered='true')}" for name in ("targets", "realizations")),
        f"/v1/regions?{known.build_query(within=code)}",
    ]
