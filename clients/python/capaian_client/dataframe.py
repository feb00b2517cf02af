"""Lists as pandas DataFrames. pandas is imported when it is needed."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import attrs

from capaian_client.v1.types import Unset

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]


def build_dataframe(items: Sequence[object], item_type: type) -> "pd.DataFrame":
    """Build a DataFrame with one row for each item. Raise ImportError if pandas is not installed."""
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError as error:
        raise ImportError("to_dataframe() requires pandas: `pip install pandas`") from error
    nested: set[str] = set()
    rows = [_flatten(item, nested) for item in items]
    names = dict.fromkeys(name for row in rows for name in row) if rows else map(_column_name, _field_names(item_type))
    columns = [name for name in names if name not in nested]
    # As objects first: a column of integers with a missing value would otherwise become one of doubles.
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    for name in columns:
        frame[name] = _convert(frame[name], pd)
    return frame


def _convert(column: "pd.Series[Any]", pd: Any) -> "pd.Series[Any]":
    values = [value for value in column if value is not None and value == value]  # noqa: PLR0124, drops NaN
    if values and all(isinstance(value, dt.datetime) for value in values):
        return pd.to_datetime(column, utc=True)
    if values and all(isinstance(value, dt.date) for value in values):
        return pd.to_datetime(column)
    return column.convert_dtypes()


def _field_names(model: type) -> list[str]:
    return [field.name for field in attrs.fields(model) if field.name != "additional_properties"]


def _column_name(field_name: str) -> str:
    return field_name.rstrip("_")  # `type_` is called `type` in the API


def _flatten(item: object, nested: set[str], prefix: str = "") -> dict[str, Any]:
    """Return the fields of a model; those of a model in it are columns too, with both names joined by `_`.

    `nested` collects the names of such models: where one is null, it has no column of its own.
    """
    row: dict[str, Any] = {}
    for name in _field_names(type(item)):
        value = getattr(item, name)
        column = prefix + _column_name(name)
        if attrs.has(type(value)) and _field_names(type(value)):
            nested.add(column)
            row |= _flatten(value, nested, f"{column}_")
        elif not isinstance(value, Unset):
            row[column] = _to_cell(value)
    additional = getattr(item, "additional_properties", {})
    return row | {f"{prefix}{name}": value for name, value in additional.items()}


def _to_cell(value: Any) -> Any:
    if isinstance(value, list):
        return [_to_cell(one) for one in value]
    if attrs.has(type(value)):
        return value.to_dict()
    return str(value) if isinstance(value, UUID) else value
