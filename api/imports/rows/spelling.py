"""How columns may be called: by the names of the wire or in Indonesian, in any case, with spaces or hyphens."""

import re

FIGURES: dict[str, tuple[str, ...]] = {
    "indicator": ("indikator",),
    "nature": ("sifat",),
    "region": ("wilayah", "kode_kemendagri"),
    "region_bps_code": ("kode_bps",),
    "breakdown": ("rincian",),
    "period": ("periode",),
    "value": ("nilai", "angka", "jumlah"),
    "qualifier": ("kualifikasi",),
    "resolution": ("pembulatan",),
    "stated_on": ("tanggal", "dinyatakan_pada"),
    "stated_not_before": ("dinyatakan_paling_awal",),
    "stated_not_after": ("dinyatakan_paling_akhir",),
    "retracted_on": ("dicabut_pada",),
    "institution": ("instansi",),
    "on_behalf_of": ("atas_nama",),
    "speaker": ("penutur", "pembicara"),
    "supersedes": ("menggantikan",),
    "quality": ("mutu", "kualitas"),
    "citations": ("daftar_kutipan",),
    "note": ("catatan",),
    "source": ("sumber",),
    "locator": ("letak",),
    "quote": ("kutipan",),
    "unit": ("satuan",),
}
SOURCES: dict[str, tuple[str, ...]] = {
    "code": ("kode",),
    "kind": ("jenis",),
    "title": ("judul",),
    "publisher": ("penerbit",),
    "authors": ("penulis",),
    "url": ("tautan",),
    "archived_url": ("tautan_arsip",),
    "published_on": ("tanggal", "terbit_pada"),
    "published_not_before": ("terbit_paling_awal",),
    "published_not_after": ("terbit_paling_akhir",),
    "date_basis": ("dasar_tanggal",),
    "language": ("bahasa",),
    "retrieved_at": ("diambil_pada",),
    "note": ("catatan",),
}


def spelling_of(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())
