"""What figures include: the tables of the included records, and the codes that a figure contains."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.database.revision_reads import RevisionTable
from api.http.reads.includes import Includes
from api.resources.figures.included_model import Included
from api.resources.indicators.queries import INDICATOR_TABLE
from api.resources.institutions.queries import INSTITUTION_TABLE
from api.resources.programs.queries import PROGRAM_TABLE
from api.resources.regions.queries import REGION_TABLE
from api.resources.sources.queries import SOURCE_TABLE
from api.resources.units.queries import UNIT_TABLE

INCLUDED_TABLES: Mapping[str, RevisionTable[Any]] = {
    "region": REGION_TABLE,
    "indicator": INDICATOR_TABLE,
    "institution": INSTITUTION_TABLE,
    "source": SOURCE_TABLE,
    "unit": UNIT_TABLE,
    "program": PROGRAM_TABLE,
}
FIGURE_REFERENCES: Mapping[str, Callable[[Any], Iterable[str | None]]] = {
    "region": lambda figure: (figure.region,),
    "indicator": lambda figure: (figure.indicator,),
    "institution": lambda figure: (figure.institution, figure.on_behalf_of),
    "source": lambda figure: (citation.source for citation in figure.citations),
    "unit": lambda figure: (figure.unit,),
    "program": lambda figure: (figure.program,),
}


def build_includes(references: Mapping[str, Callable[[Any], Iterable[str | None]]]) -> Includes:
    return Includes(Included, INCLUDED_TABLES, references)
