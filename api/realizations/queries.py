"""How realizations are stored and selected, and which one of a key is preferred."""

from api.figures.queries import CONDITIONS, ORDERS, READING_ORDER, SQL_TYPES, cites, load_as, stated_by
from api.figures.quick import QUICK
from api.postgres.chain import Aside, Bind, Chain, held_at
from api.postgres.conditions import among
from api.realizations.model import Realization
from api.realizations.preference_queries import reason_of, standing, with_reason
from api.realizations.preferred import Preferred


def preferred(asked: Preferred, bind: Bind) -> str:
    """Rule 3: of the realizations of the same key, known and stated by then, this one stands first.

    One that a person preferred comes before the rule, of several the one preferred last. Preferences are found by
    the key for which they were given, in the order of their index, so a key without one costs no more than a look.
    The index `realization_reads_by_precedence` holds a key's realizations in this order, up to the day they
    were stated; only those of one day are compared by rank, so a key with many realizations costs little more.
    """
    rivals = f"rival.status = 'published' AND {held_at('rival', asked.known_at, bind)}"
    # Nobody is preferred for what they took back; before they did, they may have been.
    rivals += f" AND {stated_by('rival', asked.as_of, bind)}" if asked.as_of else " AND rival.retracted_on IS NULL"
    rank = (
        "(SELECT i.rank FROM institution i WHERE i.code = rival.institution AND i.status = 'published' "
        f"AND {held_at('i', asked.known_at, bind)})"
    )
    by_a_person = (
        "SELECT p.realization FROM preference p JOIN realization rival ON rival.id = p.realization "
        f"WHERE {standing(asked.known_at, bind)} AND {rivals} AND {SAME_KEY} "
        "ORDER BY p.recorded_at DESC, p.realization LIMIT 1"
    )
    by_the_rule = (
        f"SELECT rival.id FROM realization rival WHERE {rivals} AND {SAME_KEY} ORDER BY {PRECEDENCE}, "
        f"coalesce({rank}, 99), rival.recorded_at DESC, rival.id LIMIT 1"
    )
    return f"t.id = coalesce(({by_a_person}), ({by_the_rule}))"


SAME_KEY = (
    "rival.indicator = t.indicator AND rival.program = t.program AND rival.nature = t.nature "
    "AND rival.region = t.region AND rival.breakdown = t.breakdown AND rival.period_end = t.period_end "
    "AND (rival.period_start = t.period_start OR t.nature = 'stock')"
)
# Settled before provisional, dated before undated, newest first; after these, higher authority and last recorded.
PRECEDENCE = (
    "array_position(ARRAY['final', 'provisional', 'estimate'], rival.quality), rival.stated_on IS NULL, "
    "rival.stated_latest DESC"
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
    quick=QUICK,
    aside=Aside("preferred", reason_of, with_reason),
)
