"""The service streams a large dataflow without storing it in memory."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.exchange.sdmx.expected import V2
from tests.support import services
from tests.support.databases import DatabaseUrls

MAX_GROWTH_MEGABYTES = 24  # of the process; the response with STATEMENT is larger than that


@pytest.fixture(scope="module")
def large_service(filled: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """Over 100,000 targets and 40,000 realizations."""
    with services.running(tmp_path_factory.mktemp("large"), **filled.settings) as service:
        service.wait_until_ready()
        yield service


def resident_bytes(service: services.Service) -> int:
    """Return the resident bytes of the largest process, which sends the response."""
    parent = service.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max(_resident(process) for process in (parent, *children))


def _resident(process: int | str) -> int:
    (line,) = [line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def count_bytes(service: services.Service, accept: str) -> int:
    """Read the dataflow STATEMENT and return its size."""
    url = service.url + V2.format("STATEMENT")
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    with httpx.stream("GET", url, headers=headers, timeout=60) as response:
        assert response.status_code == 200
        assert "content-length" not in response.headers
        return sum(len(chunk) for chunk in response.iter_raw(64 * 1024))


@pytest.mark.parametrize("accept", ["*/*", "application/vnd.sdmx.genericdata+xml;version=2.1"])
def test_a_large_dataflow_is_streamed(large_service: services.Service, accept: str) -> None:
    first_url = f"{large_service.url}{V2.format('STATEMENT')}?limit=5000"
    httpx.get(first_url, headers={"Accept": accept}, timeout=60)  # so that the process loads what it loads only once
    before = resident_bytes(large_service)
    assert count_bytes(large_service, accept) > MAX_GROWTH_MEGABYTES * 1024 * 1024
    assert resident_bytes(large_service) - before < MAX_GROWTH_MEGABYTES * 1024 * 1024


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "STATEMENT"])
def test_availability_counts_the_observations_of_the_data(large_service: services.Service, flow: str) -> None:
    """The cells of this province have several figures."""
    filters = {"c[REF_AREA]": "sw:32"}
    annotations = httpx.get(
        f"{large_service.url}/sdmx/v2/availability/dataflow/CAPAIAN/{flow}/2.0.0", params=filters, timeout=60
    ).json()["data"]["dataConstraints"][0]["annotations"]
    counts = {annotation["id"]: int(annotation["title"]) for annotation in annotations}
    data = httpx.get(
        large_service.url + V2.format(flow), params={**filters, "attributes": "none"}, timeout=60
    ).text.splitlines()[1:]
    assert len(data) == counts["obs_count"] > 100
    keys = [line.split(",")[3:-1] for line in data]
    assert len({tuple(key) for key in keys}) == len(keys)
    assert len({tuple(key[:-1]) for key in keys}) == counts["series_count"]


def test_json_has_at_most_100_000_observations(large_service: services.Service) -> None:
    url = large_service.url + V2.format("STATEMENT")
    headers = {"Accept": "application/json"}
    response = httpx.get(url, headers=headers, timeout=60)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["code"]) == ("limit", "too_many_observations")
    response = httpx.get(url, params={"limit": "2000"}, headers=headers, timeout=60)
    series = response.json()["data"]["dataSets"][0]["series"].values()
    assert sum(len(one["observations"]) for one in series) == 2000
