"""Routes and query parameters of realizations."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from api.http.reads.collection import Collection
from api.http.reads.filter_values import ValueSource, build_values_route
from api.http.reads.includes import IncludingRecordParameters
from api.http.reads.read_routes import build_read_routes
from api.http.request.operation import MAX_LARGE_BODY_BYTES
from api.http.request.parameter_types import FLAG, UUID_PARAMETER, list_of, one_of
from api.http.writes.uuid7 import new_uuid7
from api.http.writes.writable import WritableCollection
from api.http.writes.write_routes import build_write_routes
from api.resources.figures.filter_values import FIGURE_VALUES
from api.resources.figures.includes import FIGURE_REFERENCES, build_includes
from api.resources.figures.parameters import FigureListParameters
from api.resources.figures.point_in_time import PointInTime
from api.resources.figures.validation import (
    STORED_REFERENCES,
    build_figure_input_model,
    to_figure_columns,
    validate_new_value,
)
from api.resources.realizations.model import Realization
from api.resources.realizations.preference_read_routes import build_preference_read_routes
from api.resources.realizations.preference_write_routes import build_preference_write_routes
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.realizations.validation import REALIZATION_RULES

OPERATION_IDS = (
    "list_realizations",
    "read_realization",
    "list_realization_revisions",
    "list_realization_values",
    "create_realization",
    "revise_realization",
    "submit_realization",
    "publish_realization",
    "reject_realization",
    "withdraw_realization",
    "restore_realization",
    "read_preference",
    "list_preference_revisions",
    "prefer_realization",
    "withdraw_preference",
)


class RealizationListParameters(FigureListParameters, frozen=True, kw_only=True):
    quality: Annotated[
        tuple[str, ...] | None,
        list_of(one_of(("final", "provisional", "estimate"))),
        "Only figures of these qualities.",
    ] = None
    preferred: Annotated[
        Literal["true"] | None,
        FLAG,
        "Only the preferred realization of each key, stated by `as_of` and not retracted. `preference` has the author "
        "and the reason of a manual preference.",
    ] = None

    def filters(self) -> Mapping[str, object]:
        filters = dict(super().filters())
        if self.preferred:
            filters["preferred"] = PointInTime.from_request(self.as_of, self.known_at)
        return filters

    def get_applied_day(self) -> date | None:
        return PointInTime.from_request(self.as_of, self.known_at).as_of if self.preferred else self.as_of


VALUES = {**FIGURE_VALUES, "quality": ValueSource("t.quality")}
COLLECTION = Collection(
    name="realizations",
    singular="realization",
    table=REALIZATION_TABLE,
    parameters=RealizationListParameters,
    key_type=UUID_PARAMETER,
    description="Numbers that were reported as reached, each with its citations. Reports that contradict each other "
    "are all listed; `preferred=true` selects one per key.",
    record_parameters=IncludingRecordParameters,
    includes=build_includes(FIGURE_REFERENCES),
)
WRITABLE = WritableCollection(
    COLLECTION,
    build_figure_input_model(Realization, tuple(REALIZATION_TABLE.computed)),
    rules=REALIZATION_RULES,
    references=STORED_REFERENCES,
    validate_change=validate_new_value,
    to_columns=to_figure_columns,
    new_key=new_uuid7,
    max_body_bytes=MAX_LARGE_BODY_BYTES,
)
handlers = [
    build_values_route(COLLECTION, VALUES),
    *build_read_routes(COLLECTION),
    *build_write_routes(WRITABLE),
    *build_preference_read_routes(COLLECTION),
    *build_preference_write_routes(COLLECTION),
]
