"""The words of the pages. A template writes `t("name")`; tests check that each name exists and is used."""

from typing import Final

from api.errors import Text

TEXTS: Final[dict[str, Text]] = {
    # every page
    "programs": Text("Program", "Programs"),
    "findings": Text("Temuan", "Findings"),
    "sources": Text("Sumber", "Sources"),
    "skip": Text("Langsung ke isi", "Skip to the content"),
    "search": Text("Cari program", "Search programs"),
    "footer": Text("Setiap angka membawa sumbernya.", "Every number has its source."),
    "english": Text("English", "Bahasa Indonesia"),
    "sections": Text("Bagian situs", "Sections of the site"),
    # the front page
    "front_title": Text("Apa yang dijanjikan, apa yang dilaporkan", "What was promised, what was reported"),
    "state": Text("Keadaan pada", "As of"),
    "show": Text("Tampilkan", "Show"),
    "today": Text("hari ini", "today"),
    "no_programs": Text("Tidak ada program yang cocok.", "No program matches."),
    "all_programs": Text("Semua program", "All programs"),
    "recent": Text("Yang terakhir dinyatakan", "Stated last"),
    "to_explain": Text("Yang perlu dijelaskan", "What needs an explanation"),
    "no_findings": Text("Tidak ada temuan.", "There are no findings."),
    "all_findings": Text("Semua temuan", "All findings"),
    "regions_only": Text("Tanpa target untuk seluruh negara", "No target for the whole country"),
    "many_targets": Text("Targetnya ada di halaman program.", "Its targets are on the page of the program."),
    "more_programs": Text("Masih ada program lain. Cari dengan nama.", "There are more programs. Search by name."),
    # findings
    "findings_story": Text(
        "Pertentangan, janji yang diubah, dan laporan yang tidak ada, dihitung dari angka yang diterbitkan.",
        "Contradictions, revised promises and missing reports, computed from the published figures.",
    ),
    "severity": Text("Jenis", "Kind"),
    "severity_error": Text("pertentangan", "contradiction"),
    "severity_warning": Text("kurang atau meragukan", "missing or uncertain"),
    "severity_info": Text("perubahan", "change"),
    "all": Text("semua", "all"),
    "not_computed": Text(
        "Temuan belum selesai dihitung. Muat ulang halaman ini.",
        "The findings are not computed yet. Load this page again.",
    ),
    "more_findings": Text("Masih ada temuan lain di API.", "The API has more findings."),
    # the picture
    "reported": Text("dilaporkan", "reported"),
    "in_force": Text("target yang berlaku", "target in force"),
    "replaced": Text("target yang diganti", "replaced target"),
    "path": Text("jalur menuju target", "path to the targets"),
    "promised_and_reported": Text("Yang dijanjikan dan yang dilaporkan", "What was promised and what was reported"),
    "stated_by": Text("Seperti dinyatakan sampai", "As stated by"),
    "recorded_by": Text("Seperti dicatat di sini sampai", "As recorded here by"),
    "table_below": Text(
        "Setiap tanda membuka sumbernya. Tabel di bawah memuat angka yang sama.",
        "Each mark opens its source. The table below has the same numbers.",
    ),
    # a program
    "led_by": Text("dipimpin", "led by"),
    "last_reported": Text("Terakhir dilaporkan", "Reported last"),
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
    "more_figures": Text("Tabel ini memuat angka terbaru saja.", "This table has the newest figures only."),
    "requests": Text("Permintaan API halaman ini", "API requests of this page"),
    "downloads": Text("Unduhan", "Downloads"),
    "no_figures": Text("Belum ada angka yang dinyatakan sampai hari itu.", "No figure was stated by that day."),
    "no_country_figures": Text(
        "Belum ada angka untuk seluruh negara yang dinyatakan sampai hari itu; tabel di bawah memuat angka daerah "
        "atau sebagian.",
        "No figure for the whole country was stated by that day; the table below has figures of regions or parts.",
    ),
    # a source
    "published_by": Text("Penerbit", "Publisher"),
    "published_on": Text("Terbit", "Published"),
    "authors": Text("Penulis", "Authors"),
    "original": Text("Dokumen asli", "Original document"),
    "archived": Text("Salinan arsip", "Archived copy"),
    "note": Text("Catatan", "Note"),
    "states": Text("Yang dinyatakan sumber ini", "What this source states"),
    "claims": Text("Pernyataan tentang hubungan angka", "Claims about the relation of numbers"),
    "indicator": Text("Indikator", "Indicator"),
    "undated": Text("tanpa tanggal", "undated"),
}
