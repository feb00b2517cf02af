"""The condition that selects the preferred realization of a key.

This is the only SQL of the rule; api/analysis/rules/preferred.py defines it, and tests compare the two.
"""

from api.database.revision_reads import BindValue
from api.resources.figures.point_in_time import PointInTime, counts_condition
from api.resources.figures.rivals import SAME_KEY, codes_of_rivals, rank_expression
from api.resources.realizations.preference_queries import active_preferences_condition

# Final before provisional, dated before undated, newest first: as in the index `realization_reads_by_precedence`.
INDEXED_PRECEDENCE = (
    "array_position(ARRAY['final', 'provisional', 'estimate'], rival.quality), rival.stated_on IS NULL, "
    "rival.stated_latest DESC"
)


def preferred_condition(point: PointInTime, bind: BindValue) -> str:
    """Rule 3: select the first realization of its key, of those known and stated by then.

    A manual preference comes before the rule, of several the latest. Preferences are looked up by their key in an
    index, so a key without one costs one index lookup. The index `realization_reads_by_precedence` has the
    realizations of a key in this order, up to the day on which they were stated. Only those of one day are compared
    by rank, so a key with many realizations costs little more. For a renumbered region this is done for each code.

    A retracted realization cannot be preferred; before the retraction it could.
    """
    rivals = f"{counts_condition('rival', point, bind)} AND {SAME_KEY}"
    same_region = codes_of_rivals(point.known_at, bind)
    newest = "ORDER BY p.recorded_at DESC, p.realization LIMIT 1"
    newest_of_each_code = (
        "SELECT p.recorded_at, p.realization FROM preference p JOIN realization rival ON rival.id = p.realization "
        f"WHERE {active_preferences_condition(point.known_at, bind, 'same_region.code')} AND {rivals} {newest}"
    )
    manual = f"SELECT p.realization FROM {same_region}, LATERAL ({newest_of_each_code}) AS p {newest}"
    order = f"{INDEXED_PRECEDENCE}, {rank_expression('rival', point.known_at, bind)}, rival.recorded_at DESC, rival.id"
    first_of_each_code = f"SELECT rival.* FROM realization rival WHERE {rivals} ORDER BY {order} LIMIT 1"
    by_rule = f"SELECT rival.id FROM {same_region}, LATERAL ({first_of_each_code}) AS rival ORDER BY {order} LIMIT 1"
    return f"t.id = coalesce(({manual}), ({by_rule}))"
