"""What may be asked of structures."""

from typing import Annotated

from api.http.kinds import one_of
from api.http.query import Query
from api.sdmx.artefacts import REFERENCES

_DETAILS = (
    "full",
    "allstubs",
    "allcompletestubs",
    "referencestubs",
    "referencecompletestubs",
    "referencepartial",
)


class SdmxStructureQuery(Query, frozen=True, kw_only=True):
    detail: Annotated[
        str, one_of(_DETAILS), "A stub has names alone: of everything, or of what was not asked for by its own id."
    ] = "full"
    references: Annotated[
        str, one_of(tuple(REFERENCES)), "Which structures to tell beside those asked for, by who names whom."
    ] = "none"
