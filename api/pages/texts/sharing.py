"""Words about pictures on other sites and as files."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "open_page": Text("Buka halamannya di Capaian", "Open its page in Capaian"),
    "embed": Text("Tampilkan di situs lain", "Show it on another site"),
    "embed_code": Text("Kode HTML untuk gambar pertama", "HTML code of the first picture"),
}
