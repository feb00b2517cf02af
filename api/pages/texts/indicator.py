"""Words of the page of an indicator."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "direction": Text("Arah", "Direction"),
    "sum_allowed": Text("Angka wilayah", "Numbers of regions"),
    "additive": Text("dapat dijumlahkan", "may be added up"),
    "not_additive": Text("tidak dapat dijumlahkan", "cannot be added up"),
    "expected_every": Text("Laporan diharapkan setiap", "Report expected every"),
    "population": Text("Bagian dari", "Part of"),
    "variant": Text("Hal yang sama dalam satuan lain", "The same in another unit"),
    "progress_in_country": Text("Capaian seluruh negara", "Progress of the whole country"),
    "plan": Text("Rencana", "Plan"),
    "no_country_targets": Text(
        "Belum ada target untuk seluruh negara yang dinyatakan sampai hari itu.",
        "No target for the whole country was stated by that day.",
    ),
    "more_progress": Text("API memuat target lain.", "The API has more targets."),
    "by_region": Text("Menurut wilayah", "By region"),
    "other_periods": Text("Periode lain, kabupaten dan kota", "Other periods, regencies and cities"),
    "no_figures_of_indicator": Text(
        "Belum ada angka indikator ini yang dinyatakan sampai hari itu.",
        "No figure of this indicator was stated by that day.",
    ),
}
