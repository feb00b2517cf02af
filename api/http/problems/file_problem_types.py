"""Problem types of imported and exported files."""

from api.errors import Text
from api.http.problems.problem_type import ProblemType

FILE_PROBLEM_TYPES = {
    "unreadable-file": ProblemType(
        400,
        Text("Berkas tidak dapat dibaca", "Unreadable file"),
        Text(
            "Berkas ini tidak dapat dibaca sebagai tabel. `errors` memuat letak kesalahannya. Tidak ada yang disimpan.",
            "This file cannot be read as a table. `errors` has the location of the error. Nothing was stored.",
        ),
    ),
    "file-too-large": ProblemType(
        413,
        Text("Berkas terlalu besar", "File too large"),
        Text(
            "Berkas paling besar 2.000.000 baris dan 2 GiB setelah dekompresi; lembar kerja 32 MiB. Bagi berkas ini.",
            "The maximum size of a file is 2,000,000 rows and 2 GiB after decompression; of a spreadsheet 32 MiB. "
            "Split the file.",
        ),
    ),
    "import-rejected": ProblemType(
        422,
        Text("Ada baris yang salah", "Invalid rows"),
        Text(
            "Tidak ada yang disimpan karena ada baris yang salah. `errors` memuat yang pertama, laporan di Location "
            "memuat semuanya. Perbaiki lalu kirim lagi, atau gunakan mode=partial untuk menyimpan baris yang lain.",
            "Nothing was stored, because some rows are invalid. `errors` has the first of them, the report at Location "
            "all of them. Fix them and send the file again, or use mode=partial to store the other rows.",
        ),
    ),
    "spreadsheet-too-large": ProblemType(
        422,
        Text("Terlalu besar untuk lembar kerja", "Too large for a spreadsheet"),
        Text(
            "XLSX memuat paling banyak 50.000 baris, dan 32.767 aksara per sel. Tambahkan saringan, atau unduh CSV "
            "atau Parquet.",
            "XLSX has at most 50,000 rows, and 32,767 characters per cell. Add a filter, or download CSV or Parquet.",
        ),
    ),
    "not-installed": ProblemType(
        501,
        Text("Tidak terpasang", "Not installed"),
        Text(
            "Format ini memerlukan bagian yang tidak terpasang. Pilih format lain, atau minta pengelola layanan "
            "memasang requirements/{extra}.txt.",
            "This format requires a part that is not installed. Choose another format, or ask the operator to install "
            "requirements/{extra}.txt.",
        ),
    ),
}
