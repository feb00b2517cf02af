"""What may happen to an entity next, and for whom; the database holds the same rules (schema/migrations)."""

from typing import Literal

from api.access.caller import Caller
from api.postgres.record import Standing

Transition = Literal["submit", "publish", "reject", "withdraw"]

# From which status of the newest revision each transition starts, where it leads, and the scope that it takes.
STARTS: dict[Transition, frozenset[str]] = {
    "submit": frozenset({"draft", "rejected"}),
    "publish": frozenset({"submitted"}),
    "reject": frozenset({"submitted"}),
}
LEADS_TO: dict[Transition, str] = {
    "submit": "submitted",
    "publish": "published",
    "reject": "rejected",
    "withdraw": "withdrawn",
}


def may_start(transition: Transition, standing: Standing) -> bool:
    """A withdrawal takes back the newest state: first the work beside a publication, then the publication."""
    if transition == "withdraw":
        return standing.in_work or standing.published is not None
    return standing.status in STARTS[transition]


def may_revise(standing: Standing) -> bool:
    """A publication that was withdrawn is over; whatever else there was may be taken up again."""
    return not (standing.status == "withdrawn" and standing.public)


def allowed_actions(standing: Standing, caller: Caller) -> list[str]:
    """In the order of an entity's life."""
    if not standing.is_theirs:
        return []
    writes, publishes = "write" in caller.scopes, "publish" in caller.scopes
    only_theirs = standing.contributors <= {caller.principal}
    offered = {
        "revise": writes and may_revise(standing),
        "submit": writes and may_start("submit", standing),
        "publish": publishes and may_start("publish", standing) and caller.principal not in standing.contributors,
        "reject": publishes and may_start("reject", standing),
        "withdraw": (publishes and may_start("withdraw", standing)) or (writes and standing.in_work and only_theirs),
    }
    return [action for action, is_offered in offered.items() if is_offered]
