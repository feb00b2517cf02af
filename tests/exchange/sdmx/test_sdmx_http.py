"""SDMX over HTTP: content negotiation, conditional requests, errors."""

import re

import httpx
import pytest
from lxml import etree

from tests.exchange.sdmx.expected import V2

DATA = V2.format("REALIZATION")
V1_DATA = "/sdmx/v1/data/REALIZATION"
SDMX = "application/vnd.sdmx."


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        (DATA, "*/*", "data+csv;version=2.0.0"),
        (DATA, f"{SDMX}data+csv", "data+csv;version=2.0.0"),
        (DATA, f"{SDMX}data+csv;version=1.0.0", "data+csv;version=1.0.0"),
        (DATA, f"{SDMX}genericdata+xml; version=2.1", "genericdata+xml;version=2.1"),
        (DATA, f"{SDMX}data+csv;q=0.5, {SDMX}genericdata+xml;q=0.9", "genericdata+xml;version=2.1"),
        (DATA, f"{SDMX}data+json;version=2.0.0, */*;q=0.1", "data+json;version=2.0.0"),
        (DATA, f"{SDMX}data+xml;version=3.0.0, */*;q=0.1", "data+csv;version=2.0.0"),
        (DATA, f"{SDMX}structurespecificdata+xml;version=2.1", "structurespecificdata+xml;version=2.1"),
        (V1_DATA, "application/*", "genericdata+xml;version=2.1"),
        (DATA, f"*/*, {SDMX}data+csv;version=2.0.0;q=0", "data+csv;version=1.0.0"),
        (V1_DATA, "*/*", "genericdata+xml;version=2.1"),
        (V1_DATA, f"{SDMX}data+csv;version=2.0.0", "data+csv;version=2.0.0"),
        ("/sdmx/v2/structure/dataflow", "*/*", "structure+json;version=2.0.0"),
        ("/sdmx/v1/dataflow", "*/*", "structure+xml;version=2.1"),
        ("/sdmx/v1/dataflow", f"{SDMX}structure+json;version=2.0.0", "structure+json;version=2.0.0"),
    ],
)
def test_the_response_has_the_preferred_format(
    http_client: httpx.Client, path: str, accept: str, media_type: str
) -> None:
    response = http_client.get(path, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == SDMX + media_type
    assert "accept" in response.headers["vary"].lower().replace(" ", "").split(",")


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
STRUCTURES = [
    *("/sdmx/v2/structure", "/sdmx/v2/structure/codelist", "/sdmx/v2/structure/codelist/CAPAIAN"),
    *(f"/sdmx/v2/structure/codelist/CAPAIAN/CL_NATURE{ending}" for ending in ("", "/2.0.0")),
    *("/sdmx/v1/codelist", "/sdmx/v1/codelist/CAPAIAN"),
    *(f"/sdmx/v1/codelist/CAPAIAN/CL_NATURE{ending}" for ending in ("", "/latest")),
]
DATA_URLS = [
    *("/sdmx/v2/data/dataflow/CAPAIAN/REALIZATION", DATA, f"{DATA}/*"),
    *(V1_DATA, f"{V1_DATA}/all", f"{V1_DATA}/all/all"),
]
AVAILABILITY = "/sdmx/v2/availability/dataflow/CAPAIAN/REALIZATION"
JSON_URLS = [
    *(AVAILABILITY, f"{AVAILABILITY}/*", f"{AVAILABILITY}/*/*", f"{AVAILABILITY}/*/*/REF_AREA"),
    *(f"/sdmx/v2/schema/dataflow/CAPAIAN/TARGET{ending}" for ending in ("", "/~")),
]
JSON_TYPES = ("application/json", f"{SDMX}structure+json")
STRUCTURE_TYPES = (*JSON_TYPES, "application/xml", "text/xml", f"{SDMX}structure+xml")
DATA_TYPES = (
    *("application/json", "application/xml", "text/xml", "text/csv", f"{SDMX}data+csv", f"{SDMX}data+json"),
    *(f"{SDMX}genericdata+xml", f"{SDMX}structurespecificdata+xml"),
)


@pytest.mark.parametrize(
    ("path", "media_types"),
    [
        *((path, STRUCTURE_TYPES) for path in STRUCTURES),
        *((path, DATA_TYPES) for path in DATA_URLS),
        *((path, JSON_TYPES) for path in JSON_URLS),
    ],
)
def test_each_url_has_each_media_type(http_client: httpx.Client, path: str, media_types: tuple[str, ...]) -> None:
    for media_type in media_types:
        response = http_client.get(path, headers={"Accept": f"{media_type};q=0.7, text/html"})
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] == media_type
        first = {"json": "{", "csv": "STRUCTURE,"} if "v2" in path or "json" in media_type else {"csv": "STRUCTURE,"}
        assert response.text.startswith(first.get(media_type[-4:].strip("+/"), "<?xml" if "xml" in media_type else ""))


