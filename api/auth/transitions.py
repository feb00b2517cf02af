"""The permitted transitions of a record. The database enforces the same rules (schema/migrations)."""

from typing import Literal

from api.auth.caller import Caller
from api.auth.principal_names import is_same_principal
from api.database.revision_writes import RevisionState

Transition = Literal["submit", "publish", "reject", "withdraw", "restore"]

# The statuses of the latest revision that allow a transition, and the status after it.
ALLOWED_FROM: dict[Transition, frozenset[str]] = {
    "submit": frozenset({"draft", "rejected"}),
    "publish": frozenset({"submitted"}),
    "reject": frozenset({"submitted"}),
}
TARGET_STATUS: dict[Transition, str] = {
    "submit": "submitted",
    "publish": "published",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "restore": "published",
}


def is_transition_allowed(transition: Transition, state: RevisionState) -> bool:
    """Return whether the state allows a transition.

    `withdraw` applies to the newest state: first to the unpublished work, then to the publication. `restore` applies
    to a withdrawn publication only.
    """
    if transition == "restore":
        return state.withdrawn_by is not None
    if transition == "withdraw":
        return state.has_unpublished_work or state.published is not None
    return state.status in ALLOWED_FROM[transition]


def is_revision_allowed(state: RevisionState) -> bool:
    """Return whether the state allows a revision: a withdrawn publication must be restored first."""
    return state.withdrawn_by is None


def list_allowed_actions(state: RevisionState, caller: Caller) -> list[str]:
    """Return the actions that the caller may execute now, in the order of the life cycle."""
    if not state.is_own:
        return []
    can_write, can_publish = "write" in caller.scopes, "publish" in caller.scopes
    is_only_contributor = state.contributors <= {caller.principal}
    allowed = {
        "revise": can_write and is_revision_allowed(state),
        "submit": can_write and is_transition_allowed("submit", state),
        "publish": can_publish
        and is_transition_allowed("publish", state)
        and not any(is_same_principal(caller.principal or "", contributor) for contributor in state.contributors),
        "reject": can_publish and is_transition_allowed("reject", state),
        "withdraw": (can_publish and is_transition_allowed("withdraw", state))
        or (can_write and state.has_unpublished_work and is_only_contributor),
        "restore": can_publish
        and is_transition_allowed("restore", state)
        and not is_same_principal(caller.principal or "", state.withdrawn_by or ""),
    }
    return [action for action, is_allowed in allowed.items() if is_allowed]
