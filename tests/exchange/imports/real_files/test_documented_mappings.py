"""The mappings of docs/imports.md, on files of the same shapes with other numbers: every figure is right."""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.exchange.imports.files.open_file import CSV, XLSX
from tests.exchange.imports.conftest import Callers, send_file
from tests.exchange.imports.real_files.sheets import build_sheet

PAGE = Path(__file__).parents[4] / "docs" / "imports.md"
INDICATORS = {
    **dict.fromkeys(
        ("unemployment", "poverty-rate", "school-attendance", "health-care", "health-care-poor"), "percent"
    ),
    **dict.fromkeys(("poor-people", "people"), "orang"),
    "poverty-line": "idr-per-person-month",
    "poverty-gap": "poin-indeks",
    "affected-workers": "pekerja",
    "registered-businesses": "umkm",
    "transactions": "idr",
}


def read_mappings() -> dict[str, dict[str, Any]]:
    """Return the mappings of the page by the title of their section, with the constants that all of them have."""
    _, _, section = PAGE.read_text().partition("## Mappings of typical files\n")
    first, *sections = re.split(r"^### ", section.partition("\n## ")[0], flags=re.MULTILINE)
    common = parse_block(first)["constants"]
    mappings = {text.partition("\n")[0]: parse_block(text) for text in sections}
    return {
        title: {**mapping, "constants": common | mapping.get("constants", {})} for title, mapping in mappings.items()
    }


