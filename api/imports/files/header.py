"""The header of a table: names for its columns, none of them empty, no two the same."""

from collections.abc import Sequence

from api.imports.files.refused import refused

MOST_COLUMNS = 500  # a row of figures has some twenty


def names_of(cells: Sequence[str], line: int) -> list[str]:
    """Without the empty cells at the end that spreadsheets leave behind. Raises FileRefused."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    if width > MOST_COLUMNS:
        raise refused(
            "too-many-columns",
            f"tajuk menamai {width} kolom; paling banyak {MOST_COLUMNS}",
            f"the header names {width} columns; {MOST_COLUMNS} at most",
            line,
        )
    seen: dict[str, int] = {}
    for place, name in enumerate((cell.strip() for cell in cells[:width]), 1):
        if not name:
            raise refused("unnamed-column", f"kolom ke-{place} tidak bernama", f"the column {place} has no name", line)
        if name in seen:
            raise refused(
                "duplicate-column",
                f"kolom ke-{seen[name]} dan ke-{place} bernama sama",
                f"the columns {seen[name]} and {place} have the same name",
                line,
            )
        seen[name] = place
    return list(cells[:width])
