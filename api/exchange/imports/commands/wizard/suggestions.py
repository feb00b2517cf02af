"""Suggest the field of each unknown column, by the words of its name and by its cells. The user decides."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

# In names of columns; the columns of the API have further names.
FIELDS_BY_WORD = {
    **dict.fromkeys(("tahun", "year", "bulan", "month", "triwulan", "quarter"), "period"),
    **dict.fromkeys(("realisasi", "capaian", "target"), "value"),
}
REGENCIES = frozenset({"kab", "kabupaten", "kota", "kabkota", "daerah", "regency", "city"})
PROVINCES = frozenset({"provinsi", "propinsi", "prov", "province"})
CODES = frozenset({"kode", "code", "id"})
COUNTERS = frozenset({"no", "nomor", "nr", "number"})
_WORDS = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*")
_FIGURE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def suggest_fields(
    samples: Mapping[str, Sequence[str]], find_name: Callable[[str], str | None], used: Iterable[str]
) -> dict[str, str]:
    """Return fields for some of the columns, each once. `samples` are some cells of each column.

    A region is rather a regency than its province, and rather a name than a code, whose scheme may be unknown.
    """
    words = {column: frozenset(_WORDS.findall(column.lower())) for column in samples}
    found: dict[str, str] = {}
    taken = set(used)

    def take(field: str, candidates: Sequence[str]) -> None:
        column = min((column for column in candidates if column not in found), key=lambda c: bool(words[c] & CODES),
                     default=None)  # fmt: skip
        if field not in taken and column is not None:
            found[column] = field
            taken.add(field)

    regencies = [column for column in samples if words[column] & REGENCIES]
    provinces = [column for column in samples if words[column] & PROVINCES and column not in regencies]
    take("region", regencies or provinces)
    if regencies:
        take("province", provinces)
    for column in samples:
        if column in found or column in regencies or column in provinces or words[column] & (CODES | COUNTERS):
            continue
        ordered = _WORDS.findall(column.lower())
        named = (FIELDS_BY_WORD.get(word) or find_name(word) for word in ordered)
        field = next((field for field in named if field is not None and field not in taken), None)
        if field is not None:
            take(field, [column])
    numbers = [
        column
        for column, cells in samples.items()
        if cells
        and all(_NUMBER.fullmatch(cell) for cell in cells)
        and column not in (*found, *regencies, *provinces)
        and not words[column] & (CODES | COUNTERS)
    ]
    if len(numbers) == 1:
        take("value", numbers)
    return found


def has_ids_of_records(cells: Sequence[str]) -> bool:
    """Return whether the cells of a column named `id` are ids of the service: other files number their rows so."""
    return all(_FIGURE_ID.fullmatch(cell) for cell in cells)
