"""Rule 2: which of several targets with one key and plan is in force.

Its SQL is in api/resources/targets/in_force_condition.py.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from api.analysis.rules.facts import TargetFact, TargetKey


def find_targets_in_force(targets: Iterable[TargetFact], as_of: date) -> dict[TargetKey, TargetFact]:
    """Return the target in force for each key and plan: the last stated one that is known and not superseded.

    Ties are decided by the higher authority, then the later recording, then the id, so that the result is
    deterministic.
    """
    known = [target for target in targets if target.is_known(as_of)]
    superseded: set[UUID] = {target.supersedes for target in known if target.supersedes is not None}
    by_key: dict[TargetKey, list[TargetFact]] = defaultdict(list)
    for target in known:
        if target.id not in superseded:
            by_key[target.target_key].append(target)
    return {key: max(same_key, key=target_precedence) for key, same_key in by_key.items()}


def target_precedence(target: TargetFact) -> tuple[date, int, datetime, int]:
    """Return the sort key of targets with one key: the last one comes before all others."""
    return (target.stated_latest, -target.rank, target.recorded_at, -target.id.int)
