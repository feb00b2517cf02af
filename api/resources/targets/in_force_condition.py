"""The condition that selects the target in force of a key and plan.

This is the only SQL of the rule; api/analysis/rules/in_force.py defines it, and tests compare the two.
"""

from api.database.revision_reads import BindValue, published_condition
from api.resources.figures.point_in_time import PointInTime, counts_condition, stated_by_condition
from api.resources.figures.rivals import SAME_KEY, codes_of_rivals, rank_expression


def not_superseded_condition(alias: str, point: PointInTime, bind: BindValue) -> str:
    """Select targets that were stated by then and not superseded; a retracted target supersedes nothing.

    `alias` is a published target, as stored at that time.
    """
    return (
        f"{stated_by_condition(alias, point.as_of, bind)} AND NOT EXISTS (SELECT FROM target later "
        f"WHERE later.supersedes = {alias}.id AND {counts_condition('later', point, bind)})"
    )


def in_force_condition(point: PointInTime, bind: BindValue) -> str:
    """Rule 2: select the target of its key and plan that was last stated, of those that are not superseded.

    Ties are decided by the higher authority, then the later recording, then the lower id.
    """
    return (
        f"t.id = (SELECT rival.id FROM {codes_of_rivals(point.known_at, bind)}, target rival "
        f"WHERE {published_condition('rival', point.known_at, bind)} "
        f"AND {SAME_KEY} AND rival.plan IS NOT DISTINCT FROM t.plan "
        f"AND {not_superseded_condition('rival', point, bind)} "
        f"ORDER BY rival.stated_latest DESC, {rank_expression('rival', point.known_at, bind)}, "
        "rival.recorded_at DESC, rival.id LIMIT 1)"
    )
