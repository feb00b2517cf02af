"""pysdmx lists the dataflows, reads their structures, and loads the data that the API returns."""

from datetime import UTC, datetime
from io import BytesIO

import httpx
import pandas as pd
import pytest
from pysdmx.api.dc.pd import PandasConnector
from pysdmx.api.dc.query import DateTimeFilter, Operator
from pysdmx.api.dc.rest import SdmxConnector
from pysdmx.api.fmr import RegistryClient
from pysdmx.api.qb import ApiVersion, DataContext, DataFormat, DataQuery, RestService, StructureFormat
from pysdmx.errors import Invalid, NotFound
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.model import Role

from tests.exchange.sdmx.expected import Json, dimensions, list_records

# pysdmx uses what pandas deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
SERIES = ["INDICATOR", "NATURE", "REF_AREA", "BREAKDOWN"]
REALIZATION = "CAPAIAN:REALIZATION(2.0.0)"
STATEMENT = "CAPAIAN:STATEMENT(2.0.0)"


def test_the_connector_lists_the_three_dataflows(connector: SdmxConnector) -> None:
    assert [flow.id for flow in connector.dataflows()] == ["REALIZATION", "STATEMENT", "TARGET"]
    (found,) = connector.dataflows("pilihan")
    assert found.id == "REALIZATION"


def test_a_dataflow_has_its_components_and_counts(connector: SdmxConnector, http_client: httpx.Client) -> None:
    flow = connector.dataflow(REALIZATION)
    assert [component.id for component in flow.components if component.role == Role.DIMENSION] == [
        *SERIES,
        "TIME_PERIOD",
    ]
    assert [component.id for component in flow.components if component.role == Role.MEASURE] == ["OBS_VALUE"]
    preferred = list_records(http_client, "realizations", preferred="true")
    assert flow.obs_count == len(preferred)
    assert flow.series_count == len({dimensions(figure)[:-1] for figure in preferred})


def test_codes_have_names(connector: SdmxConnector) -> None:
    regions = connector.dataflow(REALIZATION).components["REF_AREA"].enumeration
    assert regions is not None
    assert regions["32_73"].name == "Kota Bandung"


def test_a_filter_of_the_connector_selects_what_the_list_selects(
    connector: SdmxConnector, http_client: httpx.Client
) -> None:
    found = connector.data(REALIZATION, "INDICATOR = 'umkm-onboarded' AND NATURE = 'stock' AND TIME_PERIOD >= '2021'")
    expected = list_records(
        http_client,
        "realizations",
        preferred="true",
        indicator="umkm-onboarded",
        nature="stock",
        period_from="2021-01-01",
    )
    assert expected
    assert sorted(row["FIGURE"] for row in found) == sorted(figure["id"] for figure in expected)


@pytest.mark.parametrize(
    ("flow", "collection", "filters"),
    [
        ("REALIZATION", "realizations", {"preferred": "true"}),
        ("TARGET", "targets", {}),
    ],
)
def test_pandas_has_the_values_of_the_api(
    pandas_connector: PandasConnector, http_client: httpx.Client, flow: str, collection: str, filters: dict[str, str]
) -> None:
    loaded = pandas_connector.data(f"CAPAIAN:{flow}(2.0.0)").reset_index()
    by_id = {figure["id"]: figure for figure in list_records(http_client, collection, **filters)}
    if flow == "REALIZATION":
        assert set(loaded["FIGURE"]) == by_id.keys()
    for row in loaded.to_dict("records"):
        _assert_equal(row, by_id[row["FIGURE"]])
    assert not loaded.duplicated([*SERIES, "TIME_PERIOD"]).any()
    assert loaded["OBS_VALUE"].dtype == "float64"
    assert isinstance(loaded["UNIT_MEASURE"].dtype, pd.CategoricalDtype)


def _assert_equal(row: Json, figure: Json) -> None:
    assert tuple(row[name] for name in [*SERIES, "TIME_PERIOD"]) == dimensions(figure)
    assert row["OBS_VALUE"] == figure["value"]
    assert row["RESOLUTION"] == figure["resolution"]
    assert row["QUALIFIER"] == figure["qualifier"]
    assert row["VALUE_TO"] == figure["value_to"] or (pd.isna(row["VALUE_TO"]) and figure["value_to"] is None)
    assert row["STATED_BY"] == figure["institution"]
    assert row["UNIT_MULT"] == 0
    assert set(row["SOURCE_ID"].split(";")) == {citation["source"] for citation in figure["citations"]}
    quality = {"provisional": "P", "estimate": "E"}.get(figure.get("quality", "final"), "A")
    assert row["OBS_STATUS"] == quality


