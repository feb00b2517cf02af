"""Words of the memo table of a program."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "memo": Text("Memo: target, realisasi, dan capaian", "Memo: target, realization and achievement"),
    "number": Text("No.", "No."),
    "memo_indicator": Text("Indikator Kinerja", "Indicator"),
    "nature": Text("Sifat angka", "Nature"),
    "period": Text("Periode", "Period"),
    "memo_target": Text("Target", "Target"),
    "realization": Text("Realisasi", "Realization"),
    "achievement_percent": Text("Capaian (%)", "Achievement (%)"),
    "no_targets": Text(
        "Tidak ada target yang berlaku pada hari itu untuk wilayah ini.",
        "No target was in force on that day for this region.",
    ),
    "reasons": Text("Keterangan", "Remarks"),
    "by_period": Text("menurut periode", "by period"),
    "memo_by_region": Text("menurut wilayah", "by region"),
}
