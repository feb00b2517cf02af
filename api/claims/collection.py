"""Claims as a collection on the wire."""

from api.claims.queries import CLAIMS
from api.claims.query import ClaimQuery
from api.http.kinds import IDENTIFIER
from api.http.listing import Collection

COLLECTION = Collection(
    name="claims",
    singular="claim",
    chain=CLAIMS,
    query=ClaimQuery,
    key=IDENTIFIER,
    about="What sources say about the relation of numbers, each recomputed from the figures it is about.",
)
