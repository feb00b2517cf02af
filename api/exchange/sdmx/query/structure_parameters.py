"""Query parameters of structure requests."""

from typing import Annotated

from api.exchange.sdmx.structure.artefacts import REFERENCES
from api.http.request.parameter_types import list_of, one_of
from api.http.request.query_string import QueryParameters

_DETAILS = (
    "full",
    "allstubs",
    "allcompletestubs",
    "referencestubs",
    "referencecompletestubs",
    "referencepartial",
)


class SdmxStructureParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of structure requests."""

    detail: Annotated[
        str,
        one_of(_DETAILS),
        "`allstubs` returns only ids and names, `referencestubs` does so for the structures that `references` adds.",
    ] = "full"
    references: Annotated[
        tuple[str, ...],
        list_of(one_of(REFERENCES)),
        "The related structures to add: by relation, such as `children` (used by the result) or `parents` (using it), "
        "or all of one kind.",
    ] = ("none",)
