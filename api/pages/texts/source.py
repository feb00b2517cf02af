"""Words of the page of a source."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "published_by": Text("Penerbit", "Publisher"),
    "published_on": Text("Terbit", "Published"),
    "authors": Text("Penulis", "Authors"),
    "original": Text("Dokumen asli", "Original document"),
    "archived": Text("Salinan arsip", "Archived copy"),
    "note": Text("Catatan", "Note"),
    "states": Text("Yang dinyatakan sumber ini", "What this source states"),
    "claims": Text("Pernyataan tentang hubungan angka", "Claims about the relation of numbers"),
    "indicator": Text("Indikator", "Indicator"),
    "undated": Text("tanpa tanggal", "undated"),
}
