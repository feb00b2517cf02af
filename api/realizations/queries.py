"""How realizations are stored and selected, and which one of a key is preferred."""

from api.figures.queries import CONDITIONS, ORDERS, READING_ORDER, SQL_TYPES, cites, load_as, stated_by
from api.postgres.chain import Bind, Chain, held_at
from api.postgres.conditions import among
from api.realizations.model import Realization
from api.realizations.preferred import Preferred


def preferred(asked: Preferred, bind: Bind) -> str:
    """Rule 3: no realization of the same key, known and stated by then, stands before this one."""
    rivals = f"rival.status = 'published' AND {held_at('rival', asked.known_at, bind)}"
    if asked.as_of is not None:
        rivals += f" AND {stated_by('rival', asked.as_of, bind)}"
    return (
        f"NOT EXISTS (SELECT FROM realization rival WHERE {rivals} AND {SAME_KEY} AND rival.id <> t.id "
        f"AND {precedence('rival', asked, bind)} < {precedence('t', asked, bind)})"
    )


def precedence(alias: str, asked: Preferred, bind: Bind) -> str:
    """Smallest first: settled before provisional, dated before undated, newest, higher authority, last recorded."""
    rank = (
        f"(SELECT i.rank FROM institution i WHERE i.code = {alias}.institution AND i.status = 'published' "
        f"AND {held_at('i', asked.known_at, bind)})"
    )
    return (
        f"(array_position(ARRAY['final', 'provisional', 'estimate'], {alias}.quality), {alias}.stated_on IS NULL, "
        f"DATE '2200-12-31' - {alias}.stated_latest, coalesce({rank}, 99), "
        f"-extract(epoch FROM {alias}.recorded_at), {alias}.id)"
    )


SAME_KEY = (
    "rival.indicator = t.indicator AND rival.program = t.program AND rival.nature = t.nature AND rival.region = t.region "
    "AND rival.breakdown = t.breakdown AND rival.period_end = t.period_end "
    "AND (rival.period_start = t.period_start OR t.nature = 'stock')"
)
REALIZATIONS = Chain(
    table="realization",
    key="id",
    model=Realization,
    load=load_as(Realization),
    conditions={**CONDITIONS, "source": cites("realization"), "quality": among("quality"), "preferred": preferred},
    orders=ORDERS,
    default_order=READING_ORDER,
    sql_types=SQL_TYPES,
)
