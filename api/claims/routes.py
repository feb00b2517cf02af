"""What may be asked of claims."""

from typing import Annotated, get_args, get_type_hints

from api.claims.entry import faults_of
from api.claims.model import Claim
from api.claims.queries import CLAIMS
from api.http.entry import entry_of
from api.http.identity import new_identity
from api.http.kinds import CODE, IDENTIFIER, one_of, several
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of

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
WRITABLE = Writable(
    COLLECTION,
    entry_of(Claim, without=("id",), defaults={"subjects": []}),
    faults=faults_of,
    identity=new_identity,
)
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE)]
