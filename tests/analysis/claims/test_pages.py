"""Pages of claims with a computed verdict."""

import asyncio
from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from api.analysis.claims import pages as claim_pages
from api.analysis.claims.pages import load_claim_page
from api.database.pool import Database
from api.database.revision_reads import Selection
from api.resources.figures.point_in_time import PointInTime
from tests.analysis.claims.conftest import AGREEING, SHARES, STORED, ClaimService, claim_id
from tests.support import databases
from tests.support.databases import DatabaseUrls

MANY = "/v1/claims?source=zz-banyak-klaim"


def iterate_pages(client: httpx.Client, url: str) -> Iterator[list[str]]:
    next_url: str | None = url
    while next_url is not None:
        response = client.get(next_url)
        assert response.status_code == 200, response.text
        yield [row["id"] for row in response.json()["data"]]
        cursor = response.json()["meta"]["next_cursor"]
        next_url = None if cursor is None else f"{url}&cursor={cursor}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [claim_id(share) for share in SHARES]),
        ("&verdict=consistent", [claim_id(share) for share in AGREEING]),
        ("&verdict=inconsistent", [claim_id(share) for share in SHARES if share not in AGREEING]),
        ("&verdict=consistent,inconsistent", [claim_id(share) for share in SHARES]),
        ("&verdict=inconsistent&sort=-recorded_at", None),
        ("&verdict=unverifiable", []),
        ("&verdict=unverifiable&as_of=2022-05-31", [claim_id(share) for share in SHARES]),
    ],
)
@pytest.mark.parametrize("limit", [7, 43, 45, 1000])
def test_each_claim_of_a_verdict_is_on_one_page(
    claim_service: ClaimService, query: str, expected: list[str] | None, limit: int
) -> None:
    pages = list(iterate_pages(claim_service.public, f"{MANY}{query}&limit={limit}"))
    whole = [identity for page in pages for identity in page]
    if expected is None:
        assert len(whole) == len(set(whole)) == len(SHARES) - len(AGREEING)
    else:
        assert whole == expected
    assert all(len(page) == limit for page in pages[:-1])


def test_a_base_that_results_in_the_stated_value_is_found(claim_service: ClaimService) -> None:
    (tenth,) = (
        row for row in claim_service.public.get(f"{MANY}&limit=1000").json()["data"] if row["id"] == claim_id(10)
    )
    assert [(match["base"], match["computed"]) for match in tenth["judgment"]["matches"]] == [("target", 10)]


def test_a_cursor_is_valid_only_for_its_verdict_and_day(claim_service: ClaimService) -> None:
    cursor = claim_service.public.get(f"{MANY}&verdict=inconsistent&limit=1").json()["meta"]["next_cursor"]
    for other in ("", "&verdict=consistent", "&verdict=inconsistent&as_of=2022-06-01"):
        assert claim_service.public.get(f"{MANY}{other}&cursor={cursor}").status_code == 400


def test_count_is_not_allowed_with_a_verdict(claim_service: ClaimService) -> None:
    rejected = claim_service.public.get(f"{MANY}&verdict=consistent&count=exact", headers={"Accept-Language": "en"})
    assert rejected.status_code == 400
    assert [(error["parameter"], error["code"]) for error in rejected.json()["errors"]] == [
        ("count", "count_with_verdict")
    ]
    assert claim_service.public.get(f"{MANY}&count=exact").json()["meta"]["count"] == len(SHARES)
    assert claim_service.public.get("/v1/claims?verdict=true").status_code == 400


def test_a_page_reads_a_limited_number_of_batches_and_has_a_next_page(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim_pages, "BATCH_SIZE", 4)
    monkeypatch.setattr(claim_pages, "MAX_BATCHES", 2)
    databases.execute(database.service, *STORED, role="capaian_service")

    async def read() -> list[list[int]]:
        reader = Database(database.service, 1)
        await reader.open()
        pages, after = [], None
        try:
            while True:
                selection = Selection(None, ("published",), {"source": ("zz-banyak-klaim",)}, None, after)
                async with reader.acquire_public() as connection:
                    found = await load_claim_page(
                        connection, selection, 3, PointInTime(date(2030, 1, 1), None), {"consistent"}
                    )
                pages.append([claim.id.int % 1000 for claim in found.claims])
                if found.next_key is None:
                    return pages
                after = found.next_key
        finally:
            await reader.close()

    pages = asyncio.run(read())
    assert [len(page) for page in pages] == [0, 0, 0, 2, 0, 0]
