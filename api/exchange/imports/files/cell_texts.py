"""The texts of errors in cells of spreadsheets and CSV files. This module imports no library of spreadsheets."""

from api.errors import Text

ERROR_VALUE = Text(
    "berisi galat {0}. Perbaiki rumusnya, atau isi nilainya",
    "contains the error {0}; fix the formula or enter the value",
)
UNREADABLE_CELL = Text(
    "berisi {0}, yang bukan nilai yang sah. Silakan isi ulang sel ini",
    "contains {0}, which is not a valid value; enter the cell again",
)
# A cell that shows 45,67% contains 0.4567, so the imported number would differ from the one that the user sees.
PERCENT_FORMAT = Text(
    "berformat persen. Tulis persentasenya sebagai teks, seperti 45,67%",
    "has a percent format; write the percentage as text, such as 45,67%",
)
# A cell that shows `12 juta` contains 12.
SCALED_FORMAT = Text(
    "berformat angka dengan kata {0}. Tulis bilangannya lengkap, atau sebagai teks, seperti 12,5 juta",
    "has a number format with the word {0}; write the number in full, or as text such as 12.5 million",
)
TIME_FORMAT = Text(
    "berisi waktu atau durasi {0}. Format sel ini sebagai tanggal, angka, atau teks, lalu isi ulang",
    "contains the time or duration {0}; format the cell as a date, number or text, and enter it again",
)
# The format of a number in ODS states its currency; a number is the same in all of them.
FOREIGN_CURRENCY = Text(
    "berformat mata uang {0}, bukan IDR. Periksa satuan nilainya, lalu format sel ini sebagai angka biasa",
    "has the currency format {0}, not IDR; check the unit of the value, then format it as a plain number",
)
# `="32"` as another program writes it, without the result. Its text is not the value that the user sees.
FORMULA_WITHOUT_VALUE = Text(
    "berisi rumus tanpa hasil tersimpan. Buka dan simpan berkas ini di aplikasi lembar kerja, atau isi nilainya",
    "contains a formula without a saved result; open and save the file in a spreadsheet program, or enter the value",
)
# Excel counts 29 February 1900, which never existed.
NONEXISTENT_DATE = Text(
    "berisi 29 Februari 1900, yang tidak pernah ada. Isi tanggal yang benar",
    "contains 29 February 1900, which never existed; enter the correct date",
)
WRONG_NUMBER_OF_CELLS = Text(
    "memuat {0} sel, sedangkan tajuk memuat {1} kolom. Samakan jumlahnya",
    "has {0} cells, but the header has {1} columns; both must be equal",
)
CELLS_WITHOUT_HEADER = Text(
    "memuat sel di luar {0} kolom tajuk. Hapus sel itu, atau tambahkan kolomnya ke tajuk",
    "has cells to the right of the {0} columns of the header; remove them or extend the header",
)
