"""A target of which only a variant was reported is a finding, also if the variant belongs to another program."""

from collections.abc import Iterator

import httpx
import pytest

from tests.analysis.findings.list_findings import list_codes, list_findings
from tests.http.conftest import serving
from tests.http.recording import figure_id, realization, recorded, target
from tests.support import databases
from tests.support.databases import DatabaseUrls

INDICATOR = {"name": "Indikator", "direction": "increase", "additive": True, "partitions": []}
STATEMENTS = (
    recorded("program", code="meals", name="Program"),
    recorded("program", code="kitchens", name="Program"),
    recorded("indicator", code="kitchens-built", program="kitchens", unit="koperasi", **INDICATOR),
    recorded("indicator", code="meals-served", program="meals", unit="umkm", **INDICATOR),
    recorded("indicator", code="meals-spent", program="meals", unit="idr", **INDICATOR),
    target(1, program="meals", indicator="meals-served", value=82_900_000, period="2025"),
    realization(2, program="meals", indicator="meals-spent", value=71, period="2022-01"),
)
VARIANT = {"code": "meals-served", "program": "meals", "unit": "umkm", **INDICATOR, "variant_of": "kitchens-built"}


@pytest.fixture(scope="module")
def meals(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STATEMENTS, role="capaian_service")
        yield copied


@pytest.fixture(scope="module")
def meals_client(meals: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(meals, tmp_path_factory.mktemp("variants")) as client:
        yield client


def test_a_report_of_a_variant_in_another_program_makes_a_finding_at_once(
    meals: DatabaseUrls, meals_client: httpx.Client
) -> None:
    query = {"program": "meals", "code": "unit_mismatch"}
    assert list_codes(meals_client, **query) == []
    databases.execute(meals.service, recorded("indicator", **VARIANT, revision=2), role="capaian_service")
    assert list_codes(meals_client, **query) == []
    built = realization(3, program="kitchens", indicator="kitchens-built", period="2022-02", stated_on="2022-07-01")
    databases.execute(meals.service, built, role="capaian_service")
    (finding,) = list_findings(meals_client, **query)
    assert (finding["stated"], finding["computed"], finding["severity"]) == ("umkm", "koperasi", "warning")
    assert [subject["url"] for subject in finding["subjects"]] == [
        "/v1/indicators/meals-served",
        "/v1/indicators/kitchens-built",
    ]
    assert list_codes(meals_client, **query, as_of="2022-06-30") == []
    own = realization(4, program="meals", indicator="meals-served", period="2022-03", region="32")
    databases.execute(meals.service, own, role="capaian_service")
    assert list_codes(meals_client, **query) == []
    assert figure_id(4) in meals_client.get("/v1/realizations?indicator=meals-served").text
