"""Routes and query parameters of sources."""

from datetime import date
from typing import Annotated, get_args, get_type_hints

from api.errors import ErrorDetail
from api.http.reads.collection import Collection
from api.http.reads.filter_values import ValueSource, build_values_route
from api.http.reads.list_parameters import ListParameters, validate_range
from api.http.reads.read_routes import build_read_routes
from api.http.request.operation import MAX_LARGE_BODY_BYTES
from api.http.request.parameter_types import CODE, DATE, SEARCH_WORDS, list_of, one_of
from api.http.writes.input_models import build_input_model
from api.http.writes.references import refer
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.sources.model import Source
from api.resources.sources.queries import SOURCE_TABLE

OPERATION_IDS = (
    "list_sources",
    "read_source",
    "list_source_revisions",
    "list_source_values",
    "create_source",
    "revise_source",
    "submit_source",
    "publish_source",
    "reject_source",
    "withdraw_source",
    "restore_source",
)

SOURCE_KINDS: tuple[str, ...] = get_args(get_type_hints(Source)["kind"])


class SourceListParameters(ListParameters, frozen=True, kw_only=True):
    kind: Annotated[tuple[str, ...] | None, list_of(one_of(SOURCE_KINDS)), "Only sources of these kinds."] = None
    publisher: Annotated[tuple[str, ...] | None, list_of(CODE), "Only sources of these publishers."] = None
    published_from: Annotated[
        date | None, DATE, "Only sources published on this day or later; undated ones if their earliest day is."
    ] = None
    published_to: Annotated[
        date | None, DATE, "Only sources published on this day or earlier; undated ones if their latest day is."
    ] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only sources with all of these words in code, title and note, each at the beginning of a word.",
    ] = None

    def validate(self) -> list[ErrorDetail]:
        return validate_range(self, "published_from", "published_to")


VALUES = {"kind": ValueSource("t.kind"), "publisher": ValueSource("t.publisher", "institution")}
COLLECTION = Collection(
    name="sources",
    singular="source",
    table=SOURCE_TABLE,
    parameters=SourceListParameters,
    key_type=CODE,
    description="Documents that state figures, with or without a date.",
)
WRITABLE = WritableCollection(
    COLLECTION,
    build_input_model(Source, without=tuple(SOURCE_TABLE.computed), defaults={"authors": []}),
    references=(refer("institution", "publisher", "source_names_its_publisher"),),
    max_body_bytes=MAX_LARGE_BODY_BYTES,
)
handlers = [build_values_route(COLLECTION, VALUES), *build_read_routes(COLLECTION), *build_write_routes(WRITABLE)]
