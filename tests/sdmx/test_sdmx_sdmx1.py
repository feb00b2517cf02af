"""sdmx1 reads both editions: structures in SDMX-ML, data into pandas."""

import httpx
import pytest
import sdmx

from tests.sdmx.told import dimensions, listed

SERIES = ["INDICATOR", "NATURE", "REF_AREA", "BREAKDOWN"]


def preferred(client: httpx.Client, **filters: str) -> dict[tuple[str, ...], float]:
    figures = listed(client, "realizations", preferred="true", **filters)
    return {dimensions(figure): figure["value"] for figure in figures}


def test_it_lists_the_flows_and_reads_what_they_name(client_of_2_1: sdmx.Client) -> None:
    assert set(client_of_2_1.dataflow().dataflow) == {"TARGET", "REALIZATION", "CLAIM"}
    told = client_of_2_1.dataflow("CLAIM")
    structure = told.dataflow["CLAIM"].structure
    assert [one.id for one in structure.dimensions] == ["KIND", *SERIES, "SOURCE", "FIGURE", "TIME_PERIOD"]
    assert [one.id for one in structure.measures] == ["OBS_VALUE"]
    assert str(told.codelist["CL_UNIT"]["umkm"].name.localizations["en"]) == "micro, small and medium enterprises"
    assert told.codelist["CL_AREA"]["32_73"].parent.id == "32"


def test_it_reads_structures_and_codes_by_name(client_of_2_1: sdmx.Client) -> None:
    assert set(client_of_2_1.datastructure("FIGURE").structure) == {"FIGURE"}
    assert {"stock", "flow"} == set(client_of_2_1.codelist("CL_NATURE").codelist["CL_NATURE"].items)


def test_it_loads_data_by_a_key_of_names(client_of_2_1: sdmx.Client, asking: httpx.Client) -> None:
    found = client_of_2_1.data("REALIZATION", key={"INDICATOR": "umkm-onboarded", "NATURE": "flow"})
    loaded = sdmx.to_pandas(found.data[0]).to_dict()
    assert loaded == preferred(asking, indicator="umkm-onboarded", nature="flow")


def test_it_loads_data_by_a_key_of_text_and_by_periods(client_of_2_1: sdmx.Client, asking: httpx.Client) -> None:
    found = client_of_2_1.data("REALIZATION", key="...", params={"startPeriod": "2021", "endPeriod": "2022"})
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    assert loaded == preferred(asking, period_from="2021-01-01", period_to="2022-12-31")


def test_it_loads_attributes_and_flat_observations(client_of_2_1: sdmx.Client, asking: httpx.Client) -> None:
    found = client_of_2_1.data("CLAIM", key="......", params={"dimensionAtObservation": "AllDimensions"})
    loaded = sdmx.to_pandas(found.data[0], attributes="o").reset_index()
    figures = [figure for noun in ("targets", "realizations") for figure in listed(asking, noun)]
    cited = {(figure["id"], citation["source"]) for figure in figures for citation in figure["citations"]}
    assert len(loaded) == len(cited)
    noted = loaded.loc[loaded["REF_AREA"] == "53", "COMMENT_OBS"].item()
    assert noted == 'Baris "satu" & <dua>,\nbaris tiga \ufffd'


def test_series_without_observations_are_loaded(client_of_2_1: sdmx.Client, asking: httpx.Client) -> None:
    found = client_of_2_1.data("REALIZATION", key="...", params={"detail": "serieskeysonly"})
    keys = {tuple(str(key.values[name].value) for name in SERIES) for key in found.data[0].series}
    assert keys == {key[:-1] for key in preferred(asking)}


def test_the_newer_edition_loads_the_same(client_of_3_0: sdmx.Client, asking: httpx.Client) -> None:
    assert set(client_of_3_0.dataflow("REALIZATION").structure) == {"FIGURE"}
    found = client_of_3_0.data("REALIZATION", key={"INDICATOR": "umkm-onboarded"})
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    assert loaded == preferred(asking, indicator="umkm-onboarded")


@pytest.mark.parametrize("parameter", ["firstNObservations", "lastNObservations"])
def test_each_series_can_be_cut(client_of_3_0: sdmx.Client, asking: httpx.Client, parameter: str) -> None:
    found = client_of_3_0.data(
        "REALIZATION", key={"REF_AREA": "ID", "INDICATOR": "umkm-onboarded"}, params={parameter: 1}
    )
    loaded = sdmx.to_pandas(found.data[0]).reorder_levels([*SERIES, "TIME_PERIOD"]).to_dict()
    whole = preferred(asking, region="ID", indicator="umkm-onboarded")
    series: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in whole:  # in the reading order of the list, which is that of time
        series.setdefault(key[:-1], []).append(key)
    place = 0 if parameter == "firstNObservations" else -1
    assert loaded == {keys[place]: whole[keys[place]] for keys in series.values()}


def test_history_is_loaded(client_of_3_0: sdmx.Client) -> None:
    found = client_of_3_0.data("CLAIM", key={"KIND": "target"}, params={"includeHistory": True})
    assert len(sdmx.to_pandas(found.data[0])) > 0
