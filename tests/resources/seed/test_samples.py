"""The samples show one kind of statement each; their answers are those that the kind requires."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.resources.seed.load import load_seed_data
from tests.support import databases, services
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def client(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with databases.copy(postgres) as urls:
        asyncio.run(load_seed_data(urls.service, ("reference", "documents", "samples")))
        with services.running(
            tmp_path_factory.mktemp("samples"),
            CAPAIAN_DATABASE_URL=urls.service,
            CAPAIAN_MIGRATION_DATABASE_URL=urls.owner,
        ) as service:
            service.wait_until_ready()
            with httpx.Client(base_url=service.url, timeout=20) as opened:
                yield opened


def read_progress(client: httpx.Client, indicator: str, **parameters: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/v1/progress", params={"indicator": indicator, **parameters}).json()[
        "data"
    ]
    return rows


def test_a_regulation_and_an_annual_target_have_a_row_each(client: httpx.Client) -> None:
    rows = read_progress(client, "prevalensi-stunting")
    assert [(row["plan"], row["verdict"], row["achievement"]) for row in rows] == [
        (None, "achieved", 101.49),
        ("perpres-72-2021", "missed", 58.57),
    ]
    (finding,) = client.get("/v1/findings?program=stunting&code=plans_differ").json()["data"]
    assert (finding["stated"], finding["computed"]) == (14, 20.1)


def test_the_invented_program_has_counts_of_regions_and_its_names_state_that_it_is_invented(
    client: httpx.Client,
) -> None:
    query = {"program": "contoh-katalog", "period": "latest"}
    rows = client.get("/v1/onboarding-counts", params=query).json()["data"]
    found = {row["region"]: (row["period"], row["reported"], row["summed"], row["regions_reported"]) for row in rows}
    assert found == {
        "ID": ("2024", 600, 430, 3),
        "31": ("2024", 120, None, 0),
        "32": ("2024", 210, 160, 2),
        "33": ("2024", 100, None, 0),
        "34": ("2023", 40, None, 0),
        "32.01": ("2024", 80, None, None),
        "32.73": ("2024", 70, None, None),
    }
    for path in ("programs/contoh-katalog", "indicators/contoh-produk-katalog", "institutions/contoh-instansi"):
        record = client.get(f"/v1/{path}").json()
        assert "rekaan" in record["name"] and "invented" in record["name_en"]
    assert client.get("/v1/findings", params={"program": "contoh-katalog"}).json()["data"] == []


def test_the_page_of_onboarding_counts_shows_the_response(client: httpx.Client) -> None:
    page = (Path(__file__).parents[3] / "docs" / "onboarding-counts.md").read_text(encoding="utf-8")
    command, *output = page.partition("    $ curl '")[2].partition("\n\n")[0].splitlines()
    url = command.removesuffix("'").removeprefix("http://127.0.0.1:8000")
    assert client.get(url).text.splitlines() == [line.strip() for line in output]


def test_a_range_is_compared_with_its_lower_end(client: httpx.Client) -> None:
    first, second = read_progress(client, "porsi-energi-terbarukan")
    assert (first["target"]["value"], first["target"]["value_to"], first["gap"]) == (17, 19, 3.91)
    assert (second["plan"], second["target"]["value_to"]) == ("pp-79-2014", None)


def test_a_share_of_eleven_months_does_not_decide_the_year(client: httpx.Client) -> None:
    (row,) = read_progress(client, "kur-sektor-produksi")
    assert (row["verdict"], row["achievement"]) == ("not_reported", 110)
    assert "part_of_period" in [reason["code"] for reason in row["reasons"]]


def test_almost_80_thousand_agrees_with_a_count_just_below_it(client: httpx.Client) -> None:
    (row,) = read_progress(client, "koperasi-merah-putih-terbentuk")
    assert (row["realization"]["value"], row["verdict"]) == (79740, "missed")


@pytest.mark.parametrize(
    ("claim", "verdict", "computed"),
    [
        ("581", "consistent", -0.1),
        ("582", "inconsistent", 90.19),
        ("583", "consistent", -0.46),
        ("584", "inconsistent", 56.74),
    ],
)
def test_each_claim_has_the_verdict_of_its_numbers(
    client: httpx.Client, claim: str, verdict: str, computed: float
) -> None:
    judgment = client.get(f"/v1/claims/01a1fb67-1800-7000-8000-000000000{claim}").json()["judgment"]
    assert (judgment["verdict"], judgment["computed"]) == (verdict, computed)


def test_a_second_load_changes_nothing(client: httpx.Client) -> None:
    assert client.get("/v1/programs/penduduk").json()["revision"] == 1
