"""The collection of claims."""

from api.analysis.claims.parameters import ClaimListParameters
from api.analysis.claims.queries import CLAIM_TABLE
from api.http.reads.collection import Collection
from api.http.request.parameter_types import UUID_PARAMETER

COLLECTION = Collection(
    name="claims",
    singular="claim",
    table=CLAIM_TABLE,
    parameters=ClaimListParameters,
    key_type=UUID_PARAMETER,
    description="Statements of sources about the relation of numbers, each recomputed from its figures.",
)
