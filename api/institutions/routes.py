"""What may be asked of institutions."""

from typing import Annotated, get_args, get_type_hints

from api.http.entry import entry_of
from api.http.kinds import CODE, WORDS, one_of, several
from api.http.list_query import ListQuery
from api.http.listing import Collection, reads_of
from api.http.writable import Writable
from api.http.writing import writes_of
from api.institutions.model import Institution
from api.institutions.queries import INSTITUTIONS

KINDS: tuple[str, ...] = get_args(get_type_hints(Institution)["kind"])


class InstitutionQuery(ListQuery, frozen=True, kw_only=True):
    kind: Annotated[tuple[str, ...] | None, several(one_of(KINDS)), "Only institutions of these kinds."] = None
    kode_klpd: Annotated[
        tuple[str, ...] | None, several(WORDS), "Only institutions with these codes of the procurement agency."
    ] = None
    q: Annotated[str | None, WORDS, "Only institutions whose code or name contains these words."] = None


COLLECTION = Collection(
    name="institutions",
    singular="institution",
    chain=INSTITUTIONS,
    query=InstitutionQuery,
    key=CODE,
    about="Who leads, promises, reports or publishes, with the authority of their statements.",
)
WRITABLE = Writable(COLLECTION, entry_of(Institution))
handlers = [*reads_of(COLLECTION), *writes_of(WRITABLE)]
