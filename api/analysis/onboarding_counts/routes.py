"""Routes: list_onboarding_counts, list_onboarding_counts_csv."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from litestar.di import NamedDependency

from api.analysis.onboarding_counts.groups import LEVELS
from api.analysis.onboarding_counts.model import OnboardingCount
from api.analysis.onboarding_counts.notes import build_note
from api.analysis.onboarding_counts.pages import (
    KEY_TYPES,
    CountFilter,
    CountPage,
    load_count_page,
    select_levels,
    select_regions,
)
from api.analysis.onboarding_counts.queries import CountGroupFilter, RegionTree, load_regions_known_at
from api.analysis.rules.version import RULES_VERSION
from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.errors import ErrorDetail, InvalidRequestError, Text
from api.http.reads.cursor import CursorKey
from api.http.reads.immutable import build_computed_headers, today_in_jakarta
from api.http.reads.list_parameters import PAGING_PARAMETERS, CursorParameter, KnownAtParameter
from api.http.reads.page import AnyPage, Page, PageMeta, PageRows, build_page_response, load_page
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, get
from api.http.request.parameter_types import CODE, DATE, REGION_CODE, integer, list_of, one_of
from api.http.request.query_string import QueryParameters
from api.resources.figures.breakdown import WHOLE
from api.resources.figures.parameters import BREAKDOWN_PARAMETER, PERIOD_PARAMETER
from api.resources.figures.period import Period

OPERATION_IDS = ("list_onboarding_counts",)

Codes = tuple[str, ...] | None
NATURES = ("flow", "stock")


class OnboardingCountParameters(QueryParameters, frozen=True, kw_only=True):
    """The selection of counts, and the times."""

    program: Annotated[Codes, list_of(CODE), "Only counts of these programs."] = None
    indicator: Annotated[Codes, list_of(CODE), "Only counts of these indicators."] = None
    nature: Annotated[Codes, list_of(one_of(NATURES)), "Only stocks, or only flows."] = None
    level: Annotated[Codes, list_of(one_of(LEVELS)), "Only regions of these levels."] = None
    region: Annotated[Codes, list_of(REGION_CODE), "Only exactly these regions."] = None
    within: Annotated[Codes, list_of(REGION_CODE), "Only these regions and all below them."] = None
    period: Annotated[
        tuple[Period, ...] | None,
        list_of(PERIOD_PARAMETER),
        "Only exactly these periods; a stock by the last day of the period.",
    ] = None
    breakdown: Annotated[
        str | None,
        BREAKDOWN_PARAMETER,
        "Counts of exactly this breakdown, such as `catalog:local`. Default: `none`, the whole.",
    ] = None
    as_of: Annotated[
        date | None,
        DATE,
        "Count only figures stated by that day and not retracted by then; an undated one counts from its latest day.",
    ] = None
    known_at: KnownAtParameter = None
    limit: Annotated[int, integer(1, 200), "Maximum number of rows on the page; each has all its figures."] = 100
    cursor: CursorParameter = None

    def cursor_scope(self) -> str:
        """Return the text that a cursor is bound to: all parameters except those of paging."""
        values = {name: getattr(self, name) for name in self.__struct_fields__ if name not in PAGING_PARAMETERS}
        return msgspec.json.encode(values, order="sorted").decode()


@get(
    "/v1/onboarding-counts",
    summary="List onboarding counts",
    description="For each region and period: `reported`, the value of the preferred realization, and `summed`, "
    "the sum of its own offices and the regions one level down, with the number of regions that reported. Do "
    "not add the two: both are results for the same region. There is a row if one of the two is known. Rows "
    "are sorted by program, indicator, nature, level, period and region. There is no `Last-Modified`, because "
    "a withdrawn figure leaves no date on the page; use `ETag`.",
    tag="onboarding-counts",
    requires="public",
    response_model=Page[OnboardingCount],
    query_model=OnboardingCountParameters,
    response_headers=("Link", "Capaian-Rules-Version"),
)
async def list_onboarding_counts(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    page = await load_counts(request, database)
    return build_page_response(request, page, build_count_headers(request, page.meta))


handlers = [list_onboarding_counts]


async def load_counts(request: ApiRequest, database: Database) -> AnyPage[OnboardingCount]:
    """Load a page of published records for every caller, from one snapshot."""
    query: OnboardingCountParameters = request.query

    async def load(connection: Connection, after: CursorKey | None) -> PageRows[OnboardingCount]:
        regions = await load_regions_known_at(connection, query.known_at)
        selection = build_filter(query, regions)
        complete_until = await load_complete_until(connection, query.known_at, of_public=True)
        found = await load_count_page(connection, selection, regions, after, query.limit)
        note = _build_note(query, found)
        return PageRows(found.rows, found.next_key, note=note, complete_until=complete_until, as_of=selection.as_of)

    scope = f"onboarding-counts {query.cursor_scope()}"
    return await load_page(database.acquire_public_snapshot(), query, scope, KEY_TYPES, load)


def build_filter(query: OnboardingCountParameters, regions: RegionTree) -> CountFilter:
    _require_known_regions({"region": query.region, "within": query.within}, regions)
    requested = query.level or LEVELS
    chosen = select_regions(regions, query.region, query.within, requested)
    levels = select_levels(chosen, requested)
    natures = tuple(nature for nature in NATURES if query.nature is None or nature in query.nature)
    groups = CountGroupFilter(query.breakdown or WHOLE, query.program, query.indicator, natures, levels)
    as_of = query.as_of or today_in_jakarta()
    return CountFilter(groups=groups, periods=query.period, regions=chosen, as_of=as_of, known_at=query.known_at)


def _require_known_regions(given: Mapping[str, Codes], regions: RegionTree) -> None:
    """Raise InvalidRequestError for codes that no region ever had; a region without figures is valid."""
    errors = [
        ErrorDetail("unknown_region", _unknown_region_text(code), parameter=name)
        for name, codes in given.items()
        for code in codes or ()
        if code not in regions.all_codes
    ]
    if errors:
        raise InvalidRequestError("parameters", errors)


def _unknown_region_text(code: str) -> Text:
    return Text(
        f"Wilayah {code} tidak ada. Gunakan kode seperti 32 atau 32.01; lihat GET /v1/regions.",
        f"Region {code} does not exist. Use a code such as 32 or 32.01; see GET /v1/regions.",
    )


def _build_note(query: OnboardingCountParameters, found: CountPage) -> Text | None:
    return build_note(
        is_empty=not found.rows and query.cursor is None,
        is_short=found.is_short,
        as_of=query.as_of,
        unsummed=found.not_additive,
    )


def build_count_headers(request: ApiRequest, meta: PageMeta) -> dict[str, str]:
    """Build headers without `immutable`: the end of a page depends on all keys, also on later ones than `known_at`."""
    return build_computed_headers(request, None, None, RULES_VERSION, meta)