def test_pandas_can_have_names_instead_of_codes(pandas_connector: PandasConnector) -> None:
    loaded = pandas_connector.data(REALIZATION, "REF_AREA = 'ID'", labels="name")
    assert set(loaded["REF_AREA"]) == {"Indonesia"}


def test_the_statement_dataflow_has_every_figure_of_every_source(
    pandas_connector: PandasConnector, http_client: httpx.Client
) -> None:
    loaded = pandas_connector.data(STATEMENT)
    expected = {
        (collection.removesuffix("s"), citation["source"], figure["id"])
        for collection in ("targets", "realizations")
        for figure in list_records(http_client, collection)
        for citation in figure["citations"]
    }
    assert set(zip(loaded["FIGURE_TYPE"], loaded["SOURCE"], loaded["FIGURE"], strict=True)) == expected
    assert len(loaded) == len(expected)
    assert not loaded.index.duplicated().any()


def test_structure_specific_data_is_read_with_its_structure(base_url: str, http_client: httpx.Client) -> None:
    accept = {"Accept": "application/vnd.sdmx.structurespecificdata+xml;version=2.1"}
    data = http_client.get("/sdmx/v1/data/REALIZATION", headers=accept).content
    structures = f"{base_url}/sdmx/v2/structure/datastructure/CAPAIAN/FIGURE/~?references=descendants"
    (found,) = get_datasets(BytesIO(data), structures, validate=True)
    by_id = {figure["id"]: figure for figure in list_records(http_client, "realizations", preferred="true")}
    assert set(found.data["FIGURE"]) == by_id.keys()
    assert dict(zip(found.data["FIGURE"], found.data["OBS_VALUE"].astype(float), strict=True)) == {
        name: figure["value"] for name, figure in by_id.items()
    }


def test_a_filter_can_be_a_time(connector: SdmxConnector) -> None:
    by_day = list(connector.data(REALIZATION, "TIME_PERIOD >= '2021-01-01'"))
    since = DateTimeFilter("TIME_PERIOD", Operator.GREATER_THAN_OR_EQUAL, datetime(2021, 1, 1, tzinfo=UTC))
    assert list(connector.data(REALIZATION, since)) == by_day


def test_an_empty_result_raises_not_found(connector: SdmxConnector, pandas_connector: PandasConnector) -> None:
    with pytest.raises(NotFound):
        list(connector.data(REALIZATION, "INDICATOR = 'nothing'"))
    with pytest.raises(NotFound):
        pandas_connector.data(REALIZATION, "INDICATOR = 'nothing'")


def test_the_exception_has_the_error_message(connector: SdmxConnector) -> None:
    with pytest.raises(Invalid, match=r"c\[FIGURE_TYPE\].* bukan komponen dari REALIZATION"):
        list(connector.data(REALIZATION, "FIGURE_TYPE = 'target'"))


def test_the_registry_client_reads_the_schema(base_url: str) -> None:
    schema = RegistryClient(f"{base_url}/sdmx/v2").get_schema("dataflow", "CAPAIAN", "STATEMENT", "2.0.0")
    assert {component.id for component in schema.components} > {
        "FIGURE_TYPE",
        "SOURCE",
        "FIGURE",
        "OBS_VALUE",
        "UNIT_MEASURE",
    }
    assert "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=CAPAIAN:CL_UNIT(2.0.0)" in schema.artefacts


def test_structures_are_read_from_their_url(base_url: str) -> None:
    message = read_sdmx(f"{base_url}/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/2.0.0?references=all", validate=True)
    assert [structure.id for structure in message.get_data_structure_definitions()] == ["TARGET"]
    assert [flow.id for flow in message.get_dataflows()] == ["TARGET"]


def test_a_query_of_version_2_2_is_accepted(base_url: str) -> None:
    service = RestService(
        f"{base_url}/sdmx/v2",
        ApiVersion.V2_2_0,
        data_format=DataFormat.SDMX_CSV_2_0_0,
        structure_format=StructureFormat.SDMX_JSON_2_0_0,
    )
    query = DataQuery(
        DataContext.DATAFLOW, "CAPAIAN", "STATEMENT", "2.0.0", "realization.*.*.*.*.*.*", include_history=True, limit=3
    )
    lines = service.data(query).decode().splitlines()
    assert lines[0].startswith("STRUCTURE,STRUCTURE_ID,ACTION,FIGURE_TYPE,INDICATOR")
    assert len([line for line in lines if line.startswith("dataflow,CAPAIAN:STATEMENT(2.0.0),I,realization,")]) == 3
