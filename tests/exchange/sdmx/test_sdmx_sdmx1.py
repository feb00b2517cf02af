"""sdmx1 reads structures and data from SDMX-REST 1.5 and 2."""

import httpx
import pytest
import sdmx

from tests.exchange.sdmx.expected import dimensions, list_records

SERIES = ["INDICATOR", "NATURE", "REF_AREA", "BREAKDOWN"]


def preferred_values(client: httpx.Client, **filters: str) -> dict[tuple[str, ...], float]:
    figures = list_records(client, "realizations", preferred="true", **filters)
    return {dimensions(figure): figure["value"] for figure in figures}


def test_it_lists_the_dataflows_and_reads_their_structures(sdmx1_v1_client: sdmx.Client) -> None:
    assert set(sdmx1_v1_client.dataflow().dataflow) == {"TARGET", "REALIZATION", "STATEMENT"}
    message = sdmx1_v1_client.dataflow("STATEMENT")
    structure = message.dataflow["STATEMENT"].structure
    assert [dimension.id for dimension in structure.dimensions] == [
        "FIGURE_TYPE",
        *SERIES,
        "SOURCE",
        "FIGURE",
        "TIME_PERIOD",
    ]
    assert [measure.id for measure in structure.measures] == ["OBS_VALUE"]
    assert str(message.codelist["CL_UNIT"]["umkm"].name.localizations["en"]) == "micro, small and medium enterprises"
    assert message.codelist["CL_AREA"]["32_73"].parent.id == "32"


def test_it_reads_structures_and_codelists_by_id(sdmx1_v1_client: sdmx.Client) -> None:
    assert set(sdmx1_v1_client.datastructure("FIGURE").structure) == {"FIGURE"}
    assert {"stock", "flow", "rate"} == set(sdmx1_v1_client.codelist("CL_NATURE").codelist["CL_NATURE"].items)


def test_it_loads_data_by_a_key_of_codes(sdmx1_v1_client: sdmx.Client, http_client: httpx.Client) -> None:
    found = sdmx1_v1_client.data("REALIZATION", key={"INDICATOR": "umkm-onboarded", "NATURE": "flow"})
    loaded = sdmx.to_pandas(found.data[0]).to_dict()
    assert loaded == preferred_values(http_client, indicator="umkm-onboarded", nature="flow")


def test_it_loads_data_by_a_text_key_and_periods(sdmx1_v1_client: sdmx.Client, http_client: httpx.Client) -> None:
    found = sdmx1_v1_client.data("REALIZATION", key="...", params={"startPeriod": "2021", "endPeriod": "2022"})
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    assert loaded == preferred_values(http_client, period_from="2021-01-01", period_to="2022-12-31")


def test_it_loads_attributes_and_flat_observations(sdmx1_v1_client: sdmx.Client, http_client: httpx.Client) -> None:
    found = sdmx1_v1_client.data("STATEMENT", key="......", params={"dimensionAtObservation": "AllDimensions"})
    loaded = sdmx.to_pandas(found.data[0], attributes="o").reset_index()
    figures = [figure for collection in ("targets", "realizations") for figure in list_records(http_client, collection)]
    cited = {(figure["id"], citation["source"]) for figure in figures for citation in figure["citations"]}
    assert len(loaded) == len(cited)
    noted = loaded.loc[loaded["REF_AREA"] == "53", "COMMENT_OBS"].item()
    assert noted == 'Baris "satu" & <dua>,\nbaris tiga \ufffd'


@pytest.mark.parametrize("dimension", ["TIME_PERIOD", "AllDimensions", "REF_AREA"])
def test_it_loads_structure_specific_data_with_the_data_structure(
    sdmx1_v1_client: sdmx.Client, http_client: httpx.Client, dimension: str
) -> None:
    structure = sdmx1_v1_client.dataflow("REALIZATION").structure["FIGURE"]
    found = sdmx1_v1_client.data(
        "REALIZATION",
        key={"INDICATOR": "umkm-onboarded", "NATURE": "flow"},
        params={"dimensionAtObservation": dimension},
        dsd=structure,
        headers={"Accept": "application/vnd.sdmx.structurespecificdata+xml;version=2.1"},
    )
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    assert loaded == preferred_values(http_client, indicator="umkm-onboarded", nature="flow")
    attributes = sdmx.to_pandas(found.data[0], attributes="o")
    assert set(attributes["UNIT_MEASURE"]) == {"umkm"}


def test_it_loads_series_without_observations(sdmx1_v1_client: sdmx.Client, http_client: httpx.Client) -> None:
    found = sdmx1_v1_client.data("REALIZATION", key="...", params={"detail": "serieskeysonly"})
    keys = {tuple(str(key.values[name].value) for name in SERIES) for key in found.data[0].series}
    assert keys == {key[:-1] for key in preferred_values(http_client)}


def test_it_loads_the_same_data_from_version_2(sdmx1_v2_client: sdmx.Client, http_client: httpx.Client) -> None:
    assert set(sdmx1_v2_client.dataflow("REALIZATION").structure) == {"FIGURE"}
    found = sdmx1_v2_client.data("REALIZATION", key={"INDICATOR": "umkm-onboarded"})
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    assert loaded == preferred_values(http_client, indicator="umkm-onboarded")


@pytest.mark.parametrize("parameter", ["firstNObservations", "lastNObservations"])
def test_it_limits_the_observations_of_each_series(
    sdmx1_v2_client: sdmx.Client, http_client: httpx.Client, parameter: str
) -> None:
    found = sdmx1_v2_client.data(
        "REALIZATION", key={"REF_AREA": "ID", "INDICATOR": "umkm-onboarded"}, params={parameter: 1}
    )
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    complete = preferred_values(http_client, region="ID", indicator="umkm-onboarded")
    series: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in complete:  # the list is sorted by time
        series.setdefault(key[:-1], []).append(key)
    index = 0 if parameter == "firstNObservations" else -1
    assert loaded == {keys[index]: complete[keys[index]] for keys in series.values()}


def test_it_loads_the_history(sdmx1_v2_client: sdmx.Client) -> None:
    found = sdmx1_v2_client.data("STATEMENT", key={"FIGURE_TYPE": "target"}, params={"includeHistory": True})
    assert len(sdmx.to_pandas(found.data[0])) > 0
