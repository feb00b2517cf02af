"""Route: check_claim, which judges a claim without storing it."""

from functools import partial

from litestar.di import NamedDependency

from api.analysis.claims.collection import COLLECTION
from api.analysis.claims.judge import compute_judgments, load_referenced_figures, to_claim_fact, to_referring_fact
from api.analysis.claims.judgment_model import ClaimJudgment
from api.analysis.claims.parameters import ClaimCheckParameters
from api.analysis.claims.validation import (
    CLAIM_CHECK_RULES,
    ClaimCheckInput,
    validate_base,
    validate_references,
    validate_units,
)
from api.analysis.rules.version import RULES_VERSION
from api.database.pool import Database
from api.errors import InvalidRequestError
from api.http.reads.record import JSON_ENCODER
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, post
from api.http.request.partial_input import check_rules
from api.http.request.rate_limit import EXPENSIVE_COST
from api.http.request.read_json import read_input
from api.http.writes.writable import WritableCollection
from api.resources.figures.point_in_time import PointInTime

CLAIM_CHECK = WritableCollection(COLLECTION, ClaimCheckInput, rules=CLAIM_CHECK_RULES)


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
    _, decoded = await read_input(request, ClaimCheckInput)
    claim, point = decoded.content, PointInTime.from_request(query.as_of, query.known_at)
    errors = [*decoded.errors, *CLAIM_CHECK.find_rule_errors(claim)]
    async with open_read_session(request, database, repeatable_read=True) as connection:
        referenced = await load_referenced_figures(connection, [to_referring_fact(claim)], point)
        rules = (validate_references, validate_units, validate_base)
        errors += check_rules([partial(rule, referenced=referenced) for rule in rules], claim)
        if errors:
            raise InvalidRequestError("body", errors, decoded.unlisted)
        (judgment,) = await compute_judgments(connection, [to_claim_fact(claim)], point)
    return build_response(
        JSON_ENCODER.encode(judgment), headers={"cache-control": "no-store", "capaian-rules-version": RULES_VERSION}
    )
