"""The JSON of the API as cells of a page: text, numbers, links, lists, and nested fields."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from api.analysis.rules.checks.formatting import format_plain
from api.errors import Text
from api.pages.browse.links import REFERENCES, Links, find_web_url
from api.pages.language import choose_name, choose_text
from api.pages.texts import TEXTS
from api.pages.texts.fields import FIELDS

EMPTY: Final = "\N{EN DASH}"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One value: a text or number, possibly with a link, or a list of cells, or nested fields."""

    text: str = ""
    url: str | None = None
    is_web: bool = False  # the link leads to another host
    is_number: bool = False
    is_empty: bool = False
    items: tuple["Cell", ...] = ()
    fields: tuple["NamedCell", ...] = ()


class NamedCell(msgspec.Struct, frozen=True):
    """A named cell; `label` is the name of the field for people."""

    label: str
    cell: Cell


class CellBuilder(NamedTuple):
    """Builds cells. `names` are the names of records by type and code, as the API included them."""

    links: Links
    names: Mapping[str, Mapping[str, str]]

    def build(self, name: str, value: Any) -> Cell:
        """Build the cell of the field `name`."""
        match value:
            case None | [] | {}:
                return Cell(text=EMPTY, is_empty=True)
            case bool():
                return Cell(text=self._choose(TEXTS["yes"] if value else TEXTS["no"]))
            case int() | Decimal():
                return Cell(text=self._choose(format_plain(Decimal(value))), is_number=True)
            case list():
                return Cell(items=tuple(self.build(name, item) for item in value))
            case dict():
                return self._build_object(value)
        return self._build_text(name, str(value))

    def build_fields(self, record: Mapping[str, Any]) -> tuple[NamedCell, ...]:
        """Build all fields of a record; its id or code has the link of its `url`."""
        url = self.links.link_url(str(record.get("url", "")))
        own = {name: value for name, value in record.items() if url is None or name != "url"}
        key = next((name for name in ("id", "code") if name in own), None)
        return tuple(
            NamedCell(
                self.label(name),
                Cell(text=str(value), url=url) if name == key and url is not None else self.build(name, value),
            )
            for name, value in own.items()
        )

    def label(self, name: str) -> str:
        return self._choose(FIELDS[name]) if name in FIELDS else name

    def merge_languages(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a row of a table, in which a text in two languages is one column."""
        return {
            name: choose_name(value, record[f"{name}_en"], self.links.language) if f"{name}_en" in record else value
            for name, value in record.items()
            if name.removesuffix("_en") == name or name.removesuffix("_en") not in record
        }

    def _build_object(self, value: Mapping[str, Any]) -> Cell:
        if value.keys() == {"type", "id", "url"}:
            return Cell(text=str(value["id"]), url=self.links.link_url(str(value["url"])))
        return Cell(fields=self.build_fields(self.merge_languages(value)))

    def _build_text(self, name: str, text: str) -> Cell:
        if (web := find_web_url(name, text)) is not None:
            return Cell(text=text, url=web, is_web=True)
        if (record_type := REFERENCES.get(name)) is None:
            return Cell(text=text)
        label = self.names.get(record_type, {}).get(text, text)
        return Cell(text=label, url=self.links.link_record(record_type, text))

    def _choose(self, text: Text) -> str:
        return choose_text(text, self.links.language)
