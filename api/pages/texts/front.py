"""Words of the front page."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "front_title": Text("Apa yang dijanjikan, apa yang dilaporkan", "What was promised, what was reported"),
    "state": Text("Keadaan pada", "As of"),
    "show": Text("Tampilkan", "Show"),
    "today": Text("hari ini", "today"),
    "no_programs": Text("Tidak ada program yang cocok.", "No program matches."),
    "all_programs": Text("Semua program", "All programs"),
    "recent": Text("Yang terakhir dinyatakan", "Stated last"),
    "to_explain": Text("Yang perlu dijelaskan", "What needs an explanation"),
    "no_findings": Text("Tidak ada temuan.", "There are no findings."),
    "all_findings": Text("Semua temuan", "All findings"),
    "regions_only": Text("Tanpa target untuk seluruh negara", "No target for the whole country"),
    "more_measures": Text("Target lain di halaman program", "More targets on the page of the program"),
    "many_targets": Text("Targetnya ada di halaman program.", "Its targets are on the page of the program."),
    "more_programs": Text("Masih ada program lain. Cari dengan nama.", "There are more programs. Search by name."),
}
