"""Parse series keys such as `umkm-onboarded.stock.ID._T`: one or more codes per dimension, separated by `+`."""

from typing import TypeAlias

from api.errors import ErrorDetail, InvalidRequestError, Text
from api.exchange.sdmx.query.filters import VALUE_PATTERN
from api.exchange.sdmx.structure.dataflows import DataStructure
from api.exchange.sdmx.structure.identifiers import WILDCARDS
from api.http.request.parameter_types import ParameterType, text_matching

_DIMENSION_PATTERN = rf"(?:\*|{VALUE_PATTERN}(?:\+{VALUE_PATTERN})*)?"
_KEY = rf"{_DIMENSION_PATTERN}(?:\.{_DIMENSION_PATTERN}){{0,20}}"
SERIES_KEY: ParameterType = text_matching(
    "not_a_key",
    rf"{_KEY}(?:,{_KEY}){{0,49}}",
    Text(
        "harus kunci seperti umkm-onboarded.stock.ID._T; bagian kosong atau * berarti semua",
        "must be a key such as umkm-onboarded.stock.ID._T; an empty part or * means all",
    ),
    document_pattern="[A-Za-z0-9_@$*+.,-]*",
)

# The codes by dimension; a dimension that is missing here is not filtered.
SeriesKey: TypeAlias = "dict[str, tuple[str, ...]]"


def parse_series_keys(text: str, structure: DataStructure, *, may_be_partial: bool = False) -> list[SeriesKey]:
    """Parse keys separated by commas. Return an empty list for all series. Raise InvalidRequestError.

    If a key `may_be_partial`, missing parts at its end mean all, as in SDMX-REST 2.
    """
    try:
        SERIES_KEY.parse(text)
    except ValueError:
        raise InvalidRequestError(
            "parameters", [ErrorDetail(SERIES_KEY.code, SERIES_KEY.error_text, parameter="key")]
        ) from None
    if text in ("", *WILDCARDS):
        return []
    return [_parse_series_key(key, structure, may_be_partial=may_be_partial) for key in text.split(",")]


def _parse_series_key(key: str, structure: DataStructure, *, may_be_partial: bool) -> SeriesKey:
    slots = key.split(".")
    names = [dimension.id for dimension in structure.series]
    if len(slots) > len(names) or (len(slots) < len(names) and not may_be_partial):
        order = ".".join(names)
        text = Text(
            f"terdiri dari {len(slots)} bagian, seharusnya {len(names)}: {order}",
            f"has {len(slots)} parts, but must have {len(names)}: {order}",
        )
        raise InvalidRequestError("parameters", [ErrorDetail(SERIES_KEY.code, text, parameter="key")])
    return {name: tuple(slot.split("+")) for name, slot in zip(names, slots, strict=False) if slot not in ("", "*")}
