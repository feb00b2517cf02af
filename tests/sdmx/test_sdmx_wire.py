"""How SDMX stands on the wire: formats, copies at hand, refusals."""

import httpx
import pytest

from tests.sdmx.told import V2

DATA = V2.format("REALIZATION")
OLD_DATA = "/sdmx/v1/data/REALIZATION"
SDMX = "application/vnd.sdmx."


@pytest.mark.parametrize(
    ("path", "accept", "answered"),
    [
        (DATA, "*/*", "data+csv;version=2.0.0"),
        (DATA, f"{SDMX}data+csv", "data+csv;version=2.0.0"),
        (DATA, f"{SDMX}data+csv;version=1.0.0", "data+csv;version=1.0.0"),
        (DATA, f"{SDMX}genericdata+xml; version=2.1", "genericdata+xml;version=2.1"),
        (DATA, f"{SDMX}data+csv;q=0.5, {SDMX}genericdata+xml;q=0.9", "genericdata+xml;version=2.1"),
        (DATA, f"{SDMX}data+json;version=2.0.0, */*;q=0.1", "data+csv;version=2.0.0"),
        (DATA, f"*/*, {SDMX}data+csv;version=2.0.0;q=0", "data+csv;version=1.0.0"),
        (OLD_DATA, "*/*", "genericdata+xml;version=2.1"),
        (OLD_DATA, f"{SDMX}data+csv;version=2.0.0", "data+csv;version=2.0.0"),
        ("/sdmx/v2/structure/dataflow", "*/*", "structure+json;version=2.0.0"),
        ("/sdmx/v1/dataflow", "*/*", "structure+xml;version=2.1"),
        ("/sdmx/v1/dataflow", f"{SDMX}structure+json;version=2.0.0", "structure+json;version=2.0.0"),
    ],
)
def test_the_format_that_is_liked_best_is_answered(asking: httpx.Client, path: str, accept: str, answered: str) -> None:
    answer = asking.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == SDMX + answered
    assert "accept" in answer.headers["vary"].lower().replace(" ", "").split(",")


@pytest.mark.parametrize("path", [DATA, OLD_DATA, "/sdmx/v2/structure/dataflow", "/sdmx/v1/codelist"])
@pytest.mark.parametrize(
    "accept", [f"{SDMX}data+json;version=2.0.0", "text/html", f"{SDMX}structure+xml;version=3.0.0"]
)
def test_another_format_is_not_acceptable(asking: httpx.Client, path: str, accept: str) -> None:
    answer = asking.get(path, headers={"Accept": accept})
    assert answer.status_code == 406
    assert SDMX in answer.json()["detail"]


@pytest.mark.parametrize("path", [DATA, OLD_DATA, "/sdmx/v2/structure/codelist", "/sdmx/v1/datastructure"])
def test_a_copy_at_hand_is_spared(asking: httpx.Client, path: str) -> None:
    # Where the machine is busy, an answer may be streamed, and then it has no tag.
    tag = next(tag for _ in range(50) if (tag := asking.get(path).headers.get("etag")) is not None)
    assert any(asking.get(path, headers={"If-None-Match": tag}).status_code == 304 for _ in range(50))


@pytest.mark.parametrize("ending", ["", "/"])
@pytest.mark.parametrize("path", [DATA, "/sdmx/v2/schema/dataflow/CAPAIAN/TARGET/1.0.0", "/sdmx/v1/dataflow"])
def test_a_slash_at_the_end_changes_nothing(address: str, path: str, ending: str) -> None:
    assert httpx.get(address + path + ending, timeout=20).status_code == 200


def test_elsewhere_no_address_ends_with_a_slash(asking: httpx.Client) -> None:
    assert asking.get("/v1/programs/").status_code == 404


@pytest.mark.parametrize("version", ["1.0.0", "*", "~", "+", "latest", "all", "1.0+"])
def test_the_one_version_has_many_names(asking: httpx.Client, version: str) -> None:
    assert asking.get(f"/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/{version}").status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sdmx/v2/structure/dataflow/CAPAIAN/NOTHING", "not-found"),
        ("/sdmx/v2/structure/dataflow/OTHERS", "not-found"),
        ("/sdmx/v2/structure/dataflow/CAPAIAN/TARGET/2.0.0", "not-found"),
        ("/sdmx/v2/data/dataflow/CAPAIAN/NOTHING/1.0.0", "not-found"),
        ("/sdmx/v1/data/OTHERS,TARGET", "not-found"),
        ("/sdmx/v1/data/CAPAIAN,TARGET,1.0.0,more", "not-found"),
        ("/sdmx/v1/data/TARGET/all/OTHERS", "not-found"),
        ("/sdmx/v3/data/TARGET", "not-found"),
        (f"{DATA}/nothing...", "no-data"),
        ("/sdmx/v2/availability/dataflow/CAPAIAN/TARGET/1.0.0/nothing...", "no-data"),
        ("/sdmx/v2/metadata/metadataflow/CAPAIAN/X", "not-offered"),
        ("/sdmx/v2/registration/id/1", "not-offered"),
        ("/sdmx/v2/structure/categoryscheme", "not-offered"),
        ("/sdmx/v2/data/provisionagreement/CAPAIAN/TARGET/1.0.0", "not-offered"),
        ("/sdmx/v2/availability/dataflow/CAPAIAN/TARGET/1.0.0/*/INDICATOR", "not-offered"),
        ("/sdmx/v1/availableconstraint/TARGET", "not-offered"),
        (f"{DATA}?includeHistory=true", "not-offered"),
    ],
)
def test_what_is_not_there_says_why(asking: httpx.Client, path: str, kind: str) -> None:
    answer = asking.get(path)
    assert answer.json()["type"] == f"/problems/{kind}"
    assert answer.status_code == (501 if kind == "not-offered" else 404)


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
        (f"{DATA}?dimensionAtObservation=REF_AREA", "dimensionAtObservation"),
        (f"{DATA}?asOf=yesterday", "asOf"),
        (f"{DATA}/umkm-onboarded.stock", "key"),
        (f"{OLD_DATA}?c[INDICATOR]=umkm-onboarded", "c[INDICATOR]"),
        (f"{OLD_DATA}?startPeriod=2021-02-30", "startPeriod"),
        ("/sdmx/v2/structure/dataflow?references=codelist", "references"),
    ],
)
def test_a_parameter_that_is_not_understood_is_named(asking: httpx.Client, path: str, parameter: str) -> None:
    answer = asking.get(path)
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]
