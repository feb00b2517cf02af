"""Routes and query parameters of institutions."""

from datetime import date
from typing import Annotated, Any, get_args, get_type_hints

from api.http.reads.collection import Collection
from api.http.reads.list_parameters import ListParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.parameter_types import CODE, DATE, SEARCH_WORDS, SHORT_TEXT, list_of, one_of
from api.http.writes.input_models import build_input_model
from api.http.writes.references import KeyPointers, Reference
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.institutions.model import Institution
from api.resources.institutions.queries import INSTITUTION_TABLE

OPERATION_IDS = (
    "list_institutions",
    "read_institution",
    "list_institution_revisions",
    "create_institution",
    "revise_institution",
    "submit_institution",
    "publish_institution",
    "reject_institution",
    "withdraw_institution",
    "restore_institution",
)

INSTITUTION_KINDS: tuple[str, ...] = get_args(get_type_hints(Institution)["kind"])


class InstitutionListParameters(ListParameters, frozen=True, kw_only=True):
    kind: Annotated[tuple[str, ...] | None, list_of(one_of(INSTITUTION_KINDS)), "Only institutions of these kinds."] = (
        None
    )
    kode_klpd: Annotated[
        tuple[str, ...] | None,
        list_of(SHORT_TEXT),
        "Only institutions with these codes of the procurement agency (LKPP).",
    ] = None
    valid_on: Annotated[date | None, DATE, "Only institutions that exist on that day."] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only institutions with all of these words in code and names, each at the beginning of a word.",
    ] = None


COLLECTION = Collection(
    name="institutions",
    singular="institution",
    table=INSTITUTION_TABLE,
    parameters=InstitutionListParameters,
    key_type=CODE,
    description="Institutions that lead programs, state figures or publish sources, with their authority.",
)


def _list_successors(institution: Any) -> KeyPointers:
    return [(f"/succeeded_by/{index}", code) for index, code in enumerate(institution.succeeded_by)]


WRITABLE = WritableCollection(
    COLLECTION,
    build_input_model(Institution, without=tuple(INSTITUTION_TABLE.computed), defaults={"succeeded_by": []}),
    references=(Reference("institution", "institution_is_succeeded_by_existing_ones", _list_successors),),
)
handlers = [*build_read_routes(COLLECTION), *build_write_routes(WRITABLE)]
