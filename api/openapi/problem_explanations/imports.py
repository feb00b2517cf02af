"""Explanations of the problems that only imports have."""

from api.errors import Text
from api.openapi.problem_explanations.explanation import ProblemExplanation

IMPORT_EXPLANATIONS: dict[str, ProblemExplanation] = {
    "unreadable-file": ProblemExplanation(
        Text(
            "Berkas bukan tabel yang dapat dibaca: penyandian aksara atau pemisahnya tidak jelas, kompresinya rusak, "
            "tanda kutipnya tidak ditutup, atau berisi NUL.",
            "The file is not a readable table: its encoding or delimiter is ambiguous, its compression is corrupt, a "
            "quote is not closed, or it contains NUL.",
        ),
        Text(
            "Perbaiki kesalahan dalam `errors`, atau sebutkan delimiter dan encoding, lalu kirim seluruh berkas lagi.",
            "Fix the errors in `errors`, or set delimiter and encoding, then send the complete file again.",
        ),
    ),
    "file-too-large": ProblemExplanation(
        Text(
            "Berkas memuat lebih dari 2.000.000 baris atau 2 GiB setelah dekompresi, atau lembar kerja lebih besar "
            "dari 32 MiB. Tidak ada yang disimpan.",
            "The file has more than 2,000,000 rows or 2 GiB after decompression, or the spreadsheet is larger than "
            "32 MiB. Nothing was stored.",
        ),
        Text(
            "Bagi berkas menurut periode atau wilayah; simpan lembar kerja yang besar sebagai CSV.",
            "Split the file by period or region; save a large spreadsheet as CSV.",
        ),
    ),
    "import-rejected": ProblemExplanation(
        Text(
            "Paling sedikit satu baris salah, sehingga mode=atomic tidak menyimpan apa pun. Laporannya tetap tersedia.",
            "At least one row is invalid, so mode=atomic stored nothing. The report remains available.",
        ),
        Text(
            "Unduh rejected-rows.csv dari impor ini, perbaiki barisnya, lalu kirim lagi; atau gunakan mode=partial.",
            "Download rejected-rows.csv of this import, fix its rows and send the file again; or use mode=partial.",
        ),
    ),
}
