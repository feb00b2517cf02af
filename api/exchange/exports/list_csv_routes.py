"""Routes: the `.csv` variants of the lists of all collections, of progress and of onboarding counts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

from api.analysis.claims.collection import COLLECTION as CLAIMS
from api.analysis.claims.csv_rows import ClaimCsvRow, to_csv_row
from api.analysis.claims.judgment_model import ClaimWithJudgment
from api.analysis.claims.pages import load_claim_page
from api.analysis.claims.read_routes import build_claim_headers, load_claims
from api.analysis.onboarding_counts.routes import build_count_headers, load_counts
from api.analysis.progress.routes import build_progress_headers, load_progress
from api.analysis.rules.version import RULES_VERSION
from api.exchange.exports.columns import build_columns
from api.exchange.exports.computed import COUNTS_EXPORT, PROGRESS_EXPORT
from api.exchange.exports.export import Export, ExportRequest
from api.exchange.exports.list_csv import build_list_csv_route
from api.exchange.exports.stored import build_stored_export
from api.http.reads.collection import Collection
from api.http.reads.page import build_csv_headers
from api.http.reads.read_routes import load_collection_page
from api.http.streams.snapshot import Snapshot
from api.resources.figures.point_in_time import PointInTime
from api.resources.indicators.routes import COLLECTION as INDICATORS
from api.resources.institutions.routes import COLLECTION as INSTITUTIONS
from api.resources.programs.routes import COLLECTION as PROGRAMS
from api.resources.realizations.routes import COLLECTION as REALIZATIONS
from api.resources.regions.routes import COLLECTION as REGIONS
from api.resources.sources.routes import COLLECTION as SOURCES
from api.resources.targets.routes import COLLECTION as TARGETS
from api.resources.units.routes import COLLECTION as UNITS

OPERATION_IDS = (
    "list_programs_csv",
    "list_indicators_csv",
    "list_targets_csv",
    "list_realizations_csv",
    "list_sources_csv",
    "list_institutions_csv",
    "list_regions_csv",
    "list_units_csv",
    "list_claims_csv",
    "list_progress_csv",
    "list_onboarding_counts_csv",
)
COLLECTIONS: tuple[Collection[Any], ...] = (
    *(PROGRAMS, INDICATORS, TARGETS, REALIZATIONS, SOURCES),
    *(INSTITUTIONS, REGIONS, UNITS),
)
CLAIM_BATCH_SIZE = 100  # judging them takes most of the time


async def _iterate_claims(snapshot: Snapshot, request: ExportRequest) -> AsyncIterator[list[Any]]:
    query, selection = request.query, request.selection
    if selection is None:
        raise TypeError("the CSV of claims requires a selection")
    point = PointInTime.from_request(query.as_of, query.known_at)
    while True:
        page = await load_claim_page(snapshot.connection, selection, CLAIM_BATCH_SIZE, point, query.verdict)
        yield page.claims
        if page.next_key is None:
            return
        selection = replace(selection, after=page.next_key)


CLAIMS_CSV = Export(
    name=CLAIMS.name,
    description=CLAIMS.description,
    model=ClaimWithJudgment,
    query=CLAIMS.parameters,
    columns=build_columns(ClaimCsvRow, dict.fromkeys(ClaimCsvRow.__struct_fields__, "")),
    default_columns=ClaimCsvRow.__struct_fields__,
    iterate_rows=_iterate_claims,
    to_line=to_csv_row,
    headers={"Capaian-Rules-Version": RULES_VERSION},
    depends_on_caller=True,
    has_package=False,
)


def build_collection_csv(collection: Collection[Any]) -> Export:
    """Build the export of all columns, which an export of `/v1/exports` contains only on request."""
    return replace(build_stored_export(collection), default_columns=collection.table.columns, has_package=False)


handlers = [
    *(
        build_list_csv_route(build_collection_csv(one), partial(load_collection_page, one), build_csv_headers)
        for one in COLLECTIONS
    ),
    build_list_csv_route(CLAIMS_CSV, load_claims, build_claim_headers),
    build_list_csv_route(replace(PROGRESS_EXPORT, has_package=False), load_progress, build_progress_headers),
    build_list_csv_route(replace(COUNTS_EXPORT, has_package=False), load_counts, build_count_headers),
]
