"""Route: list_onboarding_counts."""

from collections.abc import Mapping

from litestar.di import NamedDependency

from api.analysis.onboarding_counts.groups import LEVELS
from api.analysis.onboarding_counts.model import OnboardingCount
from api.analysis.onboarding_counts.notes import build_note
from api.analysis.onboarding_counts.pages import CountPage, load_count_page
from api.analysis.onboarding_counts.parameters import NATURES, Codes, OnboardingCountParameters
from api.analysis.onboarding_counts.queries import CountGroupFilter, RegionTree, load_regions_known_at
from api.analysis.onboarding_counts.selection import CountFilter, select_levels, select_regions
from api.analysis.onboarding_counts.sorted_pages import (
    count_rows,
    explain_timeouts,
    list_key_types,
    load_sorted_page,
    needs_sorted_page,
)
from api.analysis.rules.version import RULES_VERSION
from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.errors import ErrorDetail, InvalidRequestError, Text
from api.http.reads.cursor import CursorKey
from api.http.reads.immutable import build_computed_headers, today_in_jakarta
from api.http.reads.page import (
    AnyPage,
    Page,
    PageMeta,
    PageRows,
    acquire_count_slot,
    build_page_response,
    load_page,
)
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, get
from api.resources.figures.breakdown import WHOLE

OPERATION_IDS = ("list_onboarding_counts",)


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
    problem_types=("query-too-slow",),
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
        load_selected = load_sorted_page if needs_sorted_page(selection) else load_count_page
        with explain_timeouts(selection, is_counted=query.count is not None):
            found = await load_selected(connection, selection, regions, after, query.limit)
            count = None if query.count is None else await count_rows(connection, selection, regions)
        note = _build_note(query, found)
        return PageRows(
            found.rows, found.next_key, count, note=note, complete_until=complete_until, as_of=selection.as_of
        )

    scope = f"onboarding-counts {query.cursor_scope()}"
    with acquire_count_slot(request):
        return await load_page(database.acquire_public_snapshot(), query, scope, list_key_types(query.sort), load)


def build_filter(query: OnboardingCountParameters, regions: RegionTree) -> CountFilter:
    _require_known_regions({"region": query.region, "within": query.within}, regions)
    requested = query.level or LEVELS
    chosen = select_regions(regions, query.region, query.within, requested)
    levels = select_levels(chosen, requested)
    natures = tuple(nature for nature in NATURES if query.nature is None or nature in query.nature)
    return CountFilter(
        groups=CountGroupFilter(query.breakdown or WHOLE, query.program, query.indicator, natures, levels),
        periods=query.periods,
        period_from=query.period_from,
        period_to=query.period_to,
        is_latest=query.is_latest,
        regions=chosen,
        as_of=query.as_of or today_in_jakarta(),
        known_at=query.known_at,
        sort=query.sort,
        has_realizations=query.has_realizations,
    )


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
