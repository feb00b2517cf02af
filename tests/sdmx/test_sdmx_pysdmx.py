"""pysdmx lists the flows, reads their structures and loads their data, which are those of the wire."""

import httpx
import pandas as pd
import pytest
from pysdmx.api.dc.pd import PandasConnector
from pysdmx.api.dc.rest import SdmxConnector
from pysdmx.api.fmr import RegistryClient
from pysdmx.api.qb import ApiVersion, DataContext, DataFormat, DataQuery, RestService, StructureFormat
from pysdmx.errors import Invalid, NotFound
from pysdmx.io import read_sdmx
from pysdmx.model import Role

from tests.sdmx.told import Json, dimensions, listed

# The client's own, about the pandas that is to come.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
SERIES = ["INDICATOR", "NATURE", "REF_AREA", "BREAKDOWN"]
REALIZATION = "CAPAIAN:REALIZATION(1.0.0)"
CLAIM = "CAPAIAN:CLAIM(1.0.0)"


def test_the_three_flows_are_listed(connector: SdmxConnector) -> None:
    assert [flow.id for flow in connector.dataflows()] == ["CLAIM", "REALIZATION", "TARGET"]
    (found,) = connector.dataflows("pilihan")
    assert found.id == "REALIZATION"


def test_a_flow_tells_its_components_and_how_much_there_is(connector: SdmxConnector, asking: httpx.Client) -> None:
    flow = connector.dataflow(REALIZATION)
    assert [one.id for one in flow.components if one.role == Role.DIMENSION] == [*SERIES, "TIME_PERIOD"]
    assert [one.id for one in flow.components if one.role == Role.MEASURE] == ["OBS_VALUE"]
    preferred = listed(asking, "realizations", preferred="true")
    assert flow.obs_count == len(preferred)
    assert flow.series_count == len({dimensions(figure)[:-1] for figure in preferred})


def test_codes_have_names(connector: SdmxConnector) -> None:
    regions = connector.dataflow(REALIZATION).components["REF_AREA"].enumeration
    assert regions is not None
    assert regions["32_73"].name == "Kota Bandung"


def test_a_filter_of_the_connector_finds_what_the_list_finds(connector: SdmxConnector, asking: httpx.Client) -> None:
    found = connector.data(REALIZATION, "INDICATOR = 'umkm-onboarded' AND NATURE = 'stock' AND TIME_PERIOD >= '2021'")
    expected = listed(
        asking, "realizations", preferred="true", indicator="umkm-onboarded", nature="stock", period_from="2021-01-01"
    )
    assert expected
    assert sorted(row["FIGURE"] for row in found) == sorted(figure["id"] for figure in expected)


@pytest.mark.parametrize(
    ("flow", "noun", "filters"),
    [
        ("REALIZATION", "realizations", {"preferred": "true"}),
        ("TARGET", "targets", {}),
    ],
)
def test_pandas_has_the_values_of_the_wire(
    pandas_connector: PandasConnector, asking: httpx.Client, flow: str, noun: str, filters: dict[str, str]
) -> None:
    loaded = pandas_connector.data(f"CAPAIAN:{flow}(1.0.0)").reset_index()
    by_id = {figure["id"]: figure for figure in listed(asking, noun, **filters)}
    if flow == "REALIZATION":
        assert set(loaded["FIGURE"]) == by_id.keys()
    for row in loaded.to_dict("records"):
        _agrees(row, by_id[row["FIGURE"]])
    assert not loaded.duplicated([*SERIES, "TIME_PERIOD"]).any()
    assert loaded["OBS_VALUE"].dtype == "float64"
    assert isinstance(loaded["UNIT_MEASURE"].dtype, pd.CategoricalDtype)


def _agrees(row: Json, figure: Json) -> None:
    assert tuple(row[name] for name in [*SERIES, "TIME_PERIOD"]) == dimensions(figure)
    assert row["OBS_VALUE"] == figure["value"]
    assert row["RESOLUTION"] == figure["resolution"]
    assert row["QUALIFIER"] == figure["qualifier"]
    assert row["STATED_BY"] == figure["institution"]
    assert row["UNIT_MULT"] == 0
    assert set(row["SOURCE_ID"].split(";")) == {citation["source"] for citation in figure["citations"]}
    quality = {"provisional": "P", "estimate": "E"}.get(figure.get("quality", "final"), "A")
    assert row["OBS_STATUS"] == quality


def test_labels_can_be_loaded_in_the_place_of_codes(pandas_connector: PandasConnector) -> None:
    loaded = pandas_connector.data(REALIZATION, "REF_AREA = 'ID'", labels="name")
    assert set(loaded["REF_AREA"]) == {"Indonesia"}


def test_every_statement_of_every_source_is_in_the_third_flow(
    pandas_connector: PandasConnector, asking: httpx.Client
) -> None:
    loaded = pandas_connector.data(CLAIM)
    expected = {
        (noun.removesuffix("s"), citation["source"], figure["id"])
        for noun in ("targets", "realizations")
        for figure in listed(asking, noun)
        for citation in figure["citations"]
    }
    assert set(zip(loaded["KIND"], loaded["SOURCE"], loaded["FIGURE"], strict=True)) == expected
    assert len(loaded) == len(expected)
    assert not loaded.index.duplicated().any()


def test_nothing_found_is_told_as_such(connector: SdmxConnector, pandas_connector: PandasConnector) -> None:
    with pytest.raises(NotFound):
        list(connector.data(REALIZATION, "INDICATOR = 'nothing'"))
    with pytest.raises(NotFound):
        pandas_connector.data(REALIZATION, "INDICATOR = 'nothing'")


def test_what_is_wrong_is_told_in_words(connector: SdmxConnector) -> None:
    with pytest.raises(Invalid, match=r"c\[KIND\] bukan dimensi dari REALIZATION"):
        list(connector.data(REALIZATION, "KIND = 'target'"))


def test_the_registry_client_reads_the_schema(address: str) -> None:
    schema = RegistryClient(f"{address}/sdmx/v2").get_schema("dataflow", "CAPAIAN", "CLAIM", "1.0.0")
    assert {one.id for one in schema.components} > {"KIND", "SOURCE", "FIGURE", "OBS_VALUE", "UNIT_MEASURE"}
    assert "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=CAPAIAN:CL_UNIT(1.0.0)" in schema.artefacts


def test_structures_are_read_from_their_address(address: str) -> None:
    message = read_sdmx(f"{address}/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/1.0.0?references=all", validate=True)
    assert [structure.id for structure in message.get_data_structure_definitions()] == ["FIGURE"]
    assert [flow.id for flow in message.get_dataflows()] == ["TARGET"]


def test_a_query_of_the_newest_edition_is_understood(address: str, asking: httpx.Client) -> None:
    service = RestService(
        f"{address}/sdmx/v2",
        ApiVersion.V2_2_0,
        data_format=DataFormat.SDMX_CSV_2_0_0,
        structure_format=StructureFormat.SDMX_JSON_2_0_0,
    )
    asked = DataQuery(
        DataContext.DATAFLOW, "CAPAIAN", "CLAIM", "1.0.0", "realization.*.*.*.*.*.*", include_history=True, limit=3
    )
    lines = service.data(asked).decode().splitlines()
    assert lines[0].startswith("STRUCTURE,STRUCTURE_ID,ACTION,KIND,INDICATOR")
    assert len([line for line in lines if line.startswith("dataflow,CAPAIAN:CLAIM(1.0.0),R,realization,")]) == 3
