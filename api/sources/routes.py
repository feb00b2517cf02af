"""What may be asked of sources."""

from datetime import date
from typing import Annotated, get_args, get_type_hints

from api.faults import Fault
from api.http.entry import entry_of
from api.http.kinds import CODE, DAY, WORDS, one_of, several
from api.http.list_query import ListQuery, reversed_range
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of
from api.sources.model import Source
from api.sources.queries import SOURCES

KINDS: tuple[str, ...] = get_args(get_type_hints(Source)["kind"])


class SourceQuery(ListQuery, frozen=True, kw_only=True):
    kind: Annotated[tuple[str, ...] | None, several(one_of(KINDS)), "Only sources of these kinds."] = None
    publisher: Annotated[tuple[str, ...] | None, several(CODE), "Only sources of these publishers."] = None
    published_from: Annotated[
        date | None, DAY, "Only sources published on or after this day, or surely after it where undated."
    ] = None
    published_to: Annotated[
        date | None, DAY, "Only sources published on or before this day, or surely before it where undated."
    ] = None
    q: Annotated[str | None, WORDS, "Only sources whose code, title or note contains these words."] = None

    def faults(self) -> list[Fault]:
        return reversed_range(self, "published_from", "published_to")


COLLECTION = Collection(
    name="sources",
    singular="source",
    chain=SOURCES,
    query=SourceQuery,
    key=CODE,
    about="The documents that state figures, dated or not.",
)
WRITABLE = Writable(COLLECTION, entry_of(Source, defaults={"authors": []}))
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE)]
