"""Words of the page of a region."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "regions": Text("Wilayah", "Regions"),
    "region_code": Text("Kode Kemendagri", "Kemendagri code"),
    "level": Text("Tingkat", "Level"),
    "code_since": Text("Kode berlaku sejak", "Code valid since"),
    "code_until": Text("Kode berlaku sampai", "Code valid until"),
    "former_code": Text("Kode sebelumnya", "Former code"),
    "later_code": Text("Kode berikutnya", "Later code"),
    "latest_figures": Text("Angka terakhir", "Latest figures"),
    "only_reported": Text("dilaporkan, tanpa target", "reported, without a target"),
    "no_region_figures": Text(
        "Belum ada angka wilayah ini yang dinyatakan sampai hari itu.",
        "No figure of this region was stated by that day.",
    ),
    "more_series": Text("API memuat indikator lain wilayah ini.", "The API has more indicators of this region."),
    "provinces": Text("Provinsi", "Provinces"),
    "below": Text("Kabupaten dan kota", "Regencies and cities"),
    "counts_below": Text(
        "Peringkat wilayah di bawahnya menurut onboarding", "Ranking of the regions below by onboarding"
    ),
    "shown_figures": Text("Angka di atas dan sumbernya", "The figures above and their sources"),
}
