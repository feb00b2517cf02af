"""`q` finds records by the beginnings of words, in Indonesian and English, in any case, with or without accents."""

import asyncio
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from api.text_rules import split_words
from tests.http import recording
from tests.http.conftest import serving
from tests.support import databases
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]
FIGURES = ("targets", "realizations")
SECRET = {"status": "draft", "public": False, "recorded_by": "editor"}
MORE = (
    recording.recorded(
        "institution", code="badan-cafe", name="Badan Café Négara", name_en="Coffee Agency", kind="agency", rank=50
    ),
    recording.source("laporan-kopi", title="Laporan Perkebunan Kopi 2022"),
    recording.source("laporan-rahasia", title="Laporan Tersembunyi", **SECRET),
    recording.target(701, period="1901", institution="badan-cafe", value=701),
    recording.target(702, period="1902", value=702, note="Angka sementara, lihat Ómnibus Pénelitian."),
    recording.target(703, period="1903", value=703, note="Nirwana lama."),
    recording.target(703, period="1903", value=703, note="Nirwana baru.", revision=2, **SECRET),
    recording.target(704, period="1904", value=704, note="Hanya konsep.", **SECRET),
    recording.realization(
        705, value=705, citations=[{"source": "laporan-kopi", "locator": "h. 1", "quote": None, "note": None}]
    ),
)


@pytest.fixture(scope="module")
def searched(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with databases.copy(postgres) as urls:
        databases.execute(urls.service, *MORE, role="capaian_service")
        with serving(urls, tmp_path_factory.mktemp("searched")) as client:
            yield client


def list_rows(client: httpx.Client, collection: str, **parameters: str) -> list[Row]:
    response = client.get(f"/v1/{collection}", params={"limit": "1000", **parameters})
    assert response.status_code == 200, response.text
    rows: list[Row] = response.json()["data"]
    return rows


def find_ids(client: httpx.Client, collection: str, q: str, **parameters: str) -> set[str]:
    return {row["id"] for row in list_rows(client, collection, q=q, **parameters)}


def list_words(*values: str | None) -> set[str]:
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", " ".join(filter(None, values)).lower())
        if not unicodedata.combining(character)
    )  # fmt: skip
    return set(re.findall("[a-z0-9]+", plain))


@pytest.mark.parametrize("collection", FIGURES)
@pytest.mark.parametrize(
    "q",
    ["UMKM", "small", "koperasi 2021", "presiden qris", "joko", "kemenkop umkm", "e-katalog", "zzz", "2022 umkm zzz"],
)
def test_a_figure_is_found_by_its_names_sources_and_note(searched: httpx.Client, collection: str, q: str) -> None:
    names = ("code", "name", "name_en", "description", "description_en", "definition", "definition_en", "kode_klpd")
    names = (*names, "title", "note")
    texts = {
        other: {row["code"]: list_words(*(row.get(name) for name in names)) for row in list_rows(searched, other)}
        for other in ("programs", "indicators", "institutions", "sources")
    }
    expected = []
    for row in list_rows(searched, collection):
        words = list_words(row["note"]) | texts["programs"][row["program"]] | texts["indicators"][row["indicator"]]
        words |= texts["institutions"][row["institution"]]
        words |= set().union(*(texts["sources"][citation["source"]] for citation in row["citations"]))
        if all(any(word.startswith(wanted) for word in words) for wanted in list_words(q)):
            expected.append(row)
    assert list_rows(searched, collection, q=q) == expected
    assert bool(expected) or q not in ("UMKM", "small")


def test_words_match_in_any_case_and_order_with_or_without_accents(searched: httpx.Client) -> None:
    figure = recording.figure_id(701)
    for q in ("café", "CAFE", "cafe\u0301", "negara cafe", "caf neg", "Coffee", "Négara-Café!", "umkm coffee"):
        assert find_ids(searched, "targets", q) == {figure}, q
    assert find_ids(searched, "targets", "afe") == set()
    assert find_ids(searched, "targets", "omnibus penelitian") == {recording.figure_id(702)}
    assert [row["code"] for row in list_rows(searched, "institutions", q="cafe")] == ["badan-cafe"]
    assert find_ids(searched, "realizations", "perkebunan") == {recording.figure_id(705)}


