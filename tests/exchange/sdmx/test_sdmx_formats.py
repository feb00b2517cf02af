"""Each format of a dataflow contains the same observations, in any grouping."""

import csv
import io

import httpx
import pytest
from lxml import etree

from tests.exchange.sdmx.expected import V2, Json, read_rows
from tests.http import recording

Row = dict[str, str]
FLOWS = ["TARGET", "REALIZATION", "STATEMENT"]
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
SPECIFIC = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"


def read(client: httpx.Client, flow: str, accept: str, **parameters: str) -> httpx.Response:
    response = client.get(V2.format(flow), params=parameters, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    return response


def decode_json(message: Json) -> list[Row]:
    """Return the observations of a message in SDMX-JSON."""
    (data_set,), (structure,) = message["data"]["dataSets"], message["data"]["structures"]
    series, observed = (structure["dimensions"][level] for level in ("series", "observation"))
    measured = [*structure["measures"]["observation"], *structure["attributes"]["observation"]]

    def find(component: Json, value: object) -> str:
        if value is None:
            return ""
        if "values" not in component:
            return str(value).lower() if isinstance(value, bool) else str(value)
        listed = component["values"][value]
        return str(listed.get("id", listed.get("value")))

    def decode(components: list[Json], key: str) -> Row:
        positions = [int(position) for position in key.split(":")] if key else []
        return {one["id"]: find(one, position) for one, position in zip(components, positions, strict=True)}

    groups = data_set["series"] if series else {"": data_set}
    return [
        decode(series, group_key)
        | decode(observed, key)
        | {one["id"]: find(one, value) for one, value in zip(measured, values, strict=True)}
        for group_key, group in groups.items()
        for key, values in group["observations"].items()
    ]


def decode_specific(content: bytes) -> list[Row]:
    """Return the observations of a message in structure-specific SDMX-ML."""
    return [
        {**(parent.attrib if (parent := observation.getparent()).tag == "Series" else {}), **observation.attrib}
        for observation in etree.fromstring(content).iter("Obs")
    ]


def decode_generic(content: bytes) -> list[Row]:
    """Return the observations of a message in generic SDMX-ML."""
    rows = []
    for observation in etree.fromstring(content).iter("{*}Obs"):
        values = [*observation.iter("{*}Value"), *observation.getparent().iterfind("{*}SeriesKey/{*}Value")]
        row = {one.get("id"): one.get("value") for one in [*values, *observation.iter("{*}ObsDimension")]}
        rows.append(row | {"OBS_VALUE": observation.find("{*}ObsValue").get("value")})
    return rows


def normalize(rows: list[Row]) -> list[Row]:
    """Sort rows and their values; omit empty values, and write numbers in one way."""
    numbers = ("OBS_VALUE", "VALUE_TO", "RESOLUTION", "UNIT_MULT")
    omitted = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    written = (
        {
            name: str(float(value)) if name in numbers else value
            for name, value in row.items()
            if value and name not in omitted
        }
        for row in rows
    )
    return sorted(written, key=lambda row: sorted(row.items()))


@pytest.mark.parametrize("dimension", ["TIME_PERIOD", "AllDimensions", "REF_AREA", "INDICATOR"])
@pytest.mark.parametrize("flow", FLOWS)
def test_each_format_has_the_same_observations(http_client: httpx.Client, flow: str, dimension: str) -> None:
    expected = normalize(read_rows(http_client, flow))
    parameters = {"dimensionAtObservation": dimension}
    assert normalize(decode_json(read(http_client, flow, JSON, **parameters).json())) == expected
    # XML does not allow U+FFFE; one note has it.
    expected = [{name: value.replace("\ufffe", "\ufffd") for name, value in row.items()} for row in expected]
    assert normalize(decode_specific(read(http_client, flow, SPECIFIC, **parameters).content)) == expected
    assert normalize(decode_generic(read(http_client, flow, GENERIC, **parameters).content)) == expected


@pytest.mark.parametrize("dimension", ["REF_AREA", "FIGURE", "SOURCE", "FIGURE_TYPE", "NATURE", "BREAKDOWN"])
def test_each_group_is_written_once(http_client: httpx.Client, dimension: str) -> None:
    response = read(http_client, "STATEMENT", SPECIFIC, dimensionAtObservation=dimension)
    groups = [tuple(sorted(group.attrib.items())) for group in etree.fromstring(response.content).iter("Series")]
    assert len(groups) == len(set(groups))
    assert all(dimension not in dict(group) and "TIME_PERIOD" in dict(group) for group in groups)


def test_targets_are_grouped_by_plan(http_client: httpx.Client) -> None:
    message = read(http_client, "TARGET", JSON, dimensionAtObservation="PLAN", firstNObservations="1").json()
    (structure,) = message["data"]["structures"]
    assert [dimension["id"] for dimension in structure["dimensions"]["observation"]] == ["PLAN"]


def test_json_has_names_and_the_measure_alone_if_requested(http_client: httpx.Client) -> None:
    message = read(http_client, "REALIZATION", JSON, attributes="none", **{"c[REF_AREA]": "32_73"}).json()
    (structure,) = message["data"]["structures"]
    (region,) = [one for one in structure["dimensions"]["series"] if one["id"] == "REF_AREA"]
    assert region["values"] == [
        {"id": "32_73", "name": "Kota Bandung", "names": {"id": "Kota Bandung", "en": "Kota Bandung"}}
    ]
    assert structure["attributes"]["observation"] == []
    assert structure["links"][0]["urn"].endswith(".Dataflow=CAPAIAN:REALIZATION(2.0.0)")


@pytest.mark.parametrize("detail", ["serieskeysonly", "dataonly"])
def test_json_of_version_1_has_the_requested_detail(http_client: httpx.Client, detail: str) -> None:
    response = http_client.get("/sdmx/v1/data/REALIZATION", params={"detail": detail}, headers={"Accept": JSON})
    groups = response.json()["data"]["dataSets"][0]["series"].values()
    assert all(bool(group["observations"]) == (detail == "dataonly") for group in groups)


def test_json_has_no_history(http_client: httpx.Client) -> None:
    """The key of an observation is unique in a JSON object."""
    response = http_client.get(V2.format("STATEMENT"), params={"includeHistory": "true"}, headers={"Accept": JSON})
    assert response.status_code == 501
    assert "SDMX-JSON" in response.json()["detail"]


def read_csv(client: httpx.Client, flow: str, options: str, **parameters: str) -> list[Row]:
    headers = {"Accept": f"{CSV};{options}", "Accept-Language": "en"}
    response = client.get(V2.format(flow), params=parameters, headers=headers)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def test_csv_has_labels_in_the_same_cells(http_client: httpx.Client) -> None:
    (row,) = read_csv(http_client, "TARGET", "labels=both", **{"c[REF_AREA]": "61"})
    assert row["STRUCTURE_ID"] == "CAPAIAN:TARGET(2.0.0): Targets in force"
    assert row["NATURE: Nature"] == "rate: Rate"
    assert row["PLAN: Plan"] == "_Z: No plan"
    assert (row["TIME_PERIOD: Period"], row["OBS_VALUE: Value"], row["DUE_ON: Due on"]) == ("2021-W20", "17", "")


def test_csv_has_labels_in_their_own_cells(http_client: httpx.Client) -> None:
    (row,) = read_csv(http_client, "TARGET", "labels=name", **{"c[REF_AREA]": "61"})
    assert [*row][:6] == ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "INDICATOR", "Indicator"]
    assert (row["STRUCTURE_ID"], row["STRUCTURE_NAME"]) == ("CAPAIAN:TARGET(2.0.0)", "Targets in force")
    assert (row["NATURE"], row["Nature"], row["TIME_PERIOD"], row["Period"]) == ("rate", "Rate", "2021-W20", "")


