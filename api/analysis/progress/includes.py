"""What a row of progress includes: the records to which it refers by code."""

from collections.abc import Iterable

from api.analysis.progress.model import Progress
from api.resources.figures.includes import FIGURE_REFERENCES, build_includes


def list_institutions(row: Progress) -> Iterable[str | None]:
    yield row.target.institution
    if row.realization is not None:
        yield row.realization.institution
        yield from (alternative.institution for alternative in row.realization.alternatives)


PROGRESS_INCLUDES = build_includes(
    {
        **FIGURE_REFERENCES,
        "region": lambda row: (row.region, *row.also_regions),
        "institution": list_institutions,
        "source": lambda row: (row.plan,),
    }
)
