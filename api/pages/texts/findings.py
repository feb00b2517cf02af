"""Words of findings."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
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
}
