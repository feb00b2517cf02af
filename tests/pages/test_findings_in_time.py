"""Pages do not wait for findings, and a page without them is not kept."""

import asyncio
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.pages import FindingsPage
from api.errors import UnavailableError
from api.http.request.concurrency_limit import CallerIdentity
from api.pages import finding_items
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters
from api.pages.rendering import build_page_response


def build_request(as_of: date | None = None) -> PageRequest:
    caller = CallerIdentity("127.0.0.1", has_key=False)
    database = cast("Any", SimpleNamespace(size=4))
    return PageRequest(database, FindingsCache(database), PointParameters(as_of=as_of), "id", caller)


@pytest.mark.parametrize(("as_of", "ends"), [(None, ["completed"]), (date(2021, 1, 1), ["cancelled"])])
def test_only_the_computation_of_current_findings_continues_after_the_page(
    monkeypatch: pytest.MonkeyPatch, as_of: date | None, ends: list[str]
) -> None:
    seen: list[str] = []

    async def compute(*_: object) -> FindingsPage:
        try:
            await asyncio.sleep(0.1)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise
        seen.append("completed")
        return FindingsPage([], datetime.now(UTC))

    async def load() -> None:
        assert await finding_items.load_findings(build_request(as_of), None, 1, 0.01) is None
        await asyncio.sleep(0.2)
        assert seen == ends
        assert await finding_items.load_findings(build_request(as_of), None, 1, 5) == []

    monkeypatch.setattr(finding_items, "load_findings_page", compute)
    asyncio.run(load())


def test_a_computation_that_continues_ends_with_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    async def compute(*_: object) -> FindingsPage:
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("ended")
        raise AssertionError

    async def load() -> None:
        request = build_request()
        assert await finding_items.load_findings(request, None, 1, 0.01) is None
        assert seen == []
        await request.findings.close()
        assert seen == ["ended"]

    monkeypatch.setattr(finding_items, "load_findings_page", compute)
    asyncio.run(load())


def test_a_page_has_no_findings_while_too_many_are_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def compute(*_: object) -> FindingsPage:
        raise UnavailableError("busy")

    monkeypatch.setattr(finding_items, "load_findings_page", compute)
    assert asyncio.run(finding_items.load_findings(build_request(date(2021, 1, 1)), None, 1, 5)) is None


def test_a_page_without_findings_is_not_stored() -> None:
    assert (b"cache-control", b"no-store") in build_page_response(b"", is_complete=False).headers
    assert (b"cache-control", b"public, no-cache") in build_page_response(b"").headers