def test_labels_have_the_language_of_the_client(http_client: httpx.Client) -> None:
    response = read(http_client, "TARGET", "text/csv; labels=both")
    assert "Indikator" in response.text.partition("\n")[0]
    assert {"accept", "accept-language"} <= set(response.headers["vary"].lower().replace(" ", "").split(","))


@pytest.mark.parametrize("name", ["keys", "key"])
def test_csv_has_the_requested_keys(http_client: httpx.Client, name: str) -> None:
    (row,) = read_csv(http_client, "TARGET", f"{name}=both", **{"c[REF_AREA]": "61"})
    assert [*row][:6] == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "SERIES_KEY", "OBS_KEY", "INDICATOR"]
    assert row["SERIES_KEY"] == "umkm-onboarded.rate.61._T._Z"
    assert row["OBS_KEY"] == f"{row['SERIES_KEY']}.2021-W20"
    (row,) = read_csv(http_client, "TARGET", f"{name}=series", **{"c[REF_AREA]": "61"})
    assert "SERIES_KEY" in row
    assert "OBS_KEY" not in row
    assert read_csv(http_client, "TARGET", f"{name}=none") == read_rows(http_client, "TARGET")
    series = {row["SERIES_KEY"] for row in read_csv(http_client, "TARGET", "keys=series;labels=name")}
    assert {row["FIGURE"] for key in sorted(series) for row in read_rows(http_client, "TARGET", key)} == {
        row["FIGURE"] for row in read_rows(http_client, "TARGET")
    }


