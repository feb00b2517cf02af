"""A claim that is judged and not stored: whoever writes a sentence can test it first."""

from litestar import post
from litestar.di import NamedDependency

from api.claims.collection import COLLECTION
from api.claims.entry import ClaimToCheck, faults_of_base, faults_of_named, faults_of_units, faults_of_unstored
from api.claims.judged import ClaimJudgement
from api.claims.judging import Moment, fact_of, judgements_of, named_by
from api.claims.query import CheckQuery
from api.faults import Invalid
from api.http.acting_as import reading
from api.http.body import read_body
from api.http.decoding import decode
from api.http.entity import ENCODER
from api.http.operation import CapaianRequest, Operation, answer
from api.http.whole import WholeAnswer
from api.http.writable import Writable
from api.postgres.pool import Database
from api.rules.version import RULES

UNSTORED = Writable(COLLECTION, ClaimToCheck, faults=faults_of_unstored)


@post(
    "/v1/claims/check",
    operation_id="check_claim",
    status_code=200,
    opt={
        "operation": Operation(
            summary="Check a claim without entering it",
            description="What would come of it: a sentence can be tested before it is printed or entered. Nothing is "
            "stored, and no key is needed. Figures have to be published; without `base_figure`, `base` leads to one.",
            tag="claims",
            asks="public",
            answers=ClaimJudgement,
            query=CheckQuery,
            takes=ClaimToCheck,
            headers=("Capaian-Rules",),
        )
    },
)
async def check_claim(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    query: CheckQuery = request.query
    claim = decode(await read_body(request), ClaimToCheck)
    UNSTORED.row(claim)  # raises Invalid
    moment, fact = Moment(query.as_of, query.known_at), fact_of(claim)
    async with reading(request, database, of_one_moment=True) as connection:
        named = await named_by(connection, [fact], moment)
        if faults := [
            each for rule in (faults_of_named, faults_of_units, faults_of_base) for each in rule(claim, named)
        ]:
            raise Invalid("body", faults)
        (judgement,) = await judgements_of(connection, [fact], moment)
    return answer(ENCODER.encode(judgement), headers={"cache-control": "no-store", "capaian-rules": RULES})
