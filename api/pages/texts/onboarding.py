"""Words of onboarding counts, of rankings and of the picture of the provinces."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "onboarding": Text("Onboarding", "Onboarding"),
    "onboarding_by_province": Text("Onboarding menurut provinsi", "Onboarding by province"),
    "onboarding_in": Text("Onboarding di", "Onboarding in"),
    "no_counts": Text(
        "Belum ada angka wilayah yang dinyatakan sampai hari itu.", "No number of a region was stated by that day."
    ),
    "have_numbers": Text("wilayah memiliki angka", "regions have a number"),
    "of_total": Text("dari", "of"),
    "for_the_period": Text("untuk", "for"),
    "highest": Text("Tertinggi", "Highest"),
    "reported_for": Text("Dilaporkan untuk", "Reported for"),
    "sum_of_regions": Text("Jumlah wilayah di bawahnya", "Sum of the regions below"),
    "do_not_add": Text(
        "Dua hasil untuk hal yang sama; jangan dijumlahkan.", "Two results for the same quantity; do not add them."
    ),
    "period_choice": Text("Periode", "Period"),
    "nature_choice": Text("Jenis angka", "Kind of number"),
    "earlier_periods": Text("Periode yang lebih lama ada di API.", "The API has earlier periods."),
    "more_indicators": Text("Masih ada indikator lain di API.", "The API has more indicators."),
    "ranking": Text("Peringkat", "Ranking"),
    "without_number": Text("Tanpa angka", "Without a number"),
    "tiles": Text(
        "Setiap kotak adalah sebuah provinsi, kira-kira di letaknya. Warna yang lebih kuat berarti angka yang lebih "
        "besar.",
        "Each tile is a province, roughly where it lies. A stronger color is a larger number.",
    ),
    "about_counts": Text("Apa yang dihitung (bahasa Inggris)", "What is counted"),
    "page_of": Text("Halaman wilayah:", "Page of the region:"),
}
