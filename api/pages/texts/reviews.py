"""Words of the pages of reviews."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "reviews_title": Text("Yang menunggu Anda", "What waits for you"),
    "to_publish": Text("Menunggu penerbitan oleh Anda", "Waiting for your publication"),
    "nothing_waits": Text("Tidak ada yang menunggu penerbitan.", "Nothing waits for publication."),
    "no_publish_scope": Text(
        "Kunci Anda tidak memiliki cakupan publish; orang lain yang menerbitkan.",
        "Your key does not have the scope publish; another user publishes.",
    ),
    "drafts": Text("Draf dan yang ditolak", "Drafts and rejected records"),
    "no_drafts": Text("Tidak ada draf.", "There are no drafts."),
    "imports": Text("Impor terbaru", "Newest imports"),
    "no_imports": Text("Tidak ada impor.", "There are no imports."),
    "record": Text("Data", "Record"),
    "records": Text("Jumlah", "Records"),
    "status": Text("Status", "Status"),
    "time": Text("Waktu", "Time"),
    "next_page": Text("Halaman berikutnya", "Next page"),
}
