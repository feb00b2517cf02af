"""The collections that can be imported, with the defaults and required fields of a new record."""

from dataclasses import dataclass
from typing import Any

import msgspec

from api.database.revision_writes import list_content_columns
from api.http.reads.record import JSON_ENCODER
from api.http.writes.writable import WritableCollection
from api.resources.realizations.routes import WRITABLE as REALIZATION
from api.resources.sources.routes import WRITABLE as SOURCE
from api.resources.targets.routes import WRITABLE as TARGET


@dataclass(frozen=True, slots=True)
class ImportableCollection:
    """One collection: the default values of a new record by column, and its required fields.

    `has_natural_key` is True for figures, which rows without an id match by content; False for sources, which have a
    code.
    """

    writable: WritableCollection
    table: str
    columns: tuple[str, ...]
    has_natural_key: bool
    defaults: dict[str, Any]
    required: tuple[str, ...]

    def encode_defaults(self) -> str:
        """Return the default values as JSON, for the functions of the database."""
        return JSON_ENCODER.encode(self.defaults).decode()


def _build_importable(writable: WritableCollection) -> ImportableCollection:
    fields = msgspec.structs.fields(writable.input_model)
    defaults = {
        field.encode_name: field.default_factory() if field.default is msgspec.NODEFAULT else field.default
        for field in fields
        if not field.required
    }
    if "breakdown" in defaults:
        defaults = writable.to_columns(defaults)
    not_null = {name: value for name, value in defaults.items() if value is not None}
    return ImportableCollection(
        writable,
        table=writable.collection.table.name,
        columns=list_content_columns(writable.collection.table),
        has_natural_key=not writable.has_caller_assigned_key,
        defaults=not_null,
        required=tuple(field.encode_name for field in fields if field.required),
    )


IMPORTABLE_COLLECTIONS: dict[str, ImportableCollection] = {
    "targets": _build_importable(TARGET),
    "realizations": _build_importable(REALIZATION),
    "sources": _build_importable(SOURCE),
}
