"""Words of the data as pages."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "data": Text("Data", "Data"),
    "data_story": Text(
        "Semua data layanan ini sebagai tabel. Alamat yang sama di bawah /v1 menjawab program dengan JSON.",
        "All data of this service as tables. The same addresses below /v1 return JSON to programs.",
    ),
    "filters": Text("Saringan", "Filters"),
    "any": Text("semua", "any"),
    "not_shown": Text("Data ini tidak dapat ditampilkan", "This data cannot be shown"),
    "fix_fields": Text(
        "Perbaiki parameter yang disebut di sini atau di samping isiannya, lalu tampilkan lagi.",
        "Fix the parameters that are named here or next to their fields, then show the data again.",
    ),
    "rows_here": Text("baris di halaman ini", "rows on this page"),
    "rows_in_all": Text("baris yang cocok", "rows match"),
    "count_rows": Text("Hitung semua", "Count all"),
    "no_rows": Text("Tidak ada data yang cocok.", "No data matches."),
    "columns_with_values": Text(
        "Kolom yang kosong di halaman ini tidak ditampilkan.", "Columns that are empty on this page are not shown."
    ),
    "first_page": Text("Halaman pertama", "First page"),
    "pages": Text("Halaman", "Pages"),
    "related": Text("Lihat juga", "See also"),
    "page_of_record": Text("Halaman ringkas", "Page in brief"),
    "yes": Text("ya", "yes"),
    "no": Text("tidak", "no"),
}
