"""Exports of what is computed: page after page, judged as of one day and of what was known at one moment."""

from collections.abc import AsyncIterator

import msgspec

from api.exports.columns import columns_of
from api.exports.computed_columns import OF_COUNTS, OF_PROGRESS
from api.exports.export import Asked, Export
from api.http.immutable import today
from api.http.snapshot import Snapshot
from api.onboarding_counts.model import OnboardingCount, OnboardingCountLine
from api.onboarding_counts.model import line_of as line_of_count
from api.onboarding_counts.pages import Key, counted
from api.onboarding_counts.queries import regions_held
from api.onboarding_counts.routes import OnboardingCountQuery, asked_by
from api.progress.model import Progress
from api.progress.query import AllProgressQuery
from api.progress.reading import Place, page_of
from api.progress.table import ProgressLine
from api.progress.table import line_of as line_of_progress
from api.rules.version import RULES

# Rows at once: few at first, so that the answer begins soon; to judge many takes some tenths of a second.
FEW, MANY = 20, 200


async def _progress(held: Snapshot, asked: Asked) -> AsyncIterator[list[Progress]]:
    query: AllProgressQuery = msgspec.structs.replace(asked.query, limit=FEW)
    day = today()
    place: Place | None = None
    while True:
        rows, place = await page_of(held.connection, query, query.program, place, day)
        yield rows
        if place is None:
            return
        query = msgspec.structs.replace(query, limit=MANY)


async def _counts(held: Snapshot, asked: Asked) -> AsyncIterator[list[OnboardingCount]]:
    query: OnboardingCountQuery = asked.query
    regions = await regions_held(held.connection, query.known_at)
    counts_asked = asked_by(query, regions)
    key: Key | None = None
    size = FEW
    while True:
        found = await counted(held.connection, counts_asked, regions, key, size)
        yield found.rows
        key, size = found.next_key, MANY
        if key is None:
            return


PROGRESS = Export(
    name="progress",
    about="Every target in force beside the realization that is preferred for it. Without `as_of`, as of the day on "
    "which the export began.",
    query=AllProgressQuery,
    columns=columns_of(ProgressLine, OF_PROGRESS),
    usual=ProgressLine.__struct_fields__,
    rows=_progress,
    line_of=line_of_progress,
    headers={"Capaian-Rules": RULES},
)
COUNTS = Export(
    name="onboarding-counts",
    about="What each region reported for each period, beside the sum of what its parts reported. Never add the two.",
    query=OnboardingCountQuery,
    columns=columns_of(OnboardingCountLine, OF_COUNTS),
    usual=OnboardingCountLine.__struct_fields__,
    rows=_counts,
    line_of=line_of_count,
    headers={"Capaian-Rules": RULES},
)
