"""Lists are followed to their end, and no page is asked for before it is wanted."""

import asyncio
from typing import assert_type

import httpx
from capaian_client import AsyncCapaian, Capaian
from capaian_client.v1.api.changes import list_changes
from capaian_client.v1.api.findings import list_findings
from capaian_client.v1.api.onboarding_counts import list_onboarding_counts
from capaian_client.v1.api.regions import list_region_revisions, list_regions
from capaian_client.v1.api.targets import list_targets
from capaian_client.v1.models import PageMeta, Region, RegionPage, Target
from surroundings import URL, public


class Counting(httpx.BaseTransport):
    """Passes on what is asked and remembers how often."""

    def __init__(self) -> None:
        self.asked = 0
        self._there = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return self._there.handle_request(request)


whole = assert_type(public.ask(list_regions(limit=1000, count="exact")), RegionPage)
meta = assert_type(whole.meta, PageMeta)
assert len(whole.data) == meta.count == 579

counting = Counting()
patient = Capaian(URL, transport=counting)
regions = patient.each(list_regions(limit=100))
assert_type(next(regions), Region)
assert counting.asked == 1
assert [region.code for region in regions] == [region.code for region in whole.data][1:]
assert counting.asked == 6

targets: list[Target] = list(public.each(list_targets(limit=3, indicator=["umkm-onboarded", "products-onboarded"])))
assert targets == public.ask(list_targets(indicator=["umkm-onboarded", "products-onboarded"])).data
assert len(targets) > 3

changes = list(public.each(list_changes(limit=200, noun=["region", "program"])))
assert changes == public.ask(list_changes(limit=1000, noun=["region", "program"])).data
assert len(changes) > 579

assert [len(page.data) for page in public.pages(list_region_revisions("32"))] == [1]
assert len(list(public.each(list_findings(limit=2)))) > 4
assert len(list(public.each(list_onboarding_counts(limit=2, indicator=["umkm-onboarded"])))) > 2


async def awaited() -> list[str]:
    async with AsyncCapaian(URL) as client:
        return [region.code async for region in client.each(list_regions(limit=100))]


assert asyncio.run(awaited()) == [region.code for region in whole.data]
