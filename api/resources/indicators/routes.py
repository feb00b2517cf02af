"""Routes and query parameters of indicators."""

from typing import Annotated

from api.http.reads.collection import Collection
from api.http.reads.filter_values import ValueSource, build_values_route
from api.http.reads.list_parameters import ListParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.parameter_types import CODE, SEARCH_WORDS, list_of
from api.http.writes.input_models import build_input_model
from api.http.writes.references import refer
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.indicators.model import Indicator
from api.resources.indicators.queries import INDICATOR_TABLE

OPERATION_IDS = (
    "list_indicators",
    "read_indicator",
    "list_indicator_revisions",
    "list_indicator_values",
    "create_indicator",
    "revise_indicator",
    "submit_indicator",
    "publish_indicator",
    "reject_indicator",
    "withdraw_indicator",
    "restore_indicator",
)


class IndicatorListParameters(ListParameters, frozen=True, kw_only=True):
    lead_institution: Annotated[
        tuple[str, ...] | None, list_of(CODE), "Only indicators of programs that these institutions lead now."
    ] = None
    program: Annotated[tuple[str, ...] | None, list_of(CODE), "Only indicators of these programs."] = None
    unit: Annotated[tuple[str, ...] | None, list_of(CODE), "Only indicators in these units."] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only indicators with all of these words in code, names and definition, each at the beginning of a word.",
    ] = None


VALUES = {"program": ValueSource("t.program", "program"), "unit": ValueSource("t.unit", "unit")}
COLLECTION = Collection(
    name="indicators",
    singular="indicator",
    table=INDICATOR_TABLE,
    parameters=IndicatorListParameters,
    key_type=CODE,
    description="What programs count, each in one unit.",
)
WRITABLE = WritableCollection(
    COLLECTION,
    build_input_model(Indicator, without=tuple(INDICATOR_TABLE.computed), defaults={"partitions": []}),
    references=(
        refer("program", "program", "indicator_belongs_to_a_program"),
        refer("unit", "unit", "indicator_counts_in_a_unit"),
        refer("indicator", "population_indicator", "indicator_names_its_population"),
        refer("indicator", "variant_of", "indicator_names_its_variant"),
    ),
)
handlers = [build_values_route(COLLECTION, VALUES), *build_read_routes(COLLECTION), *build_write_routes(WRITABLE)]