@pytest.mark.parametrize("path", [DATA, V1_DATA, "/sdmx/v2/structure/dataflow", "/sdmx/v1/dataflow"])
def test_a_browser_shows_xml(http_client: httpx.Client, path: str) -> None:
    response = http_client.get(path, headers={"Accept": BROWSER})
    assert response.headers["content-type"] == "application/xml"


@pytest.mark.parametrize(
    "path", ["/sdmx/v2/structure/dataflow", "/sdmx/v1/codelist/CAPAIAN/CL_UNIT", f"{V1_DATA}/all", DATA]
)
def test_the_id_of_a_message_is_that_of_its_content(http_client: httpx.Client, path: str) -> None:
    def read_id(url: str) -> str:
        response = http_client.get(url, headers={"Accept": "application/xml"})
        return etree.fromstring(response.content).findtext(".//{*}Header/{*}ID") or ""

    assert re.fullmatch("[0-9a-f]{32}", read_id(path))
    assert read_id(path) == read_id(path)
    assert read_id(path) != read_id(f"{path}?{'lastNObservations=1' if 'data/' in path else 'detail=allstubs'}")


@pytest.mark.parametrize("path", [DATA, V1_DATA, "/sdmx/v2/structure/dataflow", "/sdmx/v1/codelist"])
@pytest.mark.parametrize(
    "accept",
    [
        f"{SDMX}data+json;version=1.0.0",
        "text/html",
        f"{SDMX}structure+xml;version=3.0.0",
        "text/csv;labels=all",
        f"{SDMX}data+csv;version=2.0.0;keys=yes",
    ],
)
def test_an_unsupported_format_is_not_acceptable(http_client: httpx.Client, path: str, accept: str) -> None:
    response = http_client.get(path, headers={"Accept": accept})
    assert response.status_code == 406
    assert SDMX in response.json()["detail"]


@pytest.mark.parametrize("path", [DATA, V1_DATA, "/sdmx/v2/structure/codelist", "/sdmx/v1/datastructure"])
def test_an_unchanged_response_is_not_sent_again(http_client: httpx.Client, path: str) -> None:
    # On a busy machine the service may stream a response, which then has no ETag.
    etag = next(etag for _ in range(50) if (etag := http_client.get(path).headers.get("etag")) is not None)
    assert any(http_client.get(path, headers={"If-None-Match": etag}).status_code == 304 for _ in range(50))


@pytest.mark.parametrize("ending", ["", "/"])
@pytest.mark.parametrize("path", [DATA, "/sdmx/v2/schema/dataflow/CAPAIAN/TARGET/2.0.0", "/sdmx/v1/dataflow"])
def test_a_slash_at_the_end_of_the_path_is_accepted(base_url: str, path: str, ending: str) -> None:
    assert httpx.get(base_url + path + ending, timeout=20).status_code == 200


def test_other_paths_do_not_accept_a_slash_at_the_end(http_client: httpx.Client) -> None:
    assert http_client.get("/v1/programs/").status_code == 404


@pytest.mark.parametrize(
    "version", ["2.0.0", "*", "~", "+", "latest", "all", "2.0+", "1+.5.0", "2.~", "2.*.0", "1.0.0,2.0.0"]
)
def test_the_version_has_several_names(http_client: httpx.Client, version: str) -> None:
    assert http_client.get(f"/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/{version}").status_code == 200


