"""What reports may be asked for."""

from collections.abc import Mapping
from typing import Annotated, Literal

from api.figures.entry import columns_of, faults_of, figure_entry
from api.figures.figure_query import FigureQuery
from api.http.identity import new_identity
from api.http.kinds import FLAG, IDENTIFIER, one_of, several
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of
from api.realizations.model import Realization
from api.realizations.preference_routes import preferences_of
from api.realizations.preference_writes import preferring
from api.realizations.preferred import Preferred
from api.realizations.queries import REALIZATIONS


class RealizationQuery(FigureQuery, frozen=True, kw_only=True):
    quality: Annotated[
        tuple[str, ...] | None,
        several(one_of(("final", "provisional", "estimate"))),
        "Only figures of these qualities.",
    ] = None
    preferred: Annotated[
        Literal["true"] | None,
        FLAG,
        "Only the preferred realization of each key: stated by `as_of`, and not retracted. Where a person overruled "
        "the rule, `preference` tells who and why.",
    ] = None

    def filters(self) -> Mapping[str, object]:
        asked = dict(super().filters())
        if self.preferred:
            asked["preferred"] = Preferred(self.as_of, self.known_at)
        return asked


COLLECTION = Collection(
    name="realizations",
    singular="realization",
    chain=REALIZATIONS,
    query=RealizationQuery,
    key=IDENTIFIER,
    about="What was reported as reached, every number with its citations. Reports that contradict each other stand "
    "beside each other; `preferred=true` keeps one for each key.",
)
WRITABLE = Writable(
    COLLECTION,
    figure_entry(Realization),
    faults=faults_of,
    columns=columns_of,
    identity=new_identity,
)
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE), *preferences_of(COLLECTION), *preferring(COLLECTION)]
