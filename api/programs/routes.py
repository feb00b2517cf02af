"""What may be asked of programs."""

from typing import Annotated

from api.http.entry import entry_of
from api.http.kinds import CODE, WORDS, several
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of
from api.programs.model import Program
from api.programs.queries import PROGRAMS


class ProgramQuery(ListQuery, frozen=True, kw_only=True):
    institution: Annotated[tuple[str, ...] | None, several(CODE), "Only programs led by these institutions."] = None
    program: Annotated[tuple[str, ...] | None, several(CODE), "Only these programs."] = None
    unit: Annotated[tuple[str, ...] | None, several(CODE), "Only programs that count something in these units."] = None
    q: Annotated[str | None, WORDS, "Only programs whose code, names or description contain these words."] = None


COLLECTION = Collection(
    name="programs",
    singular="program",
    chain=PROGRAMS,
    query=ProgramQuery,
    key=CODE,
    about="Government programs and who leads them.",
)
WRITABLE = Writable(COLLECTION, entry_of(Program))
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE)]
