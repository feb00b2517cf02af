"""Routes and query parameters of targets."""

from typing import Annotated

from api.http.reads.collection import Collection
from api.http.reads.filter_values import ValueSource, build_values_route
from api.http.reads.includes import IncludingRecordParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.operation import MAX_LARGE_BODY_BYTES
from api.http.request.parameter_types import CODE, UUID_PARAMETER, list_of
from api.http.writes.uuid7 import new_uuid7
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.figures.filter_values import FIGURE_VALUES
from api.resources.figures.includes import FIGURE_REFERENCES, build_includes
from api.resources.figures.parameters import CodeList, FigureListParameters
from api.resources.figures.validation import build_figure_input_model, to_figure_columns, validate_new_value
from api.resources.targets.model import Target
from api.resources.targets.queries import TARGET_TABLE
from api.resources.targets.validation import TARGET_REFERENCES, TARGET_RULES

OPERATION_IDS = (
    "list_targets",
    "read_target",
    "list_target_revisions",
    "list_target_values",
    "create_target",
    "revise_target",
    "submit_target",
    "publish_target",
    "reject_target",
    "withdraw_target",
    "restore_target",
)


class TargetListParameters(FigureListParameters, frozen=True, kw_only=True):
    plan: Annotated[CodeList, list_of(CODE), "Only targets of these plans; `none` for targets without a plan."] = None


VALUES = {**FIGURE_VALUES, "plan": ValueSource("coalesce(t.plan::text, 'none')", "source")}
COLLECTION = Collection(
    name="targets",
    singular="target",
    table=TARGET_TABLE,
    parameters=TargetListParameters,
    key_type=UUID_PARAMETER,
    description="Promised numbers, each with its citations. A revised target does not replace the earlier record; "
    "`as_of` selects the targets that were stated by a day.",
    record_parameters=IncludingRecordParameters,
    includes=build_includes(
        {**FIGURE_REFERENCES, "source": lambda target: (target.plan, *FIGURE_REFERENCES["source"](target))}
    ),
)
WRITABLE = WritableCollection(
    COLLECTION,
    build_figure_input_model(Target, tuple(TARGET_TABLE.computed)),
    rules=TARGET_RULES,
    references=TARGET_REFERENCES,
    validate_change=validate_new_value,
    to_columns=to_figure_columns,
    new_key=new_uuid7,
    max_body_bytes=MAX_LARGE_BODY_BYTES,
)
handlers = [build_values_route(COLLECTION, VALUES), *build_read_routes(COLLECTION), *build_write_routes(WRITABLE)]
