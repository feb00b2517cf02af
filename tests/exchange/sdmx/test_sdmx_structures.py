"""Structures: their references, the agency, the topics, and the codes of regions."""

from collections.abc import Iterator

import httpx
import pytest
import sdmx
from pysdmx.api.fmr import RegistryClient

from api.exchange.sdmx.structure.artefacts import ARTEFACT_KINDS
from api.settings import Settings, SettingsError
from tests.exchange.sdmx.expected import Json, list_message_errors
from tests.http.conftest import serving
from tests.support.databases import DatabaseUrls

ALL_FIELDS = {
    "agencySchemes", "dataflows", "dataStructures", "conceptSchemes", "codelists", "categorySchemes", "categorisations",
}  # fmt: skip
TARGET = "/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/2.0.0"


def read_ids(client: httpx.Client, path: str, references: str = "none") -> dict[str, set[str]]:
    response = client.get(path, params={"references": references})
    assert response.status_code == 200, response.text
    return {field: {one["id"] for one in found} for field, found in response.json()["data"].items()}


@pytest.mark.parametrize(
    ("references", "fields"),
    [
        ("none", {"dataflows"}),
        ("children", {"dataflows", "dataStructures", "agencySchemes"}),
        ("descendants", ALL_FIELDS - {"categorySchemes", "categorisations"}),
        ("parents", {"dataflows", "categorisations"}),
        ("ancestors", {"dataflows", "categorisations"}),
        ("parentsandsiblings", {"dataflows", "categorisations", "categorySchemes", "agencySchemes"}),
        ("all", ALL_FIELDS),
        ("codelist", {"dataflows", "codelists"}),
        ("datastructure", {"dataflows", "dataStructures"}),
        ("conceptscheme", {"dataflows", "conceptSchemes"}),
        ("categoryscheme", {"dataflows", "categorySchemes"}),
        ("codelist,conceptscheme", {"dataflows", "codelists", "conceptSchemes"}),
        ("parents,codelist", {"dataflows", "categorisations", "codelists"}),
        ("hierarchy,valuelist,none", {"dataflows"}),
        ("organisationscheme", {"dataflows", "agencySchemes"}),
    ],
)
def test_references_add_the_related_structures(http_client: httpx.Client, references: str, fields: set[str]) -> None:
    found = read_ids(http_client, TARGET, references)
    assert found.keys() == fields
    assert found["dataflows"] == {"TARGET"}
    assert found.get("dataStructures", {"TARGET"}) == {"TARGET"}


def test_a_codelist_refers_to_nothing_and_has_the_dataflows_that_use_it(http_client: httpx.Client) -> None:
    path = "/sdmx/v2/structure/codelist/CAPAIAN/CL_PLAN"
    assert read_ids(http_client, path, "children") == {"codelists": {"CL_PLAN"}, "agencySchemes": {"AGENCIES"}}
    assert read_ids(http_client, path, "dataflow")["dataflows"] == {"TARGET", "STATEMENT"}
    assert read_ids(http_client, path, "parents")["dataStructures"] == {"TARGET", "STATEMENT"}
    assert "CL_AREA" in read_ids(http_client, path, "parentsandsiblings")["codelists"]


@pytest.mark.parametrize("path", ["/sdmx/v2/structure", "/sdmx/v2/structure/*/CAPAIAN,SDMX/*/*", "/sdmx/v1/structure"])
def test_a_request_without_a_kind_returns_all_structures(http_client: httpx.Client, path: str) -> None:
    response = http_client.get(path, headers={"Accept": "application/json"})
    assert response.json()["data"].keys() == ALL_FIELDS
    assert len(ALL_FIELDS) == len(ARTEFACT_KINDS)


def test_several_ids_can_be_requested(http_client: httpx.Client) -> None:
    found = read_ids(http_client, "/sdmx/v2/structure/dataflow/OTHERS,CAPAIAN/TARGET,STATEMENT,NOTHING/1.0.0,~")
    assert found == {"dataflows": {"TARGET", "STATEMENT"}}


def test_pysdmx_lists_the_dataflows_by_topic(base_url: str) -> None:
    registry = RegistryClient(f"{base_url}/sdmx/v2")
    topics = registry.get_categories("CAPAIAN", "TOPICS")
    flows = {category.id: {flow.id for flow in category.dataflows or ()} for category in topics}
    assert flows == {"TARGETS": {"TARGET", "STATEMENT"}, "REALIZATIONS": {"REALIZATION", "STATEMENT"}}
    assert [agency.id for agency in registry.get_agencies("SDMX")] == ["CAPAIAN"]


