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
    # a record and an import
    "action_failed": Text("API menolak permintaan ini", "The API rejected this request"),
    "reason": Text("Alasan", "Reason"),
    "include_sources": Text(
        "Terbitkan juga sumber yang dikutip dan sudah diajukan", "Also publish the cited sources that were submitted"
    ),
    "request_of_button": Text("Permintaan API tombol ini", "API request of this button"),
    "revision": Text("revisi", "revision"),
    "entered_by": Text("Diisi oleh", "Entered by"),
    "published_before": Text("Terbitan sebelumnya", "Published before"),
    "content": Text("Isi", "Content"),
    "field": Text("Isian", "Field"),
    "before": Text("Sebelum", "Before"),
    "after": Text("Sesudah", "After"),
    "changed": Text("diubah", "changed"),
    "no_actions": Text(
        "Dengan kunci ini tidak ada tindakan pada status ini.", "With this key there is no action in this status."
    ),
    "import": Text("Impor", "Import"),
    "import_runs": Text("Impor ini sedang diproses.", "This import is being processed."),
    "load_again": Text("Muat ulang", "Load again"),
    "rows": Text("Baris", "Rows"),
    "row": Text("Baris", "Row"),
    "result": Text("Hasil", "Result"),
    # a correction
    "correct": Text("Koreksi angka", "Correct the figure"),
    "preview": Text("Lihat sebelum dan sesudah", "Show before and after"),
    "save_draft": Text("Simpan sebagai draf", "Save as a draft"),
    "changed_since": Text("Diubah orang lain dalam pada itu", "Another user changed this in between"),
    "changed_since_story": Text(
        "Formulir di bawah berisi data terbaru dengan perubahan Anda. Periksa, lalu simpan lagi.",
        "The form below has the latest data with your changes. Check it, then save again.",
    ),
}
