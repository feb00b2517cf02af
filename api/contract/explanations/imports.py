"""What each problem means that only a file to import can meet."""

from api.contract.explanations.explanation import Explanation
from api.faults import Text

OF_IMPORTS: dict[str, Explanation] = {
    "unreadable-file": Explanation(
        Text(
            "Berkas bukan tabel yang dapat dibaca: penyandian aksara atau pemisahnya tidak jelas, kompresinya rusak, "
            "kutipannya tidak tertutup, berisi NUL, atau barisnya tidak berujung.",
            "The file is no table that can be read: its encoding or delimiter is in doubt, its compression broken, a "
            "quote is not closed, it has NUL or a line without an end.",
        ),
        Text(
            "Perbaiki yang disebut errors, atau nyatakan delimiter dan encoding, lalu kirim seluruh berkas lagi.",
            "Mend what errors names, or say which delimiter and encoding it has, and send the whole file again.",
        ),
    ),
    "file-too-large": Explanation(
        Text(
            "Berkas memuat lebih dari 2.000.000 baris atau 2 GiB setelah dimekarkan, atau lembar kerja lebih dari "
            "32 MiB. Tidak ada yang disimpan.",
            "The file has more than 2,000,000 rows or 2 GiB once inflated, or the spreadsheet more than 32 MiB. "
            "Nothing was kept.",
        ),
        Text(
            "Bagi berkas menurut periode atau wilayah; simpan lembar kerja yang besar sebagai CSV.",
            "Split the file by period or region; save a large spreadsheet as CSV.",
        ),
    ),
    "import-refused": Explanation(
        Text(
            "Sedikitnya satu baris salah, dan mode=atomic tidak memasukkan apa pun bila demikian. Laporannya tetap "
            "ada.",
            "At least one row is faulty, and mode=atomic then enters nothing. The report is kept.",
        ),
        Text(
            "Unduh faulty-rows.csv dari impor ini, perbaiki barisnya, dan kirim lagi; atau pakai mode=partial.",
            "Download faulty-rows.csv of this import, mend its rows and send the file again; or use mode=partial.",
        ),
    ),
}
