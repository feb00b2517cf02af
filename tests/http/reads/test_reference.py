"""Units and regions are read-only in the API; withdrawn in the database, they return 410."""

import pytest

from tests.http.conftest import GrowingService
from tests.http.recording import WITHDRAWN, recorded


@pytest.mark.parametrize(
    ("collection", "table", "fields"),
    [
        ("units", "unit", {"code": "liter", "name": "liter", "kind": "amount"}),
        ("regions", "region", {"code": "99", "name": "Provinsi Baru", "level": "province", "parent": "ID"}),
    ],
)
def test_a_withdrawn_unit_or_region_returns_410_and_has_revisions(
    growing: GrowingService, collection: str, table: str, fields: dict[str, str]
) -> None:
    published, withdrawn = recorded(table, **fields), recorded(table, **{**fields, **WITHDRAWN})
    growing.insert(published, withdrawn)
    url = f"/v1/{collection}/{fields['code']}"
    assert growing.client.get(url).status_code == 410
    newest = growing.client.get(f"{url}/revisions?limit=1")
    oldest = growing.client.get(newest.links["next"]["url"])
    assert [page.json()["data"][0]["status"] for page in (newest, oldest)] == ["withdrawn", "published"]
