"""Table, filters and orders of realizations."""

from api.database.conditions import equals_any
from api.database.revision_reads import ExtraColumn, RevisionTable
from api.resources.figures.indexed_sorts import INDEXED_SORTS
from api.resources.figures.queries import (
    CONDITIONS,
    DEFAULT_SORT,
    SORTS,
    SQL_TYPES,
    build_row_loader,
    citation_condition,
    computed_columns,
)
from api.resources.figures.search import build_search_resolver
from api.resources.realizations.model import Realization
from api.resources.realizations.preference_queries import add_preference_reason, preference_reason_column
from api.resources.realizations.preferred_condition import preferred_condition

REALIZATION_TABLE = RevisionTable(
    name="realization",
    key="id",
    model=Realization,
    load=build_row_loader(Realization),
    conditions={
        **CONDITIONS,
        "source": citation_condition("realization"),
        "quality": equals_any("quality"),
        "preferred": preferred_condition,
    },
    orders=SORTS,
    default_order=DEFAULT_SORT,
    sql_types=SQL_TYPES,
    computed=computed_columns("realization"),
    indexed_sorts=INDEXED_SORTS,
    resolvers={"q": build_search_resolver("realization")},
    extra_column=ExtraColumn("preferred", preference_reason_column, add_preference_reason),
)
