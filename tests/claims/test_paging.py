"""Verdicts are computed, and still a list of one verdict is cut into pages without a gap."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from api.claims import paging
from api.claims.judging import Moment
from api.claims.paging import page_of
from api.postgres.chain import Selection
from api.postgres.pool import Database
from tests.claims.conftest import AGREEING, SHARES, STORED, Told, claim_id
from tests.support import databases
from tests.support.databases import Addresses

MANY = "/v1/claims?source=zz-banyak-klaim"


def pages(client: httpx.Client, address: str) -> Iterator[list[str]]:
    following: str | None = address
    while following is not None:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        yield [row["id"] for row in answer.json()["data"]]
        cursor = answer.json()["meta"]["next_cursor"]
        following = None if cursor is None else f"{address}&cursor={cursor}"


@pytest.mark.parametrize(
    ("asked", "wanted"),
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
@pytest.mark.parametrize("limit", [1, 7, 43, 45, 1000])
def test_every_claim_of_a_verdict_is_on_one_page(told: Told, asked: str, wanted: list[str] | None, limit: int) -> None:
    cut = list(pages(told.public, f"{MANY}{asked}&limit={limit}"))
    whole = [identity for page in cut for identity in page]
    if wanted is None:
        assert len(whole) == len(set(whole)) == len(SHARES) - len(AGREEING)
    else:
        assert whole == wanted
    assert all(len(page) == limit for page in cut[:-1])


def test_a_base_that_reproduces_a_claim_is_found_among_many(told: Told) -> None:
    (tenth,) = (row for row in told.public.get(f"{MANY}&limit=1000").json()["data"] if row["id"] == claim_id(10))
    assert [(match["base"], match["computed"]) for match in tenth["judgement"]["matches"]] == [("target", 10)]


def test_a_cursor_is_good_for_its_verdict_and_day_alone(told: Told) -> None:
    cursor = told.public.get(f"{MANY}&verdict=inconsistent&limit=1").json()["meta"]["next_cursor"]
    for other in ("", "&verdict=consistent", "&verdict=inconsistent&as_of=2022-06-01"):
        assert told.public.get(f"{MANY}{other}&cursor={cursor}").status_code == 400


def test_verdicts_are_not_counted(told: Told) -> None:
    refused = told.public.get(f"{MANY}&verdict=consistent&count=exact", headers={"Accept-Language": "en"})
    assert refused.status_code == 400
    assert [(error["parameter"], error["code"]) for error in refused.json()["errors"]] == [
        ("count", "count-with-verdict")
    ]
    assert told.public.get(f"{MANY}&count=exact").json()["meta"]["count"] == len(SHARES)
    assert told.public.get("/v1/claims?verdict=true").status_code == 400


def test_a_page_reads_no_more_than_it_may_and_leads_on(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "AT_ONCE", 4)
    monkeypatch.setattr(paging, "MOST", 2)
    databases.execute(database.service, *STORED, role="capaian_service")

    async def read() -> list[list[int]]:
        reader = Database(database.service, 1)
        await reader.open()
        cut, after = [], None
        try:
            while True:
                selection = Selection(None, ("published",), {"source": ("zz-banyak-klaim",)}, None, after)
                async with reader.public() as connection:
                    found = await page_of(connection, selection, 3, Moment(None, None), {"consistent"})
                cut.append([claim.id.int % 1000 for claim in found.claims])
                if found.goes_on is None:
                    return cut
                after = found.goes_on
        finally:
            await reader.close()

    cut = asyncio.run(read())
    assert [len(page) for page in cut] == [0, 0, 0, 2, 0, 0]
