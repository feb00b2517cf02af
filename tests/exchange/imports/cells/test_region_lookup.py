"""Regions by code or name; an ambiguous name is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.region_lookup import RegionLookup
from api.exchange.imports.cells.region_match import RegionNames
from tests.exchange.imports.cells.reference import REGIONS, load_regions

UNAMBIGUOUS = [
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
AMBIGUOUS = [
    ("Bandung", ("32.04", "32.73")),
    ("Yogyakarta", ("34", "34.71")),
    ("Gorontalo", ("75", "75.01", "75.71")),
    ("Jambi", ("15", "15.71")),
    ("Kab. Merauke", ("91.01", "93.01")),
    ("Kota Sorong", ("92.71", "96.71")),
    ("1103", ("11.01", "11.03")),
    ("3171", ("31.71", "31.74")),
]


@pytest.mark.parametrize(("text", "code"), UNAMBIGUOUS)
def test_an_unambiguous_text_is_a_region(text: str, code: str) -> None:
    assert REGIONS.find_by_text(text) == code


@pytest.mark.parametrize(("text", "codes"), AMBIGUOUS)
def test_the_error_of_an_ambiguous_name_lists_all_candidates(text: str, codes: tuple[str, ...]) -> None:
    with pytest.raises(CellError) as caught:
        REGIONS.find_by_text(text)
    assert caught.value.code == "ambiguous_region"
    assert all(f"({code})" in message for code in codes for message in caught.value.detail)


def test_four_digits_of_only_one_scheme_are_ambiguous() -> None:
    with pytest.raises(CellError) as caught:
        REGIONS.find_by_text("9301")
    assert caught.value.code == "ambiguous_region"


@pytest.mark.parametrize(
    "text",
    ["", "99", "99.99", "9999", "32.7", "32.730", "Atlantis", "Kab. Metro", "Bandung\ud800"],
)
def test_an_unknown_region_is_an_error(text: str) -> None:
    with pytest.raises(CellError) as caught:
        REGIONS.find_by_text(text)
    assert caught.value.code == "unknown_region"


def test_a_long_text_is_an_error() -> None:
    with pytest.raises(CellError):
        REGIONS.find_by_text("Kab" + "," * 100_000)


@pytest.mark.parametrize(
    ("text", "code"), [("32", "32"), ("3273", "32.73"), ("94", "91"), ("91", "92"), ("1103", "11.01")]
)
def test_a_bps_code_is_a_region(text: str, code: str) -> None:
    assert REGIONS.find_by_bps_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("9401", "ambiguous_region"), ("9999", "unknown_region"), ("32.73", "unknown_region")]
)
def test_an_unknown_or_ambiguous_bps_code_is_an_error(text: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        REGIONS.find_by_bps_code(text)
    assert caught.value.code == code


def test_a_bps_code_of_two_regions_is_ambiguous() -> None:
    regions = RegionLookup([RegionNames("10", "Lama", "province", "10"), RegionNames("11", "Baru", "province", "10")])
    with pytest.raises(CellError) as caught:
        regions.find_by_bps_code("10")
    assert caught.value.code == "ambiguous_region"


def test_every_full_name_is_its_region_or_ambiguous() -> None:
    for region in load_regions():
        namesakes = {other.code for other in load_regions() if other.name == region.name}
        prefix = "Provinsi " if region.level == "province" else ""
        try:
            assert {REGIONS.find_by_text(prefix + region.name)} == namesakes
        except CellError as error:
            assert error.code == "ambiguous_region"  # noqa: PT017  # both outcomes are right
            assert len(namesakes) > 1


@given(st.one_of(st.text(), st.text("0123456789.ID", max_size=6)))
def test_any_text_is_a_region_or_an_error(text: str) -> None:
    for find in (REGIONS.find_by_text, REGIONS.find_by_bps_code):
        try:
            assert find(text)
        except CellError as error:
            (error.detail.id + error.detail.en).encode()
