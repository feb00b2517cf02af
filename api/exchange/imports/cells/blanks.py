"""Cells such as `-` and `n/a`: empty where the `blank` of the mapping lists them, otherwise an error with that hint."""

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import CellError

# These mean "no data" in any column, also in one that accepts every text.
SIGNS = frozenset(
    {"-", "--", "---", "\u2013", "\u2014", "\u2015", "\u2212", ".", "..", "...", "\u2026", "n/a", "n.a.", "n.a", "#n/a"}
)
# These mean "no data" where the column does not accept them.
NAMES = frozenset(
    {
        *("na", "nan", "null", "nil", "none", "nihil", "tad", "t.a.d.", "kosong", "tidak ada", "tidak ada data"),
        *("belum ada", "belum ada data", "belum tersedia", "data tidak tersedia", "no data", "not available"),
    }
)
UNLISTED_BLANK = Text(
    "berisi {0}, yang mungkin berarti tidak ada data. Tulis nilainya, atau cantumkan {0} dalam blank pada pemetaan",
    "contains {0}, which may mean that there are no data; write the value, or list {0} in blank of the mapping",
)


def normalize_blanks(texts: list[str]) -> frozenset[str]:
    """Return the texts as cells are compared with them."""
    return frozenset(text.strip().casefold() for text in texts)


def check_listed(cell: str) -> None:
    """Raise CellError for a sign of missing data, which the mapping does not list."""
    if len(cell) <= 4 and cell.casefold() in SIGNS:
        raise CellError("unlisted_blank", UNLISTED_BLANK.fill(cell))


def find_blank_error(cell: str) -> ErrorDetail | None:
    """Return the error of an invalid cell that seems to mean "no data"."""
    if cell.casefold() in NAMES or cell.casefold() in SIGNS:
        return ErrorDetail("unlisted_blank", UNLISTED_BLANK.fill(cell))
    return None
