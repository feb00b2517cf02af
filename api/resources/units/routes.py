"""Routes and query parameters of units."""

from typing import Annotated, get_args, get_type_hints

from api.http.reads.collection import Collection
from api.http.reads.list_parameters import ListParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.parameter_types import CODE, SEARCH_WORDS, list_of, one_of
from api.http.writes.input_models import build_input_model
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.units.model import MeasureUnit
from api.resources.units.queries import UNIT_TABLE

OPERATION_IDS = (
    "list_units",
    "read_unit",
    "list_unit_revisions",
    "create_unit",
    "revise_unit",
    "submit_unit",
    "publish_unit",
    "reject_unit",
    "withdraw_unit",
    "restore_unit",
)

UNIT_KINDS: tuple[str, ...] = get_args(get_type_hints(MeasureUnit)["kind"])


class UnitListParameters(ListParameters, frozen=True, kw_only=True):
    kind: Annotated[tuple[str, ...] | None, list_of(one_of(UNIT_KINDS)), "Only units of these kinds."] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only units with all of these words in code, names and symbol, each at the beginning of a word.",
    ] = None


COLLECTION = Collection(
    name="units",
    singular="unit",
    table=UNIT_TABLE,
    parameters=UnitListParameters,
    key_type=CODE,
    description="Units of indicators, with the kind that decides which numbers are valid.",
)
WRITABLE = WritableCollection(COLLECTION, build_input_model(MeasureUnit, without=tuple(UNIT_TABLE.computed)))
handlers = [*build_read_routes(COLLECTION), *build_write_routes(WRITABLE)]
