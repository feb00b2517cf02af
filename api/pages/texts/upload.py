"""Words of the pages of an upload."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "upload_title": Text("Impor berkas", "Import a file"),
    "upload_story": Text(
        "Kirim lembar kerja (XLSX, ODS) atau CSV. Langkah berikutnya: cocokkan kolomnya, lihat hasil pemeriksaan, lalu "
        "impor sebagai draf.",
        "Send a spreadsheet (XLSX, ODS) or CSV. Next you map its columns, see the result of a check, and import the "
        "file as drafts.",
    ),
    "upload_storage": Text(
        "Layanan menyimpan berkas ini bersama sesi Anda sampai diimpor, dihapus, diganti, atau sampai sesi berakhir.",
        "The service stores the file with your session until you import, delete or replace it, or the session ends.",
    ),
    "no_write_scope": Text(
        "Kunci Anda tidak memiliki cakupan write, yang diperlukan untuk mengimpor.",
        "Your key does not have the scope write, which an import requires.",
    ),
    "file_rejected": Text("Berkas ini ditolak", "The file was rejected"),
    "collection": Text("Isi berkas", "Content of the file"),
    "file": Text("Berkas", "File"),
    "max_size": Text("Paling banyak dalam MiB:", "Maximum in MiB:"),
    "template": Text("Contoh lembar kerja", "Template"),
    "send_file": Text("Kirim berkas", "Send the file"),
    "paste_title": Text("Atau tempel tabel", "Or paste a table"),
    "csv_text": Text("Teks CSV, baris pertama berisi nama kolom", "CSV, the first line has the names of the columns"),
    "send_text": Text("Kirim teks", "Send the text"),
    # the mapping
    "mapping_title": Text("Cocokkan kolom", "Map the columns"),
    "mapping_rejected": Text("Pemetaan ini belum dapat digunakan", "This mapping cannot be used yet"),
    "saved_mapping": Text("Pemetaan tersimpan", "Saved mapping"),
    "use_mapping": Text("Gunakan", "Use"),
    "file_layout": Text("Letak tabel", "Position of the table"),
    "header_rows": Text("Baris nama kolom, seperti 5 atau 5-6", "Rows of the column names, such as 5 or 5-6"),
    "sheet": Text("Lembar (kosong: yang pertama)", "Sheet (empty: the first one)"),
    "delimiter": Text("Pemisah kolom", "Delimiter"),
    "detected": Text("dideteksi", "detected"),
    "read_again": Text("Baca ulang kolom", "Read the columns again"),
    "columns": Text("Kolom", "Columns"),
    "column": Text("Kolom berkas", "Column of the file"),
    "first_cells": Text("Sel pertama", "First cells"),
    "read_as": Text("Dibaca sebagai", "Read as"),
    "by_name": Text("menurut namanya", "by its name"),
    "ignored": Text("abaikan", "ignore"),
    "more_columns": Text(
        "Kolom berikutnya dipetakan seperti dalam pemetaan; jumlahnya:",
        "Further columns are mapped as in the mapping; their number:",
    ),
    "constants": Text("Sama untuk semua baris", "The same in every row"),
    "constants_story": Text(
        "Isian bertanda * wajib ada, di sini atau sebagai kolom.",
        "Fields with * are required, here or as a column.",
    ),
    "example": Text("contoh", "example"),
    "cells": Text("Sel", "Cells"),
    "number_format": Text("Format angka", "Number format"),
    "multiplier": Text("Pengali nilai, seperti 1000", "Factor of the values, such as 1000"),
    "blank": Text("Sel yang berarti kosong, satu per baris", "Cells that mean empty, one per line"),
    "skip_rows": Text("Baris yang dilewati, satu pola per baris", "Rows to skip, one pattern per line"),
    "other_options": Text(
        "Opsi lain dari pemetaan (JSON: values, cells, when, regions)",
        "Other options of the mapping (JSON: values, cells, when, regions)",
    ),
    "check_file": Text("Periksa berkas", "Check the file"),
    "delete_file": Text("Hapus berkas", "Delete the file"),
    "save_mapping": Text("Simpan pemetaan ini", "Save this mapping"),
    "save_mapping_story": Text(
        "Seorang administrator menyimpannya dengan permintaan ini; sesudah itu semua orang dapat memilihnya di sini.",
        "An administrator saves it with this request; then all users can select it here.",
    ),
    # the dry run
    "import_file": Text("Impor sebagai draf", "Import as drafts"),
    "import_story": Text(
        "Tombol ini mengimpor persis hasil pemeriksaan di bawah.",
        "This button imports exactly the result of the check below.",
    ),
    "cannot_import": Text(
        "Berkas ini belum dapat diimpor. Ubah pemetaannya, atau perbaiki berkasnya.",
        "This file cannot be imported yet. Change the mapping, or correct the file.",
    ),
    "change_mapping": Text("Ubah pemetaan", "Change the mapping"),
    "errors": Text("Kesalahan", "Errors"),
    "totals": Text("Jumlah angka yang sah", "Totals of the valid figures"),
    "total_regions": Text("Wilayah", "Regions"),
}
