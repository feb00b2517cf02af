"""What may be imported: three nouns, and what an entity of each gets where a row says nothing."""

from dataclasses import dataclass
from typing import Any

import msgspec

from api.http.writable import Writable
from api.realizations.routes import WRITABLE as REALIZATION
from api.sources.routes import WRITABLE as SOURCE
from api.targets.routes import WRITABLE as TARGET


@dataclass(frozen=True, slots=True)
class Importable:
    """One noun: its table, the columns' values where a new entity says nothing, and those that it has to say."""

    writable: Writable
    defaults: dict[str, Any]
    required: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.writable.noun.chain.table

    @property
    def has_natural_key(self) -> bool:
        """A figure is known by what it states; a source by the code that it is given."""
        return not self.writable.is_named_by_caller


def _importable(writable: Writable) -> Importable:
    fields = msgspec.structs.fields(writable.entry)
    defaults = {
        field.encode_name: field.default_factory() if field.default is msgspec.NODEFAULT else field.default
        for field in fields
        if not field.required
    }
    if "breakdown" in defaults:
        defaults = writable.columns(defaults)
    given = {name: value for name, value in defaults.items() if value is not None}
    return Importable(writable, given, tuple(field.encode_name for field in fields if field.required))


IMPORTABLE: dict[str, Importable] = {
    "targets": _importable(TARGET),
    "realizations": _importable(REALIZATION),
    "sources": _importable(SOURCE),
}