def test_a_search_finds_no_draft_and_no_word_of_a_draft(searched: httpx.Client) -> None:
    assert find_ids(searched, "targets", "nirwana lama") == {recording.figure_id(703)}
    for q in ("baru nirwana", "konsep", "tersembunyi"):
        assert find_ids(searched, "targets", q, status="draft,published") == set(), q
    assert list_rows(searched, "sources", q="tersembunyi", status="draft,published") == []


def test_a_search_of_the_past_uses_the_names_of_that_time(searched: httpx.Client) -> None:
    (row,) = list_rows(searched, "targets", q="coffee")
    assert find_ids(searched, "targets", "coffee", known_at="2001-01-01T00:00:00Z") == set()
    assert find_ids(searched, "targets", "coffee", known_at=row["recorded_at"]) == {row["id"]}


def test_a_search_works_with_filters_pages_counts_csv_and_exports(searched: httpx.Client) -> None:
    everything = [row["id"] for row in list_rows(searched, "targets", q="umkm", region="ID")]
    first = searched.get("/v1/targets", params={"q": "umkm", "region": "ID", "limit": "2", "count": "exact"})
    assert first.json()["meta"]["count"] == len(everything) > 4
    rest = searched.get(first.links["next"]["url"])
    assert [row["id"] for row in (*first.json()["data"], *rest.json()["data"])] == everything[:4]
    other = {"q": "umkm digital", "region": "ID", "cursor": first.json()["meta"]["next_cursor"]}
    assert searched.get("/v1/targets", params=other).json()["errors"][0]["code"] == "invalid_cursor"
    for url in ("/v1/targets.csv", "/v1/exports/targets.csv"):
        text = searched.get(url, params={"q": "umkm", "region": "ID", "columns": "id"}).text
        assert [line["id"] for line in csv.DictReader(io.StringIO(text))] == everything
    lines = searched.get("/v1/exports/targets.ndjson", params={"q": "coffee"}).text.splitlines()
    assert len(lines) == 1


@pytest.mark.parametrize(
    "q", ["a b c d e f g h i j k", "-", "%", "' :* & !", "\u0301", "…", "a\tb", "x" * 101, "a\x7f"]
)
def test_too_many_words_or_none_are_rejected(client: httpx.Client, q: str) -> None:
    for path in ("/v1/targets", "/v1/programs", "/v1/exports/sources.csv"):
        response = client.get(path, params={"q": q}, headers={"Accept-Language": "en"})
        assert response.status_code == 400
        (error,) = response.json()["errors"]
        assert (error["parameter"], error["code"]) == ("q", "invalid_search_text")
        assert "1–10 words" in error["detail"]


NASTY_TEXTS = [
    "", " ", "Café", "CAFE\u0301", "e-katalog", "a.b@c.id/x?y=1", "7,6 juta", "½ ª ² ﬁ ﷺ", "İstanbul", "ß Ø Æ", "Ж ж",
    "ID 32.73", "a\u00a0b\u2003c\u3000d", "“kutip”—x", "'a':* \\ | & !", "x" * 300, "คำ ไทย", "가각", "😀 a😀b", "a_b",
    "\u0301",
]  # fmt: skip


async def load_stored_words(url: str) -> list[set[str]]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT tsvector_to_array(search_words(text)) "
            "FROM unnest($1::text[]) WITH ORDINALITY AS listed (text, n) ORDER BY n",
            NASTY_TEXTS,
        )
        return [set(row[0]) for row in rows]
    finally:
        await connection.close()


def test_the_service_splits_a_search_as_the_database_splits_texts(database: DatabaseUrls) -> None:
    assert asyncio.run(load_stored_words(database.owner)) == [set(split_words(text)) for text in NASTY_TEXTS]