@pytest.mark.parametrize("version", ["2", "2.0", "2.1+", "3+", "2.0.0.0+", "+.0.1.+", "v2", "2.0.1~", "99999999999+"])
def test_another_version_is_not_found(http_client: httpx.Client, version: str) -> None:
    assert http_client.get(f"/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/{version}").status_code == 404


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sdmx/v2/structure/dataflow/CAPAIAN/NOTHING", "not-found"),
        ("/sdmx/v2/structure/dataflow/OTHERS", "not-found"),
        ("/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/1.0.0", "not-found"),
        ("/sdmx/v2/data/dataflow/CAPAIAN/NOTHING/2.0.0", "not-found"),
        ("/sdmx/v1/data/OTHERS,TARGET", "not-found"),
        ("/sdmx/v1/data/CAPAIAN,TARGET,2.0.0,more", "not-found"),
        ("/sdmx/v1/data/TARGET/all/OTHERS", "not-found"),
        ("/sdmx/v3/data/TARGET", "not-found"),
        (f"{DATA}/nothing...", "no-data"),
        ("/sdmx/v2/availability/dataflow/CAPAIAN/TARGET/2.0.0/nothing....", "no-data"),
        ("/sdmx/v2/metadata/metadataflow/CAPAIAN/X", "not-implemented"),
        ("/sdmx/v2/registration/id/1", "not-implemented"),
        ("/sdmx/v2/structure/hierarchy", "not-implemented"),
        ("/sdmx/v1/metadata", "not-implemented"),
        ("/sdmx/v2/data/dataflow/CAPAIAN/*/*", "not-implemented"),
        ("/sdmx/v2/data/dataflow/CAPAIAN/TARGET,REALIZATION/*", "not-implemented"),
        ("/sdmx/v2/data/dataflow/CAPAIAN", "not-implemented"),
        (f"{AVAILABILITY}/*/*/SEX", "not-found"),
        ("/sdmx/v2/data/provisionagreement/CAPAIAN/TARGET/2.0.0", "not-implemented"),
        ("/sdmx/v2/availability/dataflow/CAPAIAN/STATEMENT/2.0.0/*/FIGURE", "not-implemented"),
        ("/sdmx/v1/availableconstraint/TARGET", "not-implemented"),
        (f"{DATA}?includeHistory=true", "not-implemented"),
    ],
)
def test_a_missing_part_has_its_problem_type(http_client: httpx.Client, path: str, kind: str) -> None:
    response = http_client.get(path)
    assert response.json()["type"] == f"/problems/{kind}"
    assert response.status_code == (501 if kind == "not-implemented" else 404)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (f"{DATA}?c[INDICATOR]=xx:umkm", "c[INDICATOR]"),
        (f"{DATA}?c[INDICATOR]=ge:umkm", "c[INDICATOR]"),
        (f"{DATA}?c[TIME_PERIOD]=sw:2020", "c[TIME_PERIOD]"),
        (f"{DATA}?c[TIME_PERIOD]=2021-02-30", "c[TIME_PERIOD]"),
        (f"{DATA}?c[UNIT_MEASURE]=umkm", "c[UNIT_MEASURE]"),
        (f"{DATA}?c[SOURCE]=antara-2021-01-11", "c[SOURCE]"),
        (f"{DATA}?sort=series_key", "sort"),
        (f"{DATA}?dimensionAtObservation=SOURCE", "dimensionAtObservation"),
        (f"{DATA}?asOf=yesterday", "asOf"),
        (f"{DATA}?dimensionAtObservation=SEX", "dimensionAtObservation"),
        (f"{V1_DATA}/umkm-onboarded.stock", "key"),
        (f"{DATA}/umkm-onboarded.stock.ID._T.more", "key"),
        (f"{V1_DATA}?c[INDICATOR]=umkm-onboarded", "c[INDICATOR]"),
        (f"{V1_DATA}?startPeriod=2021-02-30", "startPeriod"),
        (f"{V1_DATA}?startPeriod=2021-01-01T25:00:00", "startPeriod"),
        (f"{DATA}?c[TIME_PERIOD]=ge:2021-01-01T00:00", "c[TIME_PERIOD]"),
        ("/sdmx/v2/structure/dataflow?references=everything", "references"),
        ("/sdmx/v2/structure/dataflow?references=children,", "references"),
    ],
)
def test_the_problem_names_the_invalid_parameter(http_client: httpx.Client, path: str, parameter: str) -> None:
    response = http_client.get(path)
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]
