"""Routes and query parameters of programs."""

from datetime import datetime
from typing import Annotated

from api.database.revision_reads import BindValue, published_condition
from api.http.reads.collection import Collection
from api.http.reads.filter_values import ValueSource, build_values_route
from api.http.reads.list_parameters import ListParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.parameter_types import CODE, SEARCH_WORDS, list_of
from api.http.writes.input_models import build_input_model
from api.http.writes.references import refer
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.programs.model import Program
from api.resources.programs.queries import PROGRAM_TABLE

OPERATION_IDS = (
    "list_programs",
    "read_program",
    "list_program_revisions",
    "list_program_values",
    "create_program",
    "revise_program",
    "submit_program",
    "publish_program",
    "reject_program",
    "withdraw_program",
    "restore_program",
)


class ProgramListParameters(ListParameters, frozen=True, kw_only=True):
    code: Annotated[tuple[str, ...] | None, list_of(CODE), "Only the programs with these codes."] = None
    lead_institution: Annotated[tuple[str, ...] | None, list_of(CODE), "Only programs led by these institutions."] = (
        None
    )
    unit: Annotated[tuple[str, ...] | None, list_of(CODE), "Only programs with an indicator in these units."] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only programs with all of these words in code, names and description, each at the beginning of a word.",
    ] = None


def _join_units(known_at: datetime | None, bind: BindValue) -> str:
    return (
        "LATERAL (SELECT DISTINCT i.unit FROM indicator i WHERE i.program = t.code "
        f"AND {published_condition('i', known_at, bind)}) AS counted"
    )


VALUES = {
    "lead_institution": ValueSource("t.lead_institution", "institution"),
    "unit": ValueSource("counted.unit", "unit", _join_units),
}
COLLECTION = Collection(
    name="programs",
    singular="program",
    table=PROGRAM_TABLE,
    parameters=ProgramListParameters,
    key_type=CODE,
    description="Government programs and the institutions that lead them.",
)
WRITABLE = WritableCollection(
    COLLECTION,
    build_input_model(Program, without=tuple(PROGRAM_TABLE.computed)),
    references=(refer("institution", "lead_institution", "program_names_its_lead_institution"),),
)
handlers = [build_values_route(COLLECTION, VALUES), *build_read_routes(COLLECTION), *build_write_routes(WRITABLE)]
