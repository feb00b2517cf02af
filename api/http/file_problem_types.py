"""The problems of files: those that were sent, and those that were asked for."""

from api.faults import Text
from api.http.problem_type import ProblemType

OF_FILES = {
    "unreadable-file": ProblemType(
        400,
        Text("Berkas tidak dapat dibaca", "Unreadable file"),
        Text(
            "Berkas ini tidak dapat dibaca sebagai tabel; errors menyebut tempatnya. Tidak ada yang dimasukkan.",
            "This file cannot be read as a table; errors says where. Nothing of it was entered.",
        ),
    ),
    "file-too-large": ProblemType(
        413,
        Text("Berkas terlalu besar", "File too large"),
        Text(
            "Berkas paling banyak 2.000.000 baris dan 2 GiB setelah dimekarkan; lembar kerja 32 MiB. Bagilah.",
            "A file has at most 2,000,000 rows and 2 GiB once inflated; a spreadsheet 32 MiB. Split it.",
        ),
    ),
    "import-refused": ProblemType(
        422,
        Text("Baris yang salah", "Faulty rows"),
        Text(
            "Tidak ada yang dimasukkan karena ada baris yang salah: errors menyebut yang pertama, laporan di Location "
            "semuanya. Perbaiki dan kirim lagi, atau masukkan yang lain dengan mode=partial.",
            "Nothing was entered, because some rows are faulty: errors names the first, the report at Location all of "
            "them. Mend them and send the file again, or enter the others with mode=partial.",
        ),
    ),
    "beyond-spreadsheet": ProblemType(
        422,
        Text("Terlalu besar untuk lembar kerja", "Too large for a spreadsheet"),
        Text(
            "XLSX memuat paling banyak 50.000 baris, dan 32.767 aksara per sel. Persempit saringannya, atau ambil CSV "
            "atau Parquet.",
            "XLSX holds at most 50,000 rows, and 32,767 characters in a cell. Narrow the filters, or take CSV or "
            "Parquet.",
        ),
    ),
    "not-installed": ProblemType(
        501,
        Text("Tidak terpasang", "Not installed"),
        Text(
            "Layanan ini dipasang tanpa bagian yang diperlukan. Ambil format lain, atau minta pengelola memasang "
            "capaian[{extra}] (requirements/{extra}.txt).",
            "This service was installed without the part that this takes. Take another format, or ask those who run "
            "it to install capaian[{extra}] (requirements/{extra}.txt).",
        ),
    ),
}
