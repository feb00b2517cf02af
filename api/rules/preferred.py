"""Rule 3: which of several reports for one key is preferred, and which are its alternatives."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from api.rules.facts import Key, Realization

QUALITIES = {"final": 2, "provisional": 1, "estimate": 0}


def realizations_by_preference(realizations: Iterable[Realization], as_of: date | None) -> dict[Key, list[Realization]]:
    """By key, the realizations known by then, the preferred one first and its alternatives after it.

    One that a person preferred comes first, of several the one preferred last. Then final before provisional before
    estimate, dated before undated, newest stated, higher authority, newest recorded.
    """
    rivals: dict[Key, list[Realization]] = defaultdict(list)
    for realization in realizations:
        if realization.is_known(as_of):
            rivals[realization.key].append(realization)
    return {key: sorted(several, key=_precedence, reverse=True) for key, several in rivals.items()}


def _precedence(realization: Realization) -> tuple[object, ...]:
    by_a_person = () if realization.preferred_at is None else (realization.preferred_at,)
    return (
        by_a_person,  # an empty one comes last
        QUALITIES[realization.quality],
        realization.stated_on is not None,
        realization.stated_latest,
        -realization.rank,
        realization.recorded_at,
        -realization.id.int,
    )
