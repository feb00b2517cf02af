"""What may be asked of onboarding counts."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.faults import Fault, Invalid, Text
from api.figures.breakdown import WHOLE
from api.figures.figure_query import BREAKDOWN, PERIOD
from api.figures.period import Period
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER
from api.http.immutable import headers_of_computed
from api.http.kinds import CODE, DAY, REGION, one_of, several, whole_number
from api.http.list_query import Cursor, KnownAt
from api.http.listing import next_page
from api.http.operation import CSV, CSV_LINES, CapaianRequest, Operation, answer
from api.http.page import Meta, Page, to_csv
from api.http.query import Query
from api.http.whole import WholeAnswer
from api.onboarding_counts.lanes import LEVELS
from api.onboarding_counts.model import LINE_COLUMNS, OnboardingCount, OnboardingCountLine, line_of
from api.onboarding_counts.notes import note_of
from api.onboarding_counts.pages import KEY_TYPES, Asked, Counted, counted, levels_with, regions_chosen
from api.onboarding_counts.queries import LanesAsked, Regions, regions_held
from api.postgres.pool import Database
from api.rules.version import RULES

Codes = tuple[str, ...] | None
NATURES = ("flow", "stock")


class OnboardingCountQuery(Query, frozen=True, kw_only=True):
    """Which counts, and as of when."""

    program: Annotated[Codes, several(CODE), "Only counts of these programs."] = None
    indicator: Annotated[Codes, several(CODE), "Only counts of these indicators."] = None
    nature: Annotated[Codes, several(one_of(NATURES)), "Only stocks, or only flows."] = None
    level: Annotated[Codes, several(one_of(LEVELS)), "Only regions of these levels."] = None
    region: Annotated[Codes, several(REGION), "Only exactly these regions."] = None
    within: Annotated[Codes, several(REGION), "Only these regions and all below them."] = None
    period: Annotated[
        tuple[Period, ...] | None,
        several(PERIOD),
        "Only exactly these periods; a stock counts by the period's last day.",
    ] = None
    breakdown: Annotated[
        str | None,
        BREAKDOWN,
        "Counts of exactly this breakdown, such as `catalog:local`; left out, or `none`, of the whole.",
    ] = None
    as_of: Annotated[
        date | None,
        DAY,
        "Count only figures stated by that day and not retracted by then; an undated one counts on its latest day.",
    ] = None
    known_at: KnownAt = None
    limit: Annotated[int, whole_number(1, 200), "At most this many rows on the page; each has all its figures."] = 100
    cursor: Cursor = None

    def identity(self) -> str:
        """What a cursor is bound to: everything but how the page is cut."""
        cut = {"limit", "cursor", "columns"}
        told = {name: getattr(self, name) for name in self.__struct_fields__ if name not in cut}
        return msgspec.json.encode(told, order="sorted").decode()


class OnboardingCountCsvQuery(OnboardingCountQuery, frozen=True, kw_only=True):
    columns: Annotated[
        Codes, several(one_of(LINE_COLUMNS)), "Only these columns, in this order; left out, all of them."
    ] = None


@get(
    "/v1/onboarding-counts",
    operation_id="list_onboarding_counts",
    opt={
        "operation": Operation(
            summary="List onboarding counts",
            description="For each region and period what was reported of it (`reported`, the preferred realization), "
            "and beside it what its own offices and the regions one level down add up to (`summed`), with how many of "
            "them reported. The two speak of the same region and are never added together. A row stands wherever one "
            "of the two is known; in the order of program, indicator, nature, level, period and region. It has no "
            "`Last-Modified`: a figure that is withdrawn leaves no date behind. `ETag` tells whether it changed.",
            tag="onboarding-counts",
            asks="public",
            answers=Page[OnboardingCount],
            query=OnboardingCountQuery,
            headers=("Link", "Capaian-Rules"),
        )
    },
)
async def list_onboarding_counts(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    rows, meta = await _page(request, database)
    return answer(ENCODER.encode(Page(rows, meta)), headers=_headers(request, meta))


@get(
    "/v1/onboarding-counts.csv",
    operation_id="list_onboarding_counts_csv",
    opt={
        "operation": Operation(
            summary="List onboarding counts as CSV",
            description="The same list as `/v1/onboarding-counts`, with a header line (RFC 4180); `Link` leads to the "
            "next page. `realizations` are the ids of the figures behind the line.",
            tag="onboarding-counts",
            asks="public",
            answers=None,
            query=OnboardingCountCsvQuery,
            media_type=CSV,
            row=OnboardingCountLine,
            headers=("Content-Disposition", "Link", "Capaian-Rules"),
        )
    },
)
async def list_onboarding_counts_csv(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    rows, meta = await _page(request, database)
    body = to_csv([line_of(row) for row in rows], request.query.columns or LINE_COLUMNS)
    headers = {"content-disposition": 'attachment; filename="onboarding-counts.csv"', **_headers(request, meta)}
    return answer(body, CSV_LINES, headers)


handlers = [list_onboarding_counts, list_onboarding_counts_csv]


async def _page(request: CapaianRequest, database: Database) -> tuple[list[OnboardingCount], Meta]:
    """Of what is published, whoever asks; all of it read at one moment."""
    query: OnboardingCountQuery = request.query
    bound_to = f"onboarding-counts {query.identity()}"
    after = read_cursor(bound_to, query.cursor, KEY_TYPES) if query.cursor else None
    async with database.public() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        regions = await regions_held(connection, query.known_at)
        found = await counted(connection, asked_by(query, regions), regions, after, query.limit)
    cursor = write_cursor(bound_to, found.next_key) if found.next_key is not None else None
    note = _note(query, found)
    return found.rows, Meta(limit=query.limit, has_more=cursor is not None, next_cursor=cursor, count=None, note=note)


def asked_by(query: OnboardingCountQuery, regions: Regions) -> Asked:
    _refuse_unknown({"region": query.region, "within": query.within}, regions)
    wanted = query.level or LEVELS
    chosen = regions_chosen(regions, query.region, query.within, wanted)
    levels = levels_with(chosen, wanted)
    natures = tuple(nature for nature in NATURES if query.nature is None or nature in query.nature)
    lanes = LanesAsked(query.breakdown or WHOLE, query.program, query.indicator, natures, levels)
    return Asked(lanes=lanes, periods=query.period, regions=chosen, as_of=query.as_of, known_at=query.known_at)


def _refuse_unknown(given: Mapping[str, Codes], regions: Regions) -> None:
    """A code that no region ever had is a slip; one that has no figures is not."""
    faults = [
        Fault("unknown-region", _unknown(code), parameter=name)
        for name, codes in given.items()
        for code in codes or ()
        if code not in regions.ever
    ]
    if faults:
        raise Invalid("parameters", faults)


def _unknown(code: str) -> Text:
    return Text(
        f"{code} bukan kode wilayah yang dikenal; lihat /v1/regions", f"{code} is no known region; see /v1/regions"
    )


def _note(query: OnboardingCountQuery, found: Counted) -> str | None:
    return note_of(
        is_empty=not found.rows and query.cursor is None,
        is_short=found.is_short,
        as_of=query.as_of,
        unsummed=found.not_additive,
    )


def _headers(request: CapaianRequest, meta: Meta) -> dict[str, str]:
    """Where a page ends depends on all keys there are, also on later ones than `known_at`: so none is immutable."""
    return headers_of_computed(request, None, None, RULES, next_page(request, meta).get("link"))
