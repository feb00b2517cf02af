"""Institutions that were succeeded by others: validity, successors, and lists that include them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.http.conftest import serving
from tests.http.recording import figure_id, realization, recorded, target
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]
OLD, COOPERATIVES, SMALL_BUSINESSES = "kemenkop-ukm", "kemenkop", "kemenumkm"
COUNTED = {"program": "warisan", "indicator": "warisan"}
STATEMENTS = (
    recorded("program", code="warisan", name="Program"),
    recorded("indicator", code="warisan", program="warisan", name="Indikator", unit="umkm", direction="increase",
             additive=True),
    target(1, **COUNTED, period="2024", institution=OLD, stated_on="2021-01-01"),
    target(2, **COUNTED, period="2029", institution=SMALL_BUSINESSES, stated_on="2025-01-01"),
    target(3, **COUNTED, period="2030", institution="presiden", stated_on="2025-01-01"),
    realization(11, **COUNTED, period="2023", institution=OLD, stated_on="2024-01-01"),
    realization(12, **COUNTED, period="2024", institution=SMALL_BUSINESSES, stated_on="2025-01-01"),
    realization(13, **COUNTED, period="2024-06", institution=COOPERATIVES, stated_on="2025-01-01"),
    realization(14, **COUNTED, period="2022", institution="presiden", stated_on="2024-01-01"),
)  # fmt: skip


@pytest.fixture(scope="module")
def succession_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STATEMENTS, role="capaian_service")
        yield copied


@pytest.fixture(scope="module")
def client(succession_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(succession_database, tmp_path_factory.mktemp("succession")) as client:
        yield client


@pytest.fixture(scope="module")
def writer(succession_database: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(succession_database, "penulis", "write"))


@pytest.fixture(scope="module")
def publisher(succession_database: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(succession_database, "penerbit", "publish"))


def list_rows(client: httpx.Client, path: str, **query: object) -> list[Row]:
    response = client.get(path, params={"program": "warisan", **query})
    assert response.status_code == 200, response.text
    found: list[Row] = response.json()["data"]
    return found


def test_the_ministry_of_cooperatives_and_small_businesses_became_two(client: httpx.Client) -> None:
    old = client.get(f"/v1/institutions/{OLD}").json()
    assert (old["valid_from"], old["valid_to"]) == (None, "2024-10-20")
    assert old["succeeded_by"] == [COOPERATIVES, SMALL_BUSINESSES]
    for code in old["succeeded_by"]:
        new = client.get(f"/v1/institutions/{code}").json()
        assert (new["valid_from"], new["valid_to"], new["succeeded_by"]) == ("2024-10-21", None, [])


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"institution": OLD}, [11]),
        ({"institution": OLD, "include_successors": "true"}, [11, 12, 13]),
        ({"institution": f"{OLD},presiden", "include_successors": "true"}, [11, 12, 13, 14]),
        ({"institution": SMALL_BUSINESSES, "include_successors": "true"}, [12]),
        ({"institution": "lembaga-yang-tidak-ada", "include_successors": "true"}, []),
        ({"include_successors": "true"}, [11, 12, 13, 14]),
    ],
)
def test_a_list_includes_the_figures_of_successors_on_request(
    client: httpx.Client, query: dict[str, str], numbers: list[int]
) -> None:
    found = list_rows(client, "/v1/realizations", **query)
    assert sorted(row["id"] for row in found) == [figure_id(number) for number in numbers]


def test_each_figure_remains_stated_by_its_own_institution(client: httpx.Client) -> None:
    found = list_rows(client, "/v1/realizations", institution=OLD, include_successors="true")
    assert {row["institution"] for row in found} == {OLD, COOPERATIVES, SMALL_BUSINESSES}


def test_progress_includes_the_targets_of_successors_on_request(client: httpx.Client) -> None:
    assert [row["period"] for row in list_rows(client, "/v1/progress", institution=OLD)] == ["2024"]
    found = list_rows(client, "/v1/progress", institution=OLD, include_successors="true")
    assert [(row["period"], row["target"]["institution"]) for row in found] == [
        ("2024", OLD), ("2029", SMALL_BUSINESSES),
    ]  # fmt: skip


def test_successors_are_those_that_were_recorded_at_that_time(
    client: httpx.Client, writer: Person, publisher: Person
) -> None:
    query = {"institution": SMALL_BUSINESSES, "include_successors": "true"}
    before = client.get(f"/v1/institutions/{SMALL_BUSINESSES}").json()["recorded_at"]
    url = f"/v1/institutions/{SMALL_BUSINESSES}"
    change = {"valid_to": "2029-10-20", "succeeded_by": ["presiden"]}
    assert writer.patch(url, change, "*").status_code == 200
    assert len(list_rows(client, "/v1/realizations", **query)) == 1  # the draft is not published
    assert writer.post(f"{url}/submit").status_code == 200
    assert publisher.transition(f"{url}/publish").status_code == 200
    assert len(list_rows(client, "/v1/realizations", **query)) == 2
    # The successor of a successor is included too.
    everyone = list_rows(client, "/v1/realizations", institution=OLD, include_successors="true")
    assert len(everyone) == 4
    assert {row["institution"] for row in list_rows(client, "/v1/realizations", known_at=before, **query)} <= {
        SMALL_BUSINESSES
    }
    withdrawn = publisher.transition("/v1/institutions/presiden/withdraw", {"reason": "Keliru."})
    assert (withdrawn.status_code, withdrawn.json()["errors"][0]["code"]) == (409, "still_referenced")


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"succeeded_by": ["presiden"]}, "institution_with_successors_has_ended", "/valid_to"),
        ({"valid_from": "2024-10-21", "valid_to": "2024-10-20"}, "institution_ends_after_it_begins", "/valid_to"),
        (
            {"valid_to": "2024-10-20", "succeeded_by": ["lembaga-yang-tidak-ada"]},
            "institution_is_succeeded_by_existing_ones",
            "/succeeded_by/0",
        ),
        (
            {"valid_to": "2024-10-20", "succeeded_by": ["lembaga-lama"]},
            "institution_does_not_succeed_itself",
            "/succeeded_by",
        ),
        ({"succeeded_by": ["presiden"] * 21}, "too_long", "/succeeded_by"),
    ],
)
def test_an_invalid_succession_is_rejected_at_its_field(
    writer: Person, fields: dict[str, Any], code: str, pointer: str
) -> None:
    body = {"code": "lembaga-lama", "name": "Lembaga Lama", "kind": "agency", "rank": 4, **fields}
    response = writer.post("/v1/institutions", body)
    assert response.status_code == 422, response.text
    (error,) = response.json()["errors"]
    assert (error["code"], error["pointer"]) == (code, pointer)


def test_null_removes_the_successors_again(writer: Person) -> None:
    body = {"code": "lembaga-baru", "name": "Lembaga Baru", "kind": "agency", "rank": 4}
    assert writer.post("/v1/institutions", body).json()["succeeded_by"] == []
    url = "/v1/institutions/lembaga-baru"
    ended = writer.patch(url, {"valid_to": "2024-10-20", "succeeded_by": ["presiden"]}, "*")
    assert ended.json()["succeeded_by"] == ["presiden"]
    own = writer.patch(url, {"succeeded_by": ["lembaga-baru"]}, "*")
    assert [error["code"] for error in own.json()["errors"]] == ["institution_does_not_succeed_itself"]
    restored = writer.patch(url, {"valid_to": None, "succeeded_by": None}, "*").json()
    assert (restored["valid_to"], restored["succeeded_by"]) == (None, [])


def test_institutions_as_csv_have_their_successors_in_one_cell(client: httpx.Client) -> None:
    lines = client.get("/v1/institutions.csv", params={"columns": "code,valid_to,succeeded_by"}).text.splitlines()
    assert f'{OLD},2024-10-20,"[""{COOPERATIVES}"",""{SMALL_BUSINESSES}""]"' in lines
