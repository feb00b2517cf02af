"""The parameter `include`: records that a response contains next to those that refer to them by code."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from api.database.pool import Connection
from api.database.revision_reads import RevisionTable
from api.http.reads.find_records import find_records
from api.http.reads.list_parameters import RecordParameters
from api.http.reads.page import IncludingPage, Page
from api.http.request.api_request import ApiRequest
from api.http.request.parameter_types import list_of, one_of

INCLUDED_TYPES = ("region", "indicator", "institution", "source", "unit", "program")
IncludeParameter = Annotated[
    tuple[str, ...] | None,
    list_of(one_of(INCLUDED_TYPES)),
    "Add the records of these types to which the response refers, as `included`: each once, by type and code.",
]


class IncludingRecordParameters(RecordParameters, frozen=True, kw_only=True):
    """Parameters of one record that can include others."""

    include: IncludeParameter = None


@dataclass(frozen=True, slots=True)
class Includes:
    """What a collection includes.

    `model` has one optional field per type: a map of records by code. `tables` contains their tables, and `references`
    the functions that return the codes of a record; None is no reference.
    """

    model: type[msgspec.Struct]
    tables: Mapping[str, RevisionTable[Any]]
    references: Mapping[str, Callable[[Any], Iterable[str | None]]]


def build_page_model(model: type[msgspec.Struct], includes: Includes | None) -> Any:
    """Return the model of a page of records, with `included` if the collection has any."""
    return Page[model] if includes is None else IncludingPage[model, includes.model]  # type: ignore[name-defined,valid-type]  # the models are values here


def includes_records(request: ApiRequest) -> bool:
    """Return whether the request has `include`; then all queries of its response need one snapshot."""
    return getattr(request.query, "include", None) is not None


async def load_included(
    includes: Includes | None, request: ApiRequest, connection: Connection, records: Sequence[Any]
) -> msgspec.Struct | None:
    """Load the records of the types in `include` that the caller may read, as known at `known_at` of the request.

    There is one query per type. Return None without `include`.
    """
    if includes is None or not includes_records(request):
        return None
    fields: dict[str, Mapping[str, Any]] = {}
    for record_type in request.query.include:
        list_codes = includes.references[record_type]
        codes = sorted({code for record in records for code in list_codes(record) if code is not None})
        fields[record_type] = await find_records(
            connection,
            includes.tables[record_type],
            codes,
            request.query.known_at,
            with_withdrawn=request.caller.may_read_withdrawn,
        )
    return includes.model(**fields)
