"""Route: check_claim, which judges a claim without storing it."""

from litestar.di import NamedDependency

from api.analysis.claims.collection import COLLECTION
from api.analysis.claims.judge import compute_judgments, load_referenced_figures, to_claim_fact
from api.analysis.claims.judgment_model import ClaimJudgment
from api.analysis.claims.parameters import ClaimCheckParameters
from api.analysis.claims.validation import (
    ClaimCheckInput,
    validate_base,
    validate_claim_check,
    validate_references,
    validate_units,
)
from api.analysis.rules.version import RULES_VERSION
from api.database.pool import Database
from api.errors import InvalidRequestError
from api.http.reads.record import JSON_ENCODER
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, post
from api.http.request.rate_limit import EXPENSIVE_COST
from api.http.request.read_json import read_json
from api.http.writes.writable import WritableCollection
from api.resources.figures.point_in_time import PointInTime

CLAIM_CHECK = WritableCollection(COLLECTION, ClaimCheckInput, validate=validate_claim_check)


@post(
    "/v1/claims/check",
    cost=EXPENSIVE_COST,
    summary="Check a claim without storing it",
    description="Returns the judgment of a claim, for example before publication. The service stores nothing "
    "and requires no key while public reading is enabled. The figures must be published; without `base_figure` "
    "the service selects it by `base`, among the figures that `source` can have known.",
    tag="claims",
    requires="public",
    response_model=ClaimJudgment,
    query_model=ClaimCheckParameters,
    body_model=ClaimCheckInput,
    response_headers=("Capaian-Rules-Version",),
)
async def check_claim(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: ClaimCheckParameters = request.query
    _, claim = await read_json(request, ClaimCheckInput)
    CLAIM_CHECK.to_row(claim)  # raises InvalidRequestError
    point, fact = PointInTime.from_request(query.as_of, query.known_at), to_claim_fact(claim)
    async with open_read_session(request, database, repeatable_read=True) as connection:
        referenced = await load_referenced_figures(connection, [fact], point)
        if errors := [
            each for rule in (validate_references, validate_units, validate_base) for each in rule(claim, referenced)
        ]:
            raise InvalidRequestError("body", errors)
        (judgment,) = await compute_judgments(connection, [fact], point)
    return build_response(
        JSON_ENCODER.encode(judgment), headers={"cache-control": "no-store", "capaian-rules-version": RULES_VERSION}
    )
