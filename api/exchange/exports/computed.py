"""Exports of computed collections: all pages of the list, from one snapshot and as of one day."""

from collections.abc import AsyncIterator
from itertools import chain, repeat

import msgspec

from api.analysis.onboarding_counts.model import (
    DEFAULT_COUNT_COLUMNS,
    OnboardingCount,
    OnboardingCountCsvRow,
)
from api.analysis.onboarding_counts.model import to_csv_row as to_count_csv_row
from api.analysis.onboarding_counts.pages import load_count_page
from api.analysis.onboarding_counts.parameters import OnboardingCountParameters
from api.analysis.onboarding_counts.queries import load_regions_known_at
from api.analysis.onboarding_counts.routes import build_filter
from api.analysis.onboarding_counts.sorted_pages import iterate_sorted_pages, needs_sorted_page
from api.analysis.progress.csv_rows import ProgressCsvRow
from api.analysis.progress.csv_rows import to_csv_row as to_progress_csv_row
from api.analysis.progress.model import Progress
from api.analysis.progress.pages import ProgressPosition, load_progress_page
from api.analysis.progress.parameters import ProgressListParameters
from api.analysis.rules.version import RULES_VERSION
from api.exchange.exports.columns import build_columns, list_descriptions
from api.exchange.exports.export import Export, ExportRequest
from api.http.reads.cursor import CursorKey
from api.http.reads.immutable import today_in_jakarta
from api.http.streams.snapshot import Snapshot

# Rows per page: few at first, so that the response starts early; computing 200 rows takes several 0.1 s.
FIRST_BATCH_SIZE, BATCH_SIZE = 20, 200


async def _iterate_progress(snapshot: Snapshot, request: ExportRequest) -> AsyncIterator[list[Progress]]:
    query: ProgressListParameters = msgspec.structs.replace(request.query, limit=FIRST_BATCH_SIZE)
    day = today_in_jakarta()
    position: ProgressPosition | None = None
    while True:
        rows, position = await load_progress_page(snapshot.connection, query, query.program, position, day)
        yield rows
        if position is None:
            return
        query = msgspec.structs.replace(query, limit=BATCH_SIZE)


async def _iterate_counts(snapshot: Snapshot, request: ExportRequest) -> AsyncIterator[list[OnboardingCount]]:
    query: OnboardingCountParameters = request.query
    regions = await load_regions_known_at(snapshot.connection, query.known_at)
    selection = build_filter(query, regions)
    if needs_sorted_page(selection):
        sizes = chain([FIRST_BATCH_SIZE], repeat(BATCH_SIZE))
        async for page in iterate_sorted_pages(snapshot.connection, selection, regions, sizes):
            yield page.rows
        return
    key: CursorKey | None = None
    size = FIRST_BATCH_SIZE
    while True:
        page = await load_count_page(snapshot.connection, selection, regions, key, size)
        yield page.rows
        key, size = page.next_key, BATCH_SIZE
        if key is None:
            return


# The row models have no descriptions.
COUNT_DESCRIPTIONS = {
    **list_descriptions(OnboardingCount),
    "realizations": "Ids of the figures of this count, separated by semicolons.",
}
PROGRESS_DESCRIPTIONS = {
    **list_descriptions(Progress),
    "target_id": "Id of the target in force.",
    "target_value": "Value of the target, in full units of the indicator.",
    "target_value_to": "Upper end of the target, if a range was stated.",
    "target_qualifier": "Qualifier of the target, such as `about` or `at least`.",
    "target_due_on": "Deadline after the last day of the period; null if there is none.",
    "target_stated_on": "Day on which the target was stated; null if only bounds are known.",
    "target_institution": "Institution that stated the target.",
    "realization_id": "Id of the preferred realization; null if there is none, or if the value is derived.",
    "realization_value": "Value of the realization.",
    "realization_value_to": "Upper end of the realization, if a range was stated.",
    "realization_qualifier": "Qualifier of the realization, such as `about` or `nearly`.",
    "realization_reference_date": "Reference date of the realization: the last day of its period.",
    "realization_age_days": "Days from `realization_reference_date` to `as_of`.",
    "realization_stated_on": "Day on which the realization was stated; null if only bounds are known.",
    "realization_institution": "Institution that stated the realization.",
    "alternative_count": "Number of other realizations for the same key.",
    "part_count": "Number of figures that the realization is the sum of; 1 if it was reported as such.",
    "baseline_id": "Id of the realization where the straight line starts; null for the zero of a flow.",
    "baseline_value": "Value at which the straight line starts.",
    "baseline_reference_date": "Day on which the straight line starts.",
    "reasons": "Codes of the reasons for the verdict, separated by spaces.",
}
PROGRESS_EXPORT = Export(
    name="progress",
    description="Each target in force with its preferred realization. Without `as_of`, as of the day on which the "
    "export started.",
    model=Progress,
    query=ProgressListParameters,
    columns=build_columns(ProgressCsvRow, PROGRESS_DESCRIPTIONS),
    default_columns=ProgressCsvRow.__struct_fields__,
    iterate_rows=_iterate_progress,
    to_line=to_progress_csv_row,
    headers={"Capaian-Rules-Version": RULES_VERSION},
)
COUNTS_EXPORT = Export(
    name="onboarding-counts",
    description="The count that each region reported for each period, and the sum of the counts of its parts. Do not "
    "add the two.",
    model=OnboardingCount,
    query=OnboardingCountParameters,
    columns=build_columns(OnboardingCountCsvRow, COUNT_DESCRIPTIONS),
    default_columns=DEFAULT_COUNT_COLUMNS,
    iterate_rows=_iterate_counts,
    to_line=to_count_csv_row,
    headers={"Capaian-Rules-Version": RULES_VERSION},
)
