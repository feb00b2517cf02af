"""If-Match: a change is made to the state that its author saw, or not at all (RFC 9110, 13.1.1)."""

import re

from api.faults import Refusal
from api.http.conditional import uncoded_tag
from api.http.operation import CapaianRequest, field_of

# An entity's tag begins with its revision, which never changes; the rest is of the answer, whose coding and
# allowed_actions depend on who asks.
_TAG = re.compile(r'"([1-9][0-9]{0,9})-[^"]*"')


class Stale(Refusal):
    """The entity was changed since, or never had this tag."""


class Unconditional(Refusal):
    """A change was asked for without saying of which state."""


def require_current(request: CapaianRequest, revision: int, *, required: bool) -> None:
    """Raises Unconditional without If-Match where it is required, Stale where it names another revision."""
    given = field_of(request, "if-match").strip()
    if not given and required:
        raise Unconditional
    if not given or given == "*":
        return
    named = {int(tag[1]) for member in given.split(",") if (tag := _TAG.fullmatch(uncoded_tag(member.strip())))}
    if revision not in named:
        raise Stale
