"""Words of every page."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "programs": Text("Program", "Programs"),
    "findings": Text("Temuan", "Findings"),
    "sources": Text("Sumber", "Sources"),
    "skip": Text("Langsung ke isi", "Skip to the content"),
    "search": Text("Cari program", "Search programs"),
    "footer": Text("Setiap angka membawa sumbernya.", "Every number has its source."),
    "english": Text("English", "Bahasa Indonesia"),
    "sections": Text("Bagian situs", "Sections of the site"),
    "next_page": Text("Halaman berikutnya", "Next page"),
    "unit": Text("Satuan", "Unit"),
}