def test_sdmx1_lists_the_dataflows_by_topic(sdmx1_v1_client: sdmx.Client) -> None:
    message = sdmx1_v1_client.categoryscheme("TOPICS", params={"references": "parentsandsiblings"})
    assert [category.id for category in message.category_scheme["TOPICS"]] == ["TARGETS", "REALIZATIONS"]
    pairs = {(one.artefact.id, one.category.id) for one in message.categorisation.values()}
    assert pairs == {
        ("TARGET", "TARGETS"),
        ("STATEMENT", "TARGETS"),
        ("STATEMENT", "REALIZATIONS"),
        ("REALIZATION", "REALIZATIONS"),
    }
    agencies = sdmx1_v1_client.agencyscheme().organisation_scheme["AGENCIES"]
    assert "CAPAIAN" in [agency.id for agency in agencies]  # sdmx1 adds the agency that maintains the scheme


def find_code(client: httpx.Client, code: str) -> Json:
    (codelist,) = client.get("/sdmx/v2/structure/codelist/CAPAIAN/CL_AREA").json()["data"]["codelists"]
    (found,) = [one for one in codelist["codes"] if one["id"] == code]
    return dict(found)


def test_regions_have_the_codes_of_other_lists(http_client: httpx.Client, sdmx1_v1_client: sdmx.Client) -> None:
    region = http_client.get("/v1/regions/32").json()
    expected = {"BPS_CODE": region["bps_code"], "ISO_3166_2": region["iso_3166_2"]}
    found = find_code(http_client, "32")
    assert {one["id"]: one["title"] for one in found["annotations"]} == expected
    assert [one["id"] for one in find_code(http_client, "32_73")["annotations"]] == ["BPS_CODE"]
    assert "annotations" not in find_code(http_client, "ID")
    code = sdmx1_v1_client.codelist("CL_AREA").codelist["CL_AREA"]["32"]
    assert {one.id: one.title for one in code.annotations} == expected


@pytest.fixture(scope="module")
def other_agency(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = {"CAPAIAN_SDMX_AGENCY": "ID.BPS", "CAPAIAN_PUBLISHER": "Badan Pusat Statistik"}
    with serving(stored, tmp_path_factory.mktemp("agency"), **settings) as client:
        yield client


def test_the_agency_is_a_setting(other_agency: httpx.Client) -> None:
    response = other_agency.get("/sdmx/v2/structure/dataflow/ID.BPS/TARGET/~", params={"references": "all"})
    assert "CAPAIAN" not in response.text
    (scheme,) = response.json()["data"]["agencySchemes"]
    assert (scheme["agencyID"], scheme["agencies"][0]["id"]) == ("ID", "BPS")
    assert scheme["agencies"][0]["name"] == "Badan Pusat Statistik"
    data = other_agency.get("/sdmx/v2/data/dataflow/ID.BPS/TARGET")
    assert ",ID.BPS:TARGET(2.0.0)," in data.text
    assert other_agency.get("/sdmx/v1/data/ID.BPS,TARGET,latest/all/ID.BPS").status_code == 200
    assert other_agency.get("/sdmx/v2/data/dataflow/CAPAIAN/TARGET").status_code == 404
    for path in ("structure", "data/dataflow/ID.BPS/TARGET"):
        for accept in ("application/xml", "application/json"):
            message = other_agency.get(f"/sdmx/v2/{path}", headers={"Accept": accept})
            assert list_message_errors(message) == []
    assert "/sdmx/v2/data/dataflow/ID.BPS/TARGET/2.0.0" in other_agency.get("/catalog").text


@pytest.mark.parametrize("agency", ["1BPS", "BPS RI", "BPS..ID", ".BPS", "BPS/ID", "A" * 101, "BPS:ID(1.0)"])
def test_an_invalid_agency_is_rejected(agency: str) -> None:
    with pytest.raises(SettingsError, match="an SDMX agency id such as CAPAIAN") as error:
        Settings.from_environment({"CAPAIAN_SDMX_AGENCY": agency})
    assert agency[:20] in error.value.english


def test_the_scheme_with_the_agency_belongs_to_its_parent(http_client: httpx.Client) -> None:
    found = read_ids(http_client, "/sdmx/v2/structure/agencyscheme/SDMX/AGENCIES/1.0")
    assert found == {"agencySchemes": {"AGENCIES"}}
    assert http_client.get("/sdmx/v2/structure/agencyscheme/SDMX/AGENCIES/2.0.0").status_code == 404
    assert http_client.get("/sdmx/v2/structure/dataflow/SDMX").status_code == 404
