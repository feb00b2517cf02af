"""What may be asked of claims."""

from typing import Annotated, get_args, get_type_hints

from api.claims.model import Claim
from api.claims.queries import CLAIMS
from api.http.kinds import CODE, IDENTIFIER, one_of, several
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of

KINDS: tuple[str, ...] = get_args(get_type_hints(Claim)["kind"])


class ClaimQuery(ListQuery, frozen=True, kw_only=True):
    source: Annotated[tuple[str, ...] | None, several(CODE), "Only claims made by these sources."] = None
    kind: Annotated[tuple[str, ...] | None, several(one_of(KINDS)), "Only claims of these kinds."] = None


COLLECTION = Collection(
    name="claims",
    singular="claim",
    chain=CLAIMS,
    query=ClaimQuery,
    key=IDENTIFIER,
    about="What sources say about the relation of numbers.",
)
handlers = reads_of(COLLECTION)
