"""Combination of the columns of an amount: value, value_to, qualifier, resolution and unit."""

from decimal import Decimal
from typing import Any

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.number_words import GENERIC_UNIT
from api.exchange.imports.cells.numbers import ParsedAmount
from api.exchange.imports.cells.ranges import join_ends
from api.resources.figures.validation import validate_range

EXACT_RESOLUTION = Decimal(1)


def combine_amount(content: dict[str, Any], errors: list[ErrorDetail]) -> str | None:
    """Set value, value_to and resolution; the column `resolution` overrides the notation. Return the unit."""
    stated: ParsedAmount | None = content.get("value")
    unit: str | None = content.pop("unit", None)
    if stated is not None:
        content["value"] = stated.value
        _combine_qualifier(content, stated.qualifier, errors)
        if stated.has_mark and content.get("quality", "final") == "final":
            errors.append(ErrorDetail("unexplained_mark", UNEXPLAINED_MARK, pointer="/value"))
        stated = _combine_range(content, stated, errors)
        if stated.unit is not None:
            if unit is not None and stated.unit not in (unit, GENERIC_UNIT):
                errors.append(ErrorDetail("units_disagree", _unit_conflict_text(stated.unit, unit), pointer="/unit"))
            unit = stated.unit if unit is None else unit
    elif (end := content.get("value_to")) is not None:
        content["value_to"] = end.value
    if "resolution" in content:
        own: ParsedAmount | None = content["resolution"]
        content["resolution"] = (
            own.value if own is not None else stated.resolution if stated is not None else EXACT_RESOLUTION
        )
    elif stated is not None and stated.has_explicit_precision:
        content["resolution"] = stated.resolution
    return unit


def _combine_qualifier(content: dict[str, Any], written: str | None, errors: list[ErrorDetail]) -> None:
    """Set the qualifier from its column or from the cell of the value; both must agree."""
    if "qualifier" in content:
        stated = content["qualifier"]
        if stated is not None and written not in (None, stated):
            detail = QUALIFIER_CONFLICT.fill(stated, str(written))
            errors.append(ErrorDetail("qualifiers_disagree", detail, pointer="/qualifier"))
        content["qualifier"] = stated or written or "exact"
    elif written is not None:
        content["qualifier"] = written


def _combine_range(content: dict[str, Any], stated: ParsedAmount, errors: list[ErrorDetail]) -> ParsedAmount:
    """Set value_to from its column, or from a range in the column value. Return the unit and rounding of both ends."""
    end: ParsedAmount | None = content.get("value_to")
    upper = end.value if end is not None else stated.range_end
    if upper is None:
        return stated
    content["value_to"] = upper
    errors += validate_range(upper, stated.value, content.get("qualifier", "exact"))
    if end is None:
        return stated
    if stated.range_end not in (None, upper):
        detail = RANGE_CONFLICT.fill(f"{upper:f}", f"{stated.range_end:f}")
        errors.append(ErrorDetail("range_ends_disagree", detail, pointer="/value_to"))
    if stated.unit is not None and end.unit not in (None, stated.unit):
        errors.append(ErrorDetail("units_disagree", _unit_conflict_text(stated.unit, end.unit), pointer="/value_to"))
    return join_ends(stated, end)


def _unit_conflict_text(written: str, column: str) -> Text:
    return UNIT_CONFLICT.fill(column, written)


RANGE_CONFLICT = Text(
    "berisi {0}, sedangkan kolom value memuat rentang sampai {1}. Samakan keduanya",
    "is {0}, but the column value has a range up to {1}; both must agree",
)
QUALIFIER_CONFLICT = Text(
    "berisi {0}, sedangkan nilainya ditulis dengan {1}. Samakan keduanya",
    "is {0}, but the value is written with {1}; both must agree",
)
UNEXPLAINED_MARK = Text(
    "berakhir dengan bintang, tanda catatan yang sering berarti angka sementara. Nyatakan mutunya dengan provisional "
    "atau estimate, atau hapus bintangnya",
    "ends with a star, which refers to a note and often means provisional; state the quality provisional or estimate, "
    "or remove the star",
)
UNIT_CONFLICT = Text(
    "berisi {0}, sedangkan nilainya ditulis dalam {1}. Samakan keduanya",
    "is {0}, but the value is written in {1}; both must agree",
)
