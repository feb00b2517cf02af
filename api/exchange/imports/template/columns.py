"""The columns of a template, with the description of their fields and an example."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_type_hints

from msgspec import Meta

from api.exchange.imports.cells.field_parsers import CHOICES
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS
from api.resources.figures.validation import CitationInput

# The columns that most files need, in the order in which people fill them in. A file may have others (docs/imports.md).
_FIGURE_START = ("indicator", "nature", "region", "period", "value", "value_to", "qualifier", "resolution")
_FIGURE_END = ("stated_on", "institution", "source", "locator", "quote", "note")
TEMPLATE_COLUMNS: dict[str, tuple[str, ...]] = {
    "targets": (*_FIGURE_START, "plan", "due_on", *_FIGURE_END),
    "realizations": (*_FIGURE_START, "quality", *_FIGURE_END),
    "sources": ("code", "kind", "title", "publisher", "original_url", "published_on", "date_basis", "language", "note"),
}
# One row of each collection. The other sheets are not imported, so no user imports it by accident.
EXAMPLES: dict[str, object] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "32",
    "period": "2023-03",
    "value": 1250000,
    "qualifier": "exact",
    "quality": "final",
    "stated_on": "2023-04-05",
    "institution": "kemenkop-ukm",
    "source": "laporan-2023",
    "locator": "hlm. 3",
    "code": "laporan-2023",
    "kind": "report",
    "title": "Laporan Kinerja 2023",
    "publisher": "kemenkop-ukm",
    "original_url": "https://example.go.id/laporan-2023.pdf",
    "published_on": "2023-04-05",
    "date_basis": "stated",
    "language": "id",
}
# The columns whose codes are listed on another sheet.
CODE_COLUMNS = {
    "indicator": "indicators",
    "region": "regions",
    "institution": "institutions",
    "source": "sources",
    "plan": "sources",
    "publisher": "institutions",
}


# The columns whose type describes only its notation, or only that of the API.
DESCRIPTIONS = {
    "region": "Code or name: `32`, `Jawa Barat`, `Kab. Bandung`; `ID` is the whole country.",
    "period": "Year, half-year, quarter, month or day: `2022`, `2022-S1`, `2022-Q3`, `2022-05`, `TW III 2022`.",
    "institution": "Code or name of the institution that stated it.",
    "value": "The number, in full units or with a word: `13700`, `13,7 ribu`.",
    "value_to": "End of a range that begins with `value`.",
    "resolution": "Step to which the source rounded the number: `1000` for full thousands.",
    "due_on": "Day until which the target is to be reached.",
    "stated_on": "Day on which the institution stated the number, such as the date of the document.",
    "published_on": "Date of the document.",
}


class TemplateColumn(NamedTuple):
    """A column: its name, whether every row needs it, its description, its choices and an example.

    `codes` is the sheet that lists its codes.
    """

    name: str
    is_required: bool
    description: str
    choices: tuple[str, ...]
    example: object
    codes: str | None


def list_template_columns(collection: str) -> Iterator[TemplateColumn]:
    importable = IMPORTABLE_COLLECTIONS[collection]
    hints = get_type_hints(CitationInput, include_extras=True)
    hints |= get_type_hints(importable.writable.input_model, include_extras=True)
    # A row without a region would be an error in a file that has the column; one of the dates is required.
    required = {*importable.required, *(("region", "stated_on") if importable.has_natural_key else ())}
    for name in TEMPLATE_COLUMNS[collection]:
        yield TemplateColumn(
            name,
            name in required,
            DESCRIPTIONS.get(name) or _find_description(hints[name]),
            tuple(CHOICES.get(name, ())),
            EXAMPLES.get(name),
            CODE_COLUMNS.get(name),
        )


def _find_description(hint: Any) -> str:
    """Return the description of an annotated type, also of one within a union."""
    own = next((part.description for part in get_args(hint) if isinstance(part, Meta) and part.description), None)
    return own or next(filter(None, map(_find_description, get_args(hint))), "")
