"""Rule 2: which of several promises for one key holds on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from api.rules.facts import Key, Target


def targets_in_force(targets: Iterable[Target], as_of: date | None) -> dict[Key, Target]:
    """By key, of the targets known by then that no target known by then supersedes, the newest stated.

    Ties go to the higher authority, then to the newest recorded, then to the id, so that every answer is the same.
    """
    known = [target for target in targets if target.is_known(as_of)]
    superseded: set[UUID] = {target.supersedes for target in known if target.supersedes is not None}
    rivals: dict[Key, list[Target]] = defaultdict(list)
    for target in known:
        if target.id not in superseded:
            rivals[target.key].append(target)
    return {key: max(several, key=_standing) for key, several in rivals.items()}


def _standing(target: Target) -> tuple[object, ...]:
    return (target.stated_latest, -target.rank, target.recorded_at, -target.id.int)
