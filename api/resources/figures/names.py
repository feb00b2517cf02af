"""The parameter `names`: columns with the names of the codes of a table."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Annotated, Any, Literal

from api.database.pool import Connection
from api.database.record_names import RecordName, load_names
from api.http.request.parameter_types import FLAG

NamesParameter = Annotated[
    Literal["true"] | None, FLAG, "Add a column with the name after each column of codes, such as `region_name`."
]
_TYPE_BY_COLUMN: Mapping[str, str] = {
    **{name: name for name in ("program", "indicator", "region", "institution", "source", "unit")},
    **dict.fromkeys(("population_indicator", "variant_of", "figure_key_indicator"), "indicator"),
    **dict.fromkeys(("parent", "replaces", "figure_key_region"), "region"),
    **dict.fromkeys(("on_behalf_of", "lead_institution", "publisher"), "institution"),
    **dict.fromkeys(("target_institution", "realization_institution"), "institution"),
    "plan": "source",
}
_NAME_FIELDS: Mapping[str, Sequence[str]] = {"region": ("name",), "source": ("title",)}
_NAME_FIELDS_OF_OTHERS = ("name", "name_en")


def add_name_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns, each column of codes followed by those of its names."""
    return tuple(
        dict.fromkeys(
            name for column in columns for name in (column, *(f"{column}_{field}" for field in _list_fields(column)))
        )
    )


def _list_fields(column: str) -> Sequence[str]:
    record_type = _TYPE_BY_COLUMN.get(column)
    return () if record_type is None else _NAME_FIELDS.get(record_type, _NAME_FIELDS_OF_OTHERS)


async def add_names(
    connection: Connection, lines: Sequence[Any], columns: Sequence[str], known_at: datetime | None
) -> list[Any]:
    """Return lines with all columns of `add_name_columns`: the published names, null for a code without one.

    There is one query per type of record.
    """
    given = [column for column in columns if lines and hasattr(lines[0], column)]
    codes: dict[str, set[str]] = {}
    for column in given:
        if column in _TYPE_BY_COLUMN:
            found = {code for line in lines if (code := getattr(line, column)) is not None}
            codes.setdefault(_TYPE_BY_COLUMN[column], set()).update(found)
    names = {
        record_type: await load_names(connection, record_type, sorted(of_type), known_at)
        for record_type, of_type in codes.items()
    }
    # In a thread: a thousand lines would delay other requests.
    return await asyncio.to_thread(_build_lines, lines, given, names)


def _build_lines(
    lines: Sequence[Any], columns: Sequence[str], names: Mapping[str, Mapping[str, RecordName]]
) -> list[Any]:
    named = [
        (column, names[_TYPE_BY_COLUMN[column]], tuple(f"{column}_{field}" for field in fields))
        for column in columns
        if (fields := _list_fields(column))
    ]
    built = []
    for line in lines:
        cells = {column: getattr(line, column) for column in columns}
        for column, of_type, name_columns in named:
            found = of_type.get(cells[column], (None, None))
            for name_column, name in zip(name_columns, found, strict=False):  # one column without an English name
                cells.setdefault(name_column, name)
        built.append(SimpleNamespace(**cells))
    return built