def test_normalized_periods_are_their_last_days(http_client: httpx.Client) -> None:
    rows = read_csv(http_client, "STATEMENT", "timeFormat=normalized")
    original = read_rows(http_client, "STATEMENT")
    assert len(rows) == len(original)
    by_period = dict(zip((row["TIME_PERIOD"] for row in original), (row["TIME_PERIOD"] for row in rows), strict=True))
    assert by_period["2021-W20"] == "2021-05-23"
    assert by_period["2020-05-14/P232D"] == "2020-12-31"
    assert all(len(day) == len("2021-05-23") for day in by_period.values())


def test_version_1_of_csv_has_labels(http_client: httpx.Client) -> None:
    response = read(http_client, "TARGET", "application/vnd.sdmx.data+csv;version=1.0.0;labels=both")
    assert response.text.startswith("DATAFLOW,INDICATOR: Indikator,")


def test_the_options_of_the_chosen_media_range_apply(http_client: httpx.Client) -> None:
    accept = f"text/csv;labels=both;q=0.5, {CSV}"
    assert read(http_client, "TARGET", accept).text.startswith("STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,")
    accept = f"text/csv;labels=both, {CSV};q=0.5"
    assert read(http_client, "TARGET", accept).headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    "period", ["2021-05-17T00:00:00", "2021-05-17T23:59:59.999Z", "2021-05-17T00:00:00+07:00", "2021-05-17"]
)
def test_of_a_time_the_day_counts(http_client: httpx.Client, period: str) -> None:
    week = {recording.figure_id(49)}
    target = "/sdmx/v1/data/TARGET/..61.."
    for parameters in ({"startPeriod": period}, {"startPeriod": "2021-05-17", "endPeriod": "2021-05-23T00:00:00"}):
        response = http_client.get(target, params=parameters, headers={"Accept": "text/csv"})
        assert {row["FIGURE"] for row in csv.DictReader(io.StringIO(response.text))} == week
    filters = {"c[TIME_PERIOD]": f"ge:{period}+le:2021-05-23T12:00:00+09:00", "c[REF_AREA]": "61"}
    assert {row["FIGURE"] for row in read_rows(http_client, "TARGET", **filters)} == week
    raw = f"{V2.format('TARGET')}?c[REF_AREA]=61&c[TIME_PERIOD]=ge:{period}+le:2021-05-23"
    assert http_client.get(raw).status_code == 200
    assert http_client.get(target, params={"startPeriod": "2021-05-18T00:00:00"}).status_code == 404


def test_a_key_may_omit_its_last_parts(http_client: httpx.Client) -> None:
    short = read_rows(http_client, "TARGET", "umkm-onboarded.stock")
    assert short == read_rows(http_client, "TARGET", "umkm-onboarded.stock.*.*.*")


def test_one_component_of_the_availability_can_be_requested(http_client: httpx.Client) -> None:
    path = "/sdmx/v2/availability/dataflow/CAPAIAN/STATEMENT/*/*"

    def read_values(component: str) -> dict[str, list[str]]:
        constraint = http_client.get(f"{path}/{component}").json()["data"]["dataConstraints"][0]
        values = constraint["cubeRegions"][0]["keyValues"]
        return {one["id"]: [value["value"] for value in one.get("values", ())] for one in values}

    complete = read_values("*")
    assert read_values("REF_AREA") == {"REF_AREA": complete["REF_AREA"]}
    assert read_values("INDICATOR,TIME_PERIOD") == {"INDICATOR": complete["INDICATOR"], "TIME_PERIOD": []}
    assert set(read_values("SOURCE")["SOURCE"]) == {row["SOURCE"] for row in read_rows(http_client, "STATEMENT")}
    assert "SOURCE" not in complete
    counts = [http_client.get(f"{path}/{one}").json()["data"]["dataConstraints"][0]["annotations"]
              for one in ("*", "SOURCE", "NATURE")]  # fmt: skip
    assert counts[0] == counts[1] == counts[2]
