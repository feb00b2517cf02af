"""Units and regions are written by no request; taken back by whoever keeps the database, they are gone all the same."""

import httpx
import pytest

from tests.support import databases
from tests.support.databases import Addresses
from tests.wire.recording import WITHDRAWN, recorded


@pytest.mark.parametrize(
    ("collection", "noun", "fields"),
    [
        ("units", "unit", {"code": "liter", "name": "liter"}),
        ("regions", "region", {"code": "99", "name": "Provinsi Baru", "level": "province", "parent": "ID"}),
    ],
)
def test_what_was_taken_back_is_gone_and_its_revisions_lead_on(
    growing: httpx.Client, database: Addresses, collection: str, noun: str, fields: dict[str, str]
) -> None:
    published, withdrawn = recorded(noun, **fields), recorded(noun, **{**fields, **WITHDRAWN})
    databases.execute(database.service, published, withdrawn, role="capaian_service")
    address = f"/v1/{collection}/{fields['code']}"
    assert growing.get(address).status_code == 410
    newest = growing.get(f"{address}/revisions?limit=1")
    oldest = growing.get(newest.links["next"]["url"])
    assert [page.json()["data"][0]["status"] for page in (newest, oldest)] == ["withdrawn", "published"]
