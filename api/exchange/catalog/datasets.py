"""The data sets of the catalog: texts, record types, and the lists that return them."""

from typing import NamedTuple

from api.errors import Text

CSV_TYPE, JSON_TYPE = "text/csv", "application/json"


class DataSetList(NamedTuple):
    """One URL that returns the data set page by page, or as a stream."""

    name: str
    path: str
    media_type: str
    title: Text


class DataSet(NamedTuple):
    """A data set. Changes of the record types in `types` change it, and their figures define its coverage.

    If it `is_exported`, `/v1/exports` has files with its code as their name.
    """

    code: str
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    types: tuple[str, ...]
    lists: tuple[DataSetList, ...]
    is_exported: bool = True


def _build_lists(code: str) -> tuple[DataSetList, ...]:
    return (
        DataSetList("list", f"/v1/{code}", JSON_TYPE, Text("Daftar per halaman, JSON", "List page by page, JSON")),
        DataSetList("list-csv", f"/v1/{code}.csv", CSV_TYPE, Text("Daftar per halaman, CSV", "List page by page, CSV")),
    )


_TARGET_KEYWORD = Text("target program pemerintah", "targets of government programs")
_REALIZATION_KEYWORD = Text("capaian program pemerintah", "achievements of government programs")
_DIGITAL_KEYWORD = Text("UMKM digital", "digital small businesses")
_COMPUTED_FROM = ("target", "realization", "indicator", "region", "institution")

DATA_SETS = (
    DataSet(
        "targets",
        Text("Target", "Targets"),
        Text(
            "Angka yang dijanjikan pejabat untuk program pemerintah, masing-masing dengan sumbernya; target lama dan "
            "revisinya sama-sama dimuat.",
            "The figures that officials promised for government programs, each with its source, including earlier "
            "targets that were revised.",
        ),
        (_TARGET_KEYWORD, _DIGITAL_KEYWORD),
        ("target",),
        _build_lists("targets"),
    ),
    DataSet(
        "realizations",
        Text("Realisasi", "Realizations"),
        Text(
            "Angka yang dilaporkan pejabat sebagai tercapai, masing-masing dengan sumbernya; laporan yang bertentangan "
            "sama-sama dimuat.",
            "The figures that officials reported as reached, each with its source, including contradictory reports.",
        ),
        (_REALIZATION_KEYWORD, _DIGITAL_KEYWORD),
        ("realization",),
        _build_lists("realizations"),
    ),
    DataSet(
        "progress",
        Text("Capaian", "Progress"),
        Text(
            "Target yang berlaku dibandingkan dengan realisasi yang dilaporkan, dengan penilaian dan alasannya.",
            "The targets in force compared with the reported realizations, with a verdict and its reasons.",
        ),
        (_TARGET_KEYWORD, _REALIZATION_KEYWORD),
        _COMPUTED_FROM,
        _build_lists("progress"),
    ),
    DataSet(
        "onboarding-counts",
        Text("Jumlah onboarding", "Onboarding counts"),
        Text(
            "Jumlah yang dilaporkan tiap wilayah per periode, dan penjumlahan bagian-bagiannya.",
            "The number that each region reported per period, and the sum of its parts.",
        ),
        (_DIGITAL_KEYWORD, Text("katalog elektronik", "electronic catalog")),
        ("realization", "indicator", "region"),
        _build_lists("onboarding-counts"),
    ),
    DataSet(
        "sources",
        Text("Sumber", "Sources"),
        Text(
            "Dokumen yang menyatakan angka: peraturan, laporan, siaran pers, berita.",
            "The documents that state the figures: regulations, reports, press releases, news.",
        ),
        (Text("sumber data", "sources of data"),),
        ("source",),
        _build_lists("sources"),
    ),
    DataSet(
        "claims",
        Text("Klaim", "Claims"),
        Text(
            "Pernyataan sumber tentang hubungan antarangka, misalnya “21 persen dari target”, dan hasil hitung "
            "ulangnya.",
            "Statements of sources about the relation of numbers, such as “21 percent of the target”, and the result "
            "of computing them again.",
        ),
        (Text("pemeriksaan fakta", "fact checking"),),
        ("claim", "target", "realization"),
        _build_lists("claims"),
        is_exported=False,
    ),
    DataSet(
        "findings",
        Text("Temuan", "Findings"),
        Text(
            "Temuan pemeriksaan data: pertentangan, target yang direvisi, sumber tanpa tanggal, tanpa laporan baru.",
            "The findings of data checks: contradictions, revised targets, undated sources, missing reports.",
        ),
        (Text("mutu data", "data quality"),),
        (*_COMPUTED_FROM, "source", "claim"),
        _build_lists("findings"),
        is_exported=False,
    ),
    DataSet(
        "changes",
        Text("Perubahan", "Changes"),
        Text(
            "Semua data yang terbit, berubah, atau ditarik, berurutan dan lengkap.",
            "All records that were published, changed or withdrawn, complete and in order.",
        ),
        (Text("riwayat perubahan", "history of changes"),),
        (),
        (
            DataSetList("list", "/v1/changes", JSON_TYPE, Text("Daftar per halaman, JSON", "List page by page, JSON")),
            DataSetList(
                "stream",
                "/v1/changes/stream",
                "text/event-stream",
                Text("Aliran peristiwa", "Stream of server-sent events"),
            ),
        ),
        is_exported=False,
    ),
)
