"""Query parameters of structure requests."""

from typing import Annotated

from api.exchange.sdmx.structure.artefacts import REFERENCES
from api.http.request.parameter_types import one_of
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
        str,
        one_of(tuple(REFERENCES)),
        "The related structures to add: those that refer to the result, or that it uses.",
    ] = "none"
