"""Write routes of claims; the figures of a claim must have one unit."""

from typing import Any

from api.analysis.claims.collection import COLLECTION
from api.analysis.claims.judge import load_referenced_figures, to_claim_fact
from api.analysis.claims.model import Claim
from api.analysis.claims.queries import CLAIM_TABLE, to_claim_columns
from api.analysis.claims.validation import ClaimFigureKeyField, validate_claim, validate_units
from api.database.pool import Connection
from api.errors import ErrorDetail
from api.http.writes.input_models import build_input_model
from api.http.writes.uuid7 import new_uuid7
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.figures.point_in_time import PointInTime


async def validate_referenced_figures(connection: Connection, claim: Any) -> list[ErrorDetail]:
    """Check the units of the published figures; unpublished ones cannot be judged either."""
    referenced = await load_referenced_figures(connection, [to_claim_fact(claim)], PointInTime.from_request(None, None))
    return list(validate_units(claim, referenced))


WRITABLE = WritableCollection(
    COLLECTION,
    build_input_model(
        Claim,
        without=("id", *CLAIM_TABLE.computed),
        defaults={"figures": [], "figure_key": None, "qualifier": "exact"},
        types={"figure_key": ClaimFigureKeyField},
    ),
    validate=validate_claim,
    to_columns=to_claim_columns,
    validate_references=validate_referenced_figures,
    new_key=new_uuid7,
)
handlers = build_write_routes(WRITABLE)
