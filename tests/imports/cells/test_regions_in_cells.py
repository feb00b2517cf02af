"""Regions by code or by name; what fits several is told, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.imports.cells.regions import RegionName, Regions
from api.imports.cells.unreadable import Unreadable
from tests.imports.cells.shipped_regions import REGIONS, shipped

NAMED = [
    ("ID", "ID"),
    ("32", "32"),
    ("32.73", "32.73"),
    ("3273", "32.73"),
    ("Kab. Lampung Selatan", "18.01"),
    ("Kab.Lampung Selatan", "18.01"),
    ("KABUPATEN  LAMPUNG   SELATAN", "18.01"),
    ("Lampung Selatan", "18.01"),
    ("Kota Metro", "18.72"),
    ("Prov. Jawa Barat", "32"),
    ("Provinsi Jawa Barat", "32"),
    ("jawa barat", "32"),
    ("Kab. Adm. Kepulauan Seribu", "31.01"),
    ("Kabupaten Administrasi Kep. Seribu", "31.01"),
    ("Kab. Kepulauan Seribu", "31.01"),
    ("Kota Adm. Jakarta Pusat", "31.71"),
    ("Jakarta Pusat", "31.71"),
    ("Daerah Istimewa Yogyakarta", "34"),
    ("D.I. Yogyakarta", "34"),
    ("Provinsi DI Yogyakarta", "34"),
    ("Kota Yogyakarta", "34.71"),
    ("Daerah Khusus Ibukota Jakarta", "31"),
    ("Daerah Khusus Jakarta", "31"),
    ("DKI Jakarta", "31"),
    ("D.K.I. Jakarta", "31"),
    ("Indonesia", "ID"),
    ("Nasional", "ID"),
    ("Papua", "91"),
    ("Papua Selatan", "93"),
    ("Kab. Tolitoli", "72.04"),
    ("Kab. Toli-Toli", "72.04"),
    ("Kab. Kotabaru", "63.02"),
    ("Provinsi Gorontalo", "75"),
]
DOUBTED = [
    ("Bandung", ("32.04", "32.73")),
    ("Yogyakarta", ("34", "34.71")),
    ("Gorontalo", ("75", "75.01", "75.71")),
    ("Jambi", ("15", "15.71")),
    ("Kab. Merauke", ("91.01", "93.01")),
    ("Kota Sorong", ("92.71", "96.71")),
    ("1103", ("11.01", "11.03")),
    ("3171", ("31.71", "31.74")),
]


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_a_region_is_known_by_what_fits_it_alone(text: str, code: str) -> None:
    assert REGIONS.read(text) == code


@pytest.mark.parametrize(("text", "codes"), DOUBTED)
def test_a_doubt_names_every_candidate_with_its_code(text: str, codes: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refused:
        REGIONS.read(text)
    assert refused.value.code == "ambiguous-region"
    assert all(f"({code})" in sentence for code in codes for sentence in refused.value.detail)


def test_four_digits_of_one_scheme_alone_are_doubted() -> None:
    with pytest.raises(Unreadable) as refused:
        REGIONS.read("9301")
    assert refused.value.code == "ambiguous-region"


@pytest.mark.parametrize(
    "text", ["", "99", "99.99", "9999", "32.7", "32.730", "Atlantis", "Kab. Metro", "Bandung\ud800"]
)
def test_what_names_no_region_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        REGIONS.read(text)
    assert refused.value.code == "unknown-region"


@pytest.mark.parametrize(
    ("text", "code"), [("32", "32"), ("3273", "32.73"), ("94", "91"), ("91", "92"), ("1103", "11.01")]
)
def test_a_bps_code_is_read_as_one(text: str, code: str) -> None:
    assert REGIONS.read_bps(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("9401", "ambiguous-region"), ("9999", "unknown-region"), ("32.73", "unknown-region")]
)
def test_a_bps_code_of_no_region_or_perhaps_of_several_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        REGIONS.read_bps(text)
    assert refused.value.code == code


def test_a_bps_code_that_two_regions_bore_is_doubted() -> None:
    regions = Regions([RegionName("10", "Lama", "province", "10"), RegionName("11", "Baru", "province", "10")])
    with pytest.raises(Unreadable) as refused:
        regions.read_bps("10")
    assert refused.value.code == "ambiguous-region"


def test_every_full_name_is_its_region_or_doubted_among_those_of_that_name() -> None:
    for region in shipped():
        namesakes = {other.code for other in shipped() if other.name == region.name}
        prefix = "Provinsi " if region.level == "province" else ""
        try:
            assert {REGIONS.read(prefix + region.name)} == namesakes
        except Unreadable as refused:
            assert refused.code == "ambiguous-region"  # noqa: PT017  # both outcomes are right
            assert len(namesakes) > 1


@given(st.one_of(st.text(), st.text("0123456789.ID", max_size=6)))
def test_a_cell_names_a_region_or_is_unreadable(text: str) -> None:
    for read in (REGIONS.read, REGIONS.read_bps):
        try:
            assert read(text)
        except Unreadable as refused:
            (refused.detail.id + refused.detail.en).encode()
