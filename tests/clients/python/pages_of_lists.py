"""A list yields all items and requests each page only when needed."""

import asyncio
from typing import assert_type

import httpx
from capaian_client import AsyncCapaian, Capaian
from capaian_client.v1.models import PageMeta, Region, RegionPage, Target
from capaian_client.v1.types import UNSET, Unset
from environment import URL, public


class CountingTransport(httpx.BaseTransport):
    """Forwards each request and counts them."""

    def __init__(self) -> None:
        self.requests = 0
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        return self._transport.handle_request(request)


complete = assert_type(public.regions.list(limit=1000, count="exact").first_page(), RegionPage)
meta = assert_type(complete.meta, PageMeta)
assert len(complete.data) == meta.count == 553

counting = CountingTransport()
regions = iter(Capaian(URL, transport=counting).regions.list(limit=100))
assert counting.requests == 0
assert_type(next(regions), Region)
assert counting.requests == 1
assert [region.code for region in regions] == [region.code for region in complete.data][1:]
assert counting.requests == 6

targets: list[Target] = list(public.targets.list(limit=3, indicator=["umkm-onboarded", "products-onboarded"]))
assert targets == public.targets.list(indicator=["umkm-onboarded", "products-onboarded"]).first_page().data
assert len(targets) > 3

page = public.targets.list(limit=3, include=["unit"]).first_page()
assert not isinstance(page.included, Unset) and not isinstance(page.included.unit, Unset)
assert {target.unit for target in page.data} == set(page.included.unit.additional_keys)
assert page.included.unit[page.data[0].unit].name
assert page.included.region is UNSET

changes = list(public.changes.list(limit=200, type_=["region", "program"]))
assert changes == public.changes.list(limit=1000, type_=["region", "program"]).first_page().data
assert len(changes) > 579

assert [len(page.data) for page in public.regions.list_revisions("32").pages()] == [1]
assert len(list(public.findings.list(limit=2))) > 4
assert len(list(public.onboarding_counts.list(limit=2, indicator=["umkm-onboarded"]))) > 2


async def list_codes() -> list[str]:
    async with AsyncCapaian(URL) as client:
        return [region.code async for region in client.regions.list(limit=100)]


assert asyncio.run(list_codes()) == [region.code for region in complete.data]
