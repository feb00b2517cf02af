"""The data sets: what each holds, which nouns it is made of, and where it is had."""

from typing import NamedTuple

from api.faults import Text

CSV, JSON = "text/csv", "application/json"


class List(NamedTuple):
    """One address that answers with a part of the set, page by page."""

    name: str
    path: str
    media_type: str
    title: Text


class DataSet(NamedTuple):
    """`nouns` are the stored ones whose changes change it, those with figures among them its extent in time and space.

    Where it `is_exported`, it is had as files under its code.
    """

    code: str
    title: Text
    about: Text
    keywords: tuple[Text, ...]
    nouns: tuple[str, ...]
    lists: tuple[List, ...]
    is_exported: bool = True


def _lists(code: str) -> tuple[List, ...]:
    return (
        List("list", f"/v1/{code}", JSON, Text("Daftar per halaman, JSON", "List page by page, JSON")),
        List("list-csv", f"/v1/{code}.csv", CSV, Text("Daftar per halaman, CSV", "List page by page, CSV")),
    )


_PROMISES = Text("target program pemerintah", "targets of government programs")
_REPORTS = Text("capaian program pemerintah", "achievements of government programs")
_DIGITAL = Text("UMKM digital", "digital small businesses")
_JUDGED = ("target", "realization", "indicator", "region", "institution")

DATA_SETS = (
    DataSet(
        "targets",
        Text("Target", "Targets"),
        Text(
            "Angka yang dijanjikan pejabat untuk program pemerintah, masing-masing dengan sumbernya; target yang "
            "direvisi berdampingan.",
            "The figures that officials promised for government programs, each with its source; revised promises stand "
            "beside each other.",
        ),
        (_PROMISES, _DIGITAL),
        ("target",),
        _lists("targets"),
    ),
    DataSet(
        "realizations",
        Text("Realisasi", "Realizations"),
        Text(
            "Angka yang dilaporkan pejabat sebagai tercapai, masing-masing dengan sumbernya; laporan yang bertentangan "
            "berdampingan.",
            "The figures that officials reported as reached, each with its source; contradicting reports stand beside "
            "each other.",
        ),
        (_REPORTS, _DIGITAL),
        ("realization",),
        _lists("realizations"),
    ),
    DataSet(
        "progress",
        Text("Capaian", "Progress"),
        Text(
            "Target yang berlaku di samping realisasi yang dilaporkan, dengan penilaian dan alasannya.",
            "The targets in force beside what was reported for them, with a verdict and its reasons.",
        ),
        (_PROMISES, _REPORTS),
        _JUDGED,
        _lists("progress"),
    ),
    DataSet(
        "onboarding-counts",
        Text("Jumlah onboarding", "Onboarding counts"),
        Text(
            "Yang dilaporkan tiap wilayah per periode, di samping jumlah bagian-bagiannya.",
            "What each region reported for a period, beside the sum of its parts.",
        ),
        (_DIGITAL, Text("katalog elektronik", "electronic catalog")),
        ("realization", "indicator", "region"),
        _lists("onboarding-counts"),
    ),
    DataSet(
        "sources",
        Text("Sumber", "Sources"),
        Text(
            "Dokumen yang menyatakan angka-angka itu: peraturan, laporan, siaran pers, berita.",
            "The documents that state the figures: regulations, reports, press releases, news.",
        ),
        (Text("sumber data", "sources of data"),),
        ("source",),
        _lists("sources"),
    ),
    DataSet(
        "claims",
        Text("Klaim", "Claims"),
        Text(
            "Apa yang dikatakan sumber tentang hubungan angka, misalnya “21 persen dari target”, dan hasil hitung "
            "ulangnya.",
            "What sources say about the relation of numbers, such as “21 percent of the target”, and what comes of "
            "computing it again.",
        ),
        (Text("pemeriksaan fakta", "fact checking"),),
        ("claim", "target", "realization"),
        _lists("claims"),
        is_exported=False,
    ),
    DataSet(
        "findings",
        Text("Temuan", "Findings"),
        Text(
            "Temuan pemeriksaan data: pertentangan, target yang direvisi, sumber tanpa tanggal, tanpa kabar.",
            "What checks of the data found: contradictions, revised promises, undated sources, silence.",
        ),
        (Text("mutu data", "data quality"),),
        (*_JUDGED, "source", "claim"),
        _lists("findings"),
        is_exported=False,
    ),
    DataSet(
        "changes",
        Text("Perubahan", "Changes"),
        Text(
            "Semua yang terbit, berubah, atau ditarik, dalam urutan yang tidak melewatkan apa pun.",
            "Everything that became visible, changed or was withdrawn, in an order that misses nothing.",
        ),
        (Text("riwayat perubahan", "history of changes"),),
        (),
        (
            List("list", "/v1/changes", JSON, Text("Daftar per halaman, JSON", "List page by page, JSON")),
            List(
                "stream",
                "/v1/changes/stream",
                "text/event-stream",
                Text("Aliran peristiwa", "Stream of server-sent events"),
            ),
        ),
        is_exported=False,
    ),
)
