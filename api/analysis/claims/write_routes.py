"""Write routes of claims; the figures of a claim must have one unit."""

from typing import Any

from api.analysis.claims.collection import COLLECTION
from api.analysis.claims.judge import load_referenced_figures, to_referring_fact
from api.analysis.claims.model import Claim
from api.analysis.claims.queries import CLAIM_TABLE, to_claim_columns
from api.analysis.claims.validation import CLAIM_RULES, ClaimFigureKeyField, validate_units
from api.database.pool import Connection
from api.errors import ErrorDetail
from api.http.writes.input_models import build_input_model
from api.http.writes.references import KeyPointers, Reference, refer
from api.http.writes.uuid7 import new_uuid7
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.figures.point_in_time import PointInTime


async def validate_referenced_figures(connection: Connection, claim: Any) -> list[ErrorDetail]:
    """Check the units of the published figures; unpublished ones cannot be judged either."""
    fact = to_referring_fact(claim)
    referenced = await load_referenced_figures(connection, [fact], PointInTime.from_request(None, None))
    return list(validate_units(claim, referenced))


def _list_figures(claim: Any) -> KeyPointers:
    return [(f"/figures/{index}", figure) for index, figure in enumerate(claim.figures)]


def _list_key_indicator(claim: Any) -> KeyPointers:
    return [] if claim.figure_key is None else [("/figure_key/indicator", claim.figure_key.indicator)]


def _list_key_region(claim: Any) -> KeyPointers:
    return [] if claim.figure_key is None else [("/figure_key/region", claim.figure_key.region)]


WRITABLE = WritableCollection(
    COLLECTION,
    build_input_model(
        Claim,
        without=("id", *CLAIM_TABLE.computed),
        defaults={"figures": [], "figure_key": None, "qualifier": "exact"},
        types={"figure_key": ClaimFigureKeyField},
    ),
    rules=CLAIM_RULES,
    references=(
        refer("source", "source", "claim_is_made_by_a_source"),
        Reference("figure", "claim_is_about_existing_figures", _list_figures),
        refer("figure", "base_figure", "claim_is_about_existing_figures"),
        Reference("indicator", "claim_key_counts_an_indicator", _list_key_indicator),
        Reference("region", "claim_key_is_about_a_region", _list_key_region),
    ),
    to_columns=to_claim_columns,
    validate_references=validate_referenced_figures,
    new_key=new_uuid7,
)
handlers = build_write_routes(WRITABLE)
