"""Names of the fields of figures and sources on the pages: in Indonesian those that imports accept as columns."""

from typing import Final

from api.exchange.imports.rows.figure_columns import FIGURE_COLUMN_NAMES
from api.exchange.imports.rows.source_columns import SOURCE_COLUMN_NAMES
from api.pages.language import Language

_NAMES: Final = {**SOURCE_COLUMN_NAMES, **FIGURE_COLUMN_NAMES}


def name_field(name: str, language: Language) -> str:
    """Return the name of a field in the language of the page, in Indonesian with its name in the API."""
    return f"{_NAMES[name][0]} ({name})" if language == "id" and name in _NAMES else name
