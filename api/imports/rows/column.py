"""One column: what it is called on the wire, and how its cells are read."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_type_hints

from api.http.decoding import MISSING
from api.imports.cells.choices import choice
from api.imports.cells.dates import read_day
from api.imports.cells.numbers import NumberFormat
from api.imports.cells.regions import Regions
from api.imports.cells.texts import LONG, as_member
from api.imports.cells.unreadable import Unreadable
from api.imports.importable import Importable

Holds = Literal["text", "prose", "day", "period"]


class Setting(NamedTuple):
    """What a cell is read with besides its text."""

    regions: Regions
    number_format: NumberFormat | None


Read = Callable[[str, Setting], Any]  # raises Unreadable


@dataclass(frozen=True, slots=True)
class Column:
    """`empty` is what an empty cell says; a required column has to say something. `exact` reads a number that a
    spreadsheet keeps as such, where a number is wanted.
    """

    name: str
    read: Read
    empty: Any = None
    is_required: bool = False
    holds: Holds = "text"
    exact: Callable[[Decimal], Any] | None = None

    def said_by_nothing(self) -> Any:
        if self.is_required:
            raise Unreadable("missing-member", MISSING)
        return self.empty


@dataclass(frozen=True, slots=True)
class Members:
    """The columns that a noun's own members are, under the rules by which the noun is entered."""

    importable: Importable

    def column(
        self,
        name: str,
        read: Read | None = None,
        holds: Holds = "text",
        exact: Callable[[Decimal], Any] | None = None,
    ) -> Column:
        return Column(
            name,
            read or said_as(self.hints[name]),
            self.importable.defaults.get(name),
            name in self.importable.required,
            "prose" if name in LONG else holds,
            exact,
        )

    @property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.importable.writable.entry, include_extras=True)


def said_as(hint: Any) -> Read:
    read = as_member(hint)
    return lambda text, _: read(text)


def chosen(member: str) -> Read:
    read = choice(member)
    return lambda text, _: read(text)


def day(text: str, _: Setting) -> str:
    return read_day(text).isoformat()
