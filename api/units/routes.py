"""What may be asked of units."""

from typing import Annotated

from api.http.kinds import CODE, WORDS
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of
from api.units.queries import UNITS


class UnitQuery(ListQuery, frozen=True, kw_only=True):
    q: Annotated[str | None, WORDS, "Only units whose code, names or symbol contain these words."] = None


COLLECTION = Collection(
    name="units",
    singular="unit",
    chain=UNITS,
    query=UnitQuery,
    key=CODE,
    about="What indicators count in.",
    is_written=False,
)
handlers = reads_of(COLLECTION)
