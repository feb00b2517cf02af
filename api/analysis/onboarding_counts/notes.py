"""Notes that explain an unexpected page, in Indonesian and English."""

from datetime import date

from api.errors import Text

SHORT_PAGE = Text(
    "Halaman ini berakhir lebih awal dan mungkin kosong. Silakan lanjutkan dengan next_cursor.",
    "This page ends early and can be empty. Continue with next_cursor.",
)
NO_REALIZATIONS = Text(
    "Belum ada realisasi yang diterbitkan untuk pilihan ini.", "No realization is published for this selection."
)


def format_not_additive(indicators: frozenset[str]) -> Text:
    listed = ", ".join(sorted(indicators))
    return Text(
        f"Nilai tidak dapat dijumlahkan antarwilayah, sehingga summed kosong: {listed}.",
        f"Values of regions cannot be added up, so summed is null: {listed}.",
    )


def format_nothing_stated_by(day: date) -> Text:
    return Text(
        f"Belum ada realisasi untuk pilihan ini yang dinyatakan sampai {day.isoformat()}.",
        f"No realization of this selection was stated by {day.isoformat()}.",
    )


def build_note(*, is_empty: bool, is_short: bool, as_of: date | None, unsummed: frozenset[str]) -> Text | None:
    notes = []
    if is_short:
        notes.append(SHORT_PAGE)
    elif is_empty:
        notes.append(NO_REALIZATIONS if as_of is None else format_nothing_stated_by(as_of))
    if unsummed:
        notes.append(format_not_additive(unsummed))
    return Text(*(" ".join(texts) for texts in zip(*notes, strict=True))) if notes else None