def parse_block(text: str) -> dict[str, Any]:
    (block,) = re.findall(r"^```json\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    mapping: dict[str, Any] = json.loads(block)
    return mapping


MAPPINGS = read_mappings()
FigureKey = tuple[str, str, str, float]


@pytest.fixture(scope="module", autouse=True)
def indicators(callers: Callers) -> None:
    """Create the units and indicators as a user does."""
    unit = {"code": "idr-per-person-month", "name": "rupiah per kapita per bulan", "kind": "amount"}
    writer = callers.writer
    assert writer.client.post("/v1/units", json=unit, headers=writer.headers).status_code == 201
    for code, unit_code in INDICATORS.items():
        names = {"name": f"Berkas {code}", "name_en": f"File {code}"}
        indicator = {"code": code, "program": "umkm-digital", "unit": unit_code, **names, "direction": "increase"}
        created = writer.client.post("/v1/indicators", json={**indicator, "additive": False}, headers=writer.headers)
        assert created.status_code == 201, created.text


def import_file(callers: Callers, title: str, file: bytes, media_type: str = XLSX) -> list[dict[str, Any]]:
    mapping = {name: value for name, value in MAPPINGS[title].items() if name != "sheet" or media_type == XLSX}
    response = send_file(callers.writer, file, media_type, mapping=json.dumps(mapping))
    assert response.status_code == 201, response.text
    rows = callers.writer.get(f"{response.headers['location']}/rows?limit=500").json()["data"]
    return [callers.writer.get(row["record"]["url"]).json() for row in rows]


def list_figures(records: Sequence[dict[str, Any]]) -> list[FigureKey]:
    return [(one["indicator"], one["region"], one["period"], one["value"]) for one in records]


def test_the_page_has_a_test_of_each_mapping() -> None:
    code = Path(__file__).read_text()
    assert [title for title in MAPPINGS if f'"{title}"' not in code] == []


def test_bps_codes_next_to_names(callers: Callers) -> None:
    rows = [("Code", "Province", "Unemp (%) February 2020"), (31, "DKI JAKARTA", 5.25), (94, "PAPUA", 3.5)]
    rows.append((19, "KEP. BANGKA BELITUNG", 4))
    assert list_figures(import_file(callers, "BPS codes next to names", build_sheet(rows))) == [
        ("unemployment", "31", "2020-02", 5.25),
        ("unemployment", "91", "2020-02", 3.5),
        ("unemployment", "19", "2020-02", 4),
    ]


def test_a_table_of_an_open_data_portal(callers: Callers) -> None:
    file = (
        "id,kode_provinsi,nama_provinsi,kode_kabupaten_kota,nama_kabupaten_kota,garis_kemiskinan,satuan,tahun\n"
        "1,32,JAWA BARAT,3201,KABUPATEN BOGOR,141000,RUPIAH/KAPITA/BULAN,2004\n"
        "2,32,JAWA BARAT,3217,KABUPATEN BANDUNG BARAT,0,RUPIAH/KAPITA/BULAN,2004\n"
        "3,32,JAWA BARAT,3273,KOTA BANDUNG,151.725,RUPIAH/KAPITA/BULAN,2004\n"
    )
    assert list_figures(import_file(callers, "A table of an open data portal", file.encode(), CSV)) == [
        ("poverty-line", "32.01", "2004", 141000),
        ("poverty-line", "32.73", "2004", 151.725),
    ]


def test_several_indicators(callers: Callers) -> None:
    file = (
        "\ufeffyear,Indeks Kedalaman Kemiskinan (P1),poor_population_count,poverty_percentage\n2011,0.6,312.4,3.5\n\n"
    )
    records = import_file(callers, "Several indicators", file.encode(), CSV)
    assert list_figures(records) == [
        ("poverty-gap", "31", "2011", 0.6),
        ("poor-people", "31", "2011", 312_400),
        ("poverty-rate", "31", "2011", 3.5),
    ]
    assert [record["nature"] for record in records] == ["rate", "stock", "rate"]


def test_names_of_another_language(callers: Callers) -> None:
    file = b"ID;Prov;pop2020\n1;Aceh;5321.9\n2;PAPUA (WEST);999.5\n3;Jambi;3600\n4;West Java;48001.5\n"
    records = import_file(callers, "Names of another language", file, CSV)
    assert list_figures(records) == [
        ("people", "11", "2020", 5_321_900),
        ("people", "92", "2020", 999_500),
        ("people", "15", "2020", 3_600_000),
        ("people", "32", "2020", 48_001_500),
    ]
    assert {record["resolution"] for record in records} == {100}


def test_names_instead_of_codes_and_two_years(callers: Callers) -> None:
    rows = [
        ("_id", "indikator_kinerja", "capaian_tahun_2018", "capaian_tahun_2019"),
        (1, "Angka Partisipasi Sekolah", "91,20", "92,35"),
        (2, "Persentase Pelayanan Kesehatan", "31,00", "0,00"),
        (3, "Persentase Pelayanan Kesehatan", "21,5", "106,79"),
    ]
    records = import_file(callers, "Names instead of codes, and two years", build_sheet(rows))
    assert list_figures(records) == [
        ("school-attendance", "32.78", "2018", 91.2),
        ("school-attendance", "32.78", "2019", 92.35),
        ("health-care", "32.78", "2018", 31),
        ("health-care", "32.78", "2019", 0),
        ("health-care-poor", "32.78", "2018", 21.5),
        ("health-care-poor", "32.78", "2019", 106.79),
    ]


def test_two_header_rows(callers: Callers) -> None:
    rows = [
        ("Rekapitulasi Pekerja", None, None, None, None),
        ("PERIODE JANUARI-APRIL 2020", None, None, None, None),
        (None,) * 5,
        (None,) * 5,
        ("Provinsi", "Laki-laki", None, "Perempuan", "Grand Total"),
        (None, "PHK", "Total", "Total", None),
        ("Aceh", 25, 60, 20, 80),
        ("Bali", None, 40, 19, 59),
    ]
    merged = ["A1:E1", "A2:E2", "A5:A6", "B5:C5", "E5:E6"]
    records = import_file(callers, "Two header rows", build_sheet(rows, merged, title="Jan-Apr"))
    assert [(one["region"], one["breakdown"], one["value"]) for one in records] == [
        ("11", {"sex": "male", "status": "dismissed"}, 25),
        ("11", {"sex": "male"}, 60),
        ("11", {"sex": "female"}, 20),
        ("11", {}, 80),
        ("51", {"sex": "male"}, 40),
        ("51", {"sex": "female"}, 19),
        ("51", {}, 59),
    ]
    assert {record["period"] for record in records} == {"2020-01-01/2020-04-30"}


def test_an_empty_cell_for_the_whole(callers: Callers) -> None:
    file = b"wilayah,periode,rincian,nilai\nAceh,2020-05,sex:male,61\nAceh,2020-05,,84\n"
    records = import_file(callers, "An empty cell for the whole", file, CSV)
    assert [(one["breakdown"], one["value"]) for one in records] == [({"sex": "male"}, 61), ({}, 84)]


def test_the_workbook_of_a_ministry(callers: Callers) -> None:
    until, header = "s.d. November 2020", ("Jumlah UMKM (ribu)", "Nilai Transaksi\nRp (miliar)")
    rows: list[tuple[Any, ...]] = [
        ("REKAPITULASI UMKM", *[None] * 7),
        ("No", "Provinsi", "Kabupaten/Kota", *header, "Periode", "Tanggal Rilis", "Keterangan"),
        tuple(f"({number})" for number in range(1, 9)),
        (1, "Lampung", "Kab. Lampung Selatan", 13, "868,1", until, "28 Maret 2022", None),
        (2, None, "KOTA METRO", "-", "58,7", until, date(2022, 3, 28), "angka sementara"),
        (3, "Jawa Barat", "Kota Bandung", "11,75", "n.a.", until, "28 Maret 2022", None),
        (None, "TOTAL", None, "=SUM(D4:D6)", None, None, None, None),
        ("Sumber: Biro Data", *[None] * 7),
    ]
    file = build_sheet(rows, ["A1:H1", "B4:B5", "A8:H8"])
    records = import_file(callers, "The workbook of a ministry", file)
    assert [
        (*figure, one["resolution"], one["quality"]) for figure, one in zip(list_figures(records), records, strict=True)
    ] == [
        ("registered-businesses", "18.01", "2020-11", 13_000, 10, "final"),
        ("transactions", "18.01", "2020-01-01/2020-11-30", 868_100_000_000, 10**8, "final"),
        ("transactions", "18.72", "2020-01-01/2020-11-30", 58_700_000_000, 10**8, "provisional"),
        ("registered-businesses", "32.73", "2020-11", 11_750, 10, "final"),
    ]
    assert {record["stated_on"] for record in records} == {"2022-03-28"}


def test_urban_villages_are_rejected_with_one_sentence(callers: Callers) -> None:
    file = b"year,city,subdistrict,population,density\n2024,Jakarta Selatan,MANGGARAI,41000,5.5\n"
    mapping = json.dumps(MAPPINGS["Urban villages"])
    response = send_file(callers.writer, file, CSV, mapping=mapping)
    (error,) = response.json()["errors"]
    assert (error["code"], error["pointer"]) == ("unsupported_region_level", "/header/2")
