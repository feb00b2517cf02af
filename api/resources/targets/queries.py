"""Table, filters and orders of targets. Filters that realizations share are in api/resources/figures."""

from api.database.conditions import any_of, equals_any
from api.database.revision_reads import BindValue, RevisionTable
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
from api.resources.targets.model import Target

NO_PLAN = "none"


def plan_condition(plans: tuple[str, ...], bind: BindValue) -> str:
    """Select the targets of these plans; `none` selects those without a plan."""
    named = tuple(plan for plan in plans if plan != NO_PLAN)
    without = ["t.plan IS NULL"] if NO_PLAN in plans else []
    return any_of([*([equals_any("plan")(named, bind)] if named else []), *without])


TARGET_TABLE = RevisionTable(
    name="target",
    key="id",
    model=Target,
    load=build_row_loader(Target),
    conditions={**CONDITIONS, "source": citation_condition("target"), "plan": plan_condition},
    orders=SORTS,
    default_order=DEFAULT_SORT,
    sql_types=SQL_TYPES,
    computed=computed_columns("target"),
    indexed_sorts=INDEXED_SORTS,
    resolvers={"q": build_search_resolver("target")},
)
