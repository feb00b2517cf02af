"""What has to be said beside an answer that would otherwise puzzle, in Indonesian and English."""

from datetime import date

from api.faults import Text

SHORT = Text(
    "Halaman ini berakhir lebih awal, dan mungkin kosong; lanjutkan dengan next_cursor.",
    "This page ends early, and may be empty; go on with next_cursor.",
)
NOTHING = Text(
    "Belum ada realisasi yang diterbitkan untuk pilihan ini.", "No realization of this selection has been published."
)


def not_additive(indicators: frozenset[str]) -> Text:
    listed = ", ".join(sorted(indicators))
    return Text(
        f"Tidak boleh dijumlahkan antarwilayah, sehingga summed kosong: {listed}.",
        f"May not be summed over regions, so summed is null: {listed}.",
    )


def nothing_by(day: date) -> Text:
    return Text(
        f"Sampai {day.isoformat()} belum ada realisasi yang dinyatakan untuk pilihan ini.",
        f"No realization of this selection had been stated by {day.isoformat()}.",
    )


def note_of(*, is_empty: bool, is_short: bool, as_of: date | None, unsummed: frozenset[str]) -> str | None:
    said = []
    if is_short:
        said.append(SHORT)
    elif is_empty:
        said.append(NOTHING if as_of is None else nothing_by(as_of))
    if unsummed:
        said.append(not_additive(unsummed))
    return " ".join(" / ".join(text) for text in said) or None
