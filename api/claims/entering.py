"""Entering a claim: as every noun is entered, but that its figures have to be of one unit."""

from typing import Any

from api.claims.collection import COLLECTION
from api.claims.entry import faults_of, faults_of_units
from api.claims.judging import Moment, fact_of, named_by
from api.claims.model import Claim
from api.faults import Fault
from api.http.entry import entry_of
from api.http.identity import new_identity
from api.http.writable import Writable
from api.http.writing import writes_of
from api.postgres.pool import Connection


async def faults_among_figures(connection: Connection, claim: Any) -> list[Fault]:
    """Figures that are not published yet are not looked at: of them nothing can be judged either."""
    named = await named_by(connection, [fact_of(claim)], Moment(None, None))
    return list(faults_of_units(claim, named))


WRITABLE = Writable(
    COLLECTION,
    entry_of(Claim, without=("id",), defaults={"subjects": []}),
    faults=faults_of,
    faults_among=faults_among_figures,
    identity=new_identity,
)
handlers = writes_of(WRITABLE)
