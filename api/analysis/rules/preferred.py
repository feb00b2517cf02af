"""Rule 3: which of several realizations with one key is preferred.

Its SQL is in api/resources/realizations/preferred_condition.py.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from api.analysis.rules.facts import FigureKey, RealizationFact

QUALITIES = {"final": 2, "provisional": 1, "estimate": 0}


def sort_by_preference(realizations: Iterable[RealizationFact], as_of: date) -> dict[FigureKey, list[RealizationFact]]:
    """Return the known realizations of each key, the preferred one first, then its alternatives.

    Order: latest manual preference; final, provisional, estimate; with a stated date; last stated; higher authority;
    last recorded.
    """
    by_key: dict[FigureKey, list[RealizationFact]] = defaultdict(list)
    for realization in realizations:
        if realization.is_known(as_of):
            by_key[realization.key].append(realization)
    return {key: sorted(same_key, key=_precedence, reverse=True) for key, same_key in by_key.items()}


def _precedence(realization: RealizationFact) -> tuple[object, ...]:
    preferred_at, lowest_id = realization.preferred_at, -realization.id.int
    return (
        () if preferred_at is None else (preferred_at, lowest_id),  # an empty tuple sorts last
        QUALITIES[realization.quality],
        realization.stated_on is not None,
        realization.stated_latest,
        -realization.rank,
        realization.recorded_at,
        lowest_id,
    )
