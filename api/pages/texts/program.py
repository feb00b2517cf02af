"""Words of the page of a program and of tables of figures."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "led_by": Text("dipimpin", "led by"),
    "last_reported": Text("Terakhir dilaporkan", "Reported last"),
    "sum_of_reports": Text("Jumlah yang dilaporkan", "Sum of the reports"),
    "target_of": Text("Target", "Target"),
    "achievement": Text("Capaian", "Achievement"),
    "of_target": Text("dari target", "of the target"),
    "all_figures": Text("Semua angka", "All figures"),
    "for_period": Text("Untuk", "For"),
    "what": Text("Apa", "What"),
    "value": Text("Angka", "Number"),
    "by": Text("Oleh", "By"),
    "stated": Text("Dinyatakan", "Stated"),
    "source": Text("Sumber", "Source"),
    "target": Text("target", "target"),
    "replaced_row": Text("diganti", "replaced"),
    "as_tables": Text("Semua angka dalam tabel", "All figures as tables"),
    "more_figures": Text("Tabel ini memuat angka terbaru saja.", "This table has the newest figures only."),
    "requests": Text("Permintaan API halaman ini", "API requests of this page"),
    "downloads": Text("Unduhan", "Downloads"),
    "no_figures": Text("Belum ada angka yang dinyatakan sampai hari itu.", "No figure was stated by that day."),
    "no_country_figures": Text(
        "Belum ada angka untuk seluruh negara yang dinyatakan sampai hari itu; tabel di bawah memuat angka wilayah "
        "atau sebagian.",
        "No figure for the whole country was stated by that day; the table below has figures of regions or parts.",
    ),
}
