"""However many observations a flow has, few are held, and the first come at once."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.sdmx.told import V2
from tests.support import services
from tests.support.databases import Addresses

MEGABYTES = 24  # that the service may grow by; all of CLAIM has more than that as it is sent, let alone as it is held


@pytest.fixture(scope="module")
def crowded(filled: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """Over 100,000 targets and 40,000 realizations."""
    with services.running(tmp_path_factory.mktemp("crowded"), **filled.settings) as service:
        service.wait_until_ready()
        yield service


def held(service: services.Service) -> int:
    """Resident bytes of the process that answers, the largest there is."""
    parent = service.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max(_resident(process) for process in (parent, *children))


def _resident(process: int | str) -> int:
    (line,) = [line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def read(service: services.Service, accept: str) -> int:
    """How many bytes the flow CLAIM has; what they are is forgotten."""
    address = service.url + V2.format("CLAIM")
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    with httpx.stream("GET", address, headers=headers, timeout=60) as answer:
        assert answer.status_code == 200
        assert "content-length" not in answer.headers
        return sum(len(piece) for piece in answer.iter_raw(64 * 1024))


@pytest.mark.parametrize("accept", ["*/*", "application/vnd.sdmx.genericdata+xml;version=2.1"])
def test_a_crowd_is_streamed_and_not_held(crowded: services.Service, accept: str) -> None:
    some = f"{crowded.url}{V2.format('CLAIM')}?limit=5000"
    httpx.get(some, headers={"Accept": accept}, timeout=60)  # so that what is loaded once is loaded
    before = held(crowded)
    assert read(crowded, accept) > MEGABYTES * 1024 * 1024
    assert held(crowded) - before < MEGABYTES * 1024 * 1024


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "CLAIM"])
def test_what_is_counted_is_what_is_answered(crowded: services.Service, flow: str) -> None:
    """Of one indicator, whose cells have rivals."""
    filters = {"c[REF_AREA]": "sw:32"}
    told = httpx.get(
        f"{crowded.url}/sdmx/v2/availability/dataflow/CAPAIAN/{flow}/1.0.0", params=filters, timeout=60
    ).json()["data"]["dataConstraints"][0]["annotations"]
    counted = {one["id"]: int(one["title"]) for one in told}
    data = httpx.get(
        crowded.url + V2.format(flow), params={**filters, "attributes": "none"}, timeout=60
    ).text.splitlines()[1:]
    assert len(data) == counted["obs_count"] > 100
    keys = [line.split(",")[3:-1] for line in data]
    assert len({tuple(key) for key in keys}) == len(keys)
    assert len({tuple(key[:-1]) for key in keys}) == counted["series_count"]
