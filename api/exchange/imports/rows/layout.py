"""ColumnLayout: the columns of a file, found by the names that its collection has for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from api.errors import ErrorDetail, InvalidRequestError, Text
from api.exchange.imports.cells.region_match import ANY_REGION, RegionScope
from api.exchange.imports.rows.collection_columns import COLUMN_NAMES, COLUMNS, CollectionColumns
from api.exchange.imports.rows.column import ImportColumn, normalize_column_name
from api.exchange.imports.rows.header_errors import (
    find_invalid_mappings,
    find_missing_columns,
    find_repeated_columns,
    find_unknown_columns,
)
from api.exchange.imports.rows.mapping import ALL_OTHER_COLUMNS, ImportMapping
from api.exchange.imports.rows.region_columns import build_region_scope
from api.exchange.imports.rows.row_rules import RowOverride, Synonyms, find_row_rules, find_synonyms
from api.exchange.imports.rows.scale import NO_SCALE, AmountScale, build_scale
from api.exchange.imports.rows.value_columns import (
    FigureColumn,
    find_conflicting_cells,
    find_value_columns,
    names_value_column,
)

NO_MAPPING = ImportMapping()
NO_API_COLUMN = ""  # the name of a column that is ignored, or that is one of several columns of values


def is_known_column(collection: str, name: str, mapping: ImportMapping | None = None) -> bool:
    """Return whether a header cell is the name of a column, or the mapping contains it."""
    if COLUMNS[collection].find_name(name) is not None:
        return True
    if mapping is None:
        return False
    mapped = {normalize_column_name(file_name) for file_name in mapping.columns} - {ALL_OTHER_COLUMNS}
    return normalize_column_name(name) in mapped or names_value_column(name, mapping)


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """The columns of a file.

    `columns_by_index` are the columns to import with their index in a row. `constants` are cells that every row has.
    `columns` maps the name of each column in the API, or else its index, to its name in the file. `scope` and `scale`
    are those of the columns of regions and values. `value_columns` are several columns of values, empty if the file has
    one. `rules` are for single rows; `synonyms` are by index of the column.
    """

    collection: str
    columns_by_index: tuple[tuple[int, ImportColumn], ...]
    constants: tuple[tuple[ImportColumn, str], ...]
    columns: dict[str, str]
    mapping: ImportMapping = NO_MAPPING
    scope: RegionScope = ANY_REGION
    scale: AmountScale = NO_SCALE
    value_columns: tuple[FigureColumn, ...] = ()
    rules: tuple[RowOverride, ...] = ()
    synonyms: Mapping[int, Synonyms] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        collection: str,
        header: Sequence[str] | None,
        mapping: ImportMapping | None = None,
        titles: Sequence[str] = (),
    ) -> Self:
        """Resolve the names of a header. `header` is None for a file of JSON objects; `titles` are the texts above it.

        Raises InvalidRequestError with one error per invalid column of the header or the mapping.
        """
        known, mapping = COLUMNS[collection], mapping or NO_MAPPING
        if header is None:
            if any(getattr(mapping, name) != getattr(NO_MAPPING, name) for name in TABLE_OPTIONS):
                raise InvalidRequestError("body", [ErrorDetail("no_header", NO_HEADER, pointer="/mapping")])
            return cls(collection, (), (), {name: name for name in COLUMN_NAMES[collection]})
        names = [resolve_name(name, known, mapping) for name in header]
        value_columns, value_errors = find_value_columns(header, names, mapping, known, titles)
        for column in value_columns:
            names[column.position] = NO_API_COLUMN
        constants = {known.find_name(name): cell for name, cell in mapping.constants.items()}
        scope, region_errors = build_region_scope(header, names, mapping.regions)
        scale, scale_errors = build_scale(header, names, mapping, titles)
        rules, rule_errors = find_row_rules(header, mapping, known)
        synonyms, synonym_errors = find_synonyms(header, names, value_columns, mapping, known)
        errors = [
            *find_unknown_columns(header, names, known, mapping),
            *find_invalid_mappings(header, known, mapping),
            *find_repeated_columns(names, constants, known),
            *_find_missing(collection, {*names, *constants}, value_columns, is_invalid=bool(value_errors)),
            *value_errors,
            *find_conflicting_cells(value_columns, names, constants),
            *region_errors,
            *scale_errors,
            *rule_errors,
            *synonym_errors,
        ]
        if errors:
            raise InvalidRequestError("body", errors)
        scale = _join_scales([column.scale for column in value_columns] or [scale])
        return cls(
            collection,
            tuple(
                (position, scale.apply_to(known.by_name[name]))
                for position, name in enumerate(names)
                if name in known.by_name
            ),
            tuple(
                (scale.apply_to(known.by_name[name]), cell) for name, cell in constants.items() if name in known.by_name
            ),
            {name if name in known.by_name else str(position): header[position] for position, name in enumerate(names)},
            mapping,
            scope,
            scale,
            tuple(value_columns),
            tuple(rules),
            synonyms,
        )


def _find_missing(
    collection: str, names: set[str | None], value_columns: Sequence[FigureColumn], *, is_invalid: bool
) -> Iterable[ErrorDetail]:
    """Return the errors of missing columns once, for all figures of a row. With invalid columns of values: none."""
    if is_invalid:
        return ()
    if not value_columns:
        return find_missing_columns(collection, names)
    return dict.fromkeys(
        error
        for column in value_columns
        for error in find_missing_columns(collection, names | {"value"} | column.cells.keys())
    )


def _join_scales(scales: Sequence[AmountScale]) -> AmountScale:
    """Return the scale of all columns of values, NO_SCALE if they differ: it applies to a column of units."""
    first, *others = scales
    is_common = all((one.multiplier, one.is_stated) == (first.multiplier, first.is_stated) for one in others)
    return first if is_common else NO_SCALE


def resolve_name(name: str, known: CollectionColumns, mapping: ImportMapping) -> str | None:
    """Return the API name of a column: None if it is unknown, an empty text if the mapping ignores it."""
    for file_name, api_name in mapping.columns.items():
        if normalize_column_name(file_name) == normalize_column_name(name):
            return NO_API_COLUMN if api_name is None else known.find_name(api_name)
    return known.find_name(name)


TABLE_OPTIONS = (
    *("columns", "constants", "values", "cells", "when"),
    *("header_rows", "skip", "blank", "multiplier", "resolution", "regions"),
)
NO_HEADER = Text(
    f"memetakan kolom, sedangkan berkas NDJSON tidak memuat tajuk. Hapus {', '.join(TABLE_OPTIONS)}",
    f"maps columns, but an NDJSON file has no header; remove {', '.join(TABLE_OPTIONS)}",
)
