"""What may be asked of indicators."""

from typing import Annotated

from api.http.entry import entry_of
from api.http.kinds import CODE, WORDS, several
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of
from api.indicators.model import Indicator
from api.indicators.queries import INDICATORS


class IndicatorQuery(ListQuery, frozen=True, kw_only=True):
    institution: Annotated[
        tuple[str, ...] | None, several(CODE), "Only indicators of programs that these institutions lead today."
    ] = None
    program: Annotated[tuple[str, ...] | None, several(CODE), "Only indicators of these programs."] = None
    unit: Annotated[tuple[str, ...] | None, several(CODE), "Only indicators in these units."] = None
    q: Annotated[str | None, WORDS, "Only indicators whose code, names or definition contain these words."] = None


COLLECTION = Collection(
    name="indicators",
    singular="indicator",
    chain=INDICATORS,
    query=IndicatorQuery,
    key=CODE,
    about="What programs count, each in one unit.",
)
WRITABLE = Writable(COLLECTION, entry_of(Indicator))
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE)]
