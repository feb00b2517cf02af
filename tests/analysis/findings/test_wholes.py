"""Findings that compare with figures of other programs, of other regions and of other parts, over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from tests.analysis.findings.list_findings import list_codes, list_findings
from tests.http.conftest import serving
from tests.http.recording import figure_id, realization, recorded, target
from tests.support import databases
from tests.support.databases import DatabaseUrls

PROGRAM = "wholes"
INDICATOR = {"program": PROGRAM, "name": "Indikator", "unit": "umkm", "direction": "maintain", "additive": True}
STATEMENTS = (
    recorded("program", code=PROGRAM, name="Program"),
    recorded("indicator", code="counted", partitions=["catalog"], population_indicator="umkm-population", **INDICATOR),
    *(
        realization(10 + number, program=PROGRAM, indicator="counted", value=value, breakdown=breakdown)
        for number, (breakdown, value) in enumerate(
            {"": 1232, "catalog:local": 165, "catalog:sectoral": 862, "catalog:national": 135}.items()
        )
    ),
    realization(
        20, program=PROGRAM, indicator="counted", region="31", value=2_010_046, period="2023", stated_on="2024-06-01"
    ),
    realization(21, program=PROGRAM, indicator="counted", region="93.01", value=5, period="2015"),
    target(30, program=PROGRAM, indicator="counted", value=50, period="2030"),
    target(31, program=PROGRAM, indicator="counted", value=30, period="2030", region="31"),
    target(32, program=PROGRAM, indicator="counted", value=30, period="2030", region="32"),
)


@pytest.fixture(scope="module")
def wholes(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STATEMENTS, role="capaian_service")
        yield copied


@pytest.fixture(scope="module")
def wholes_client(wholes: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(wholes, tmp_path_factory.mktemp("wholes")) as client:
        yield client


def test_the_parts_of_a_partition_and_the_targets_of_regions_are_compared(wholes_client: httpx.Client) -> None:
    warning, error = sorted(
        list_findings(wholes_client, program=PROGRAM, code="sum_mismatch"), key=lambda each: -len(each["severity"])
    )
    assert (error["severity"], error["stated"], error["computed"]) == ("error", 1232, 1162)
    assert sorted(each["id"] for each in error["subjects"]) == [figure_id(number) for number in (10, 11, 12, 13)]
    assert (warning["severity"], warning["stated"], warning["computed"]) == ("warning", 50, 60)
    assert list_codes(wholes_client, program=PROGRAM, code="sum_mismatch", severity="error") == ["sum_mismatch"]


def test_a_number_of_a_region_before_it_existed_refers_to_the_region(wholes_client: httpx.Client) -> None:
    (finding,) = list_findings(wholes_client, code="region_not_in_force")
    assert [subject["url"] for subject in finding["subjects"]] == [
        f"/v1/realizations/{figure_id(21)}",
        "/v1/regions/93.01",
    ]
    assert (finding["stated"], finding["computed"]) == ("2015", "2022-07-25")
    line = wholes_client.get("/v1/findings.csv?code=region_not_in_force&columns=severity,subjects,computed").text
    assert f"warning,/v1/realizations/{figure_id(21)} /v1/regions/93.01,2022-07-25" in line


def test_the_population_of_another_program_is_compared_as_soon_as_it_is_published(
    wholes: DatabaseUrls, wholes_client: httpx.Client
) -> None:
    query = {"program": PROGRAM, "code": "exceeds_population"}
    # The population of Jakarta is unknown; that of the country is no population of a province.
    assert list_codes(wholes_client, **query) == []
    counted = {"program": "konteks", "indicator": "umkm-population", "period": "2022", "stated_on": "2023-05-01"}
    databases.execute(wholes.service, realization(40, region="31", value=1_468_764, **counted), role="capaian_service")
    (finding,) = list_findings(wholes_client, **query)
    assert (finding["severity"], finding["stated"], finding["computed"]) == ("warning", 2_010_046, 1_468_764)
    assert [subject["id"] for subject in finding["subjects"]] == [figure_id(20), figure_id(40)]
    assert list_codes(wholes_client, **query, as_of="2023-04-30") == []
    larger = {**counted, "stated_on": "2023-06-01"}
    databases.execute(wholes.service, realization(41, region="31", value=3_000_000, **larger), role="capaian_service")
    assert list_codes(wholes_client, **query) == []
