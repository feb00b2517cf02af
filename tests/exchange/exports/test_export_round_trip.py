"""The import of an export changes nothing."""

import httpx
import pytest

from tests.exchange.exports.read_lists import STORED, export
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

TYPES = {"csv": "text/csv", "ndjson": "application/x-ndjson"}


@pytest.mark.parametrize("columns", ["default", "all"])
@pytest.mark.parametrize("extension", TYPES)
@pytest.mark.parametrize("name", STORED)
def test_every_row_of_an_imported_export_is_unchanged(
    stored: DatabaseUrls, export_client: httpx.Client, name: str, extension: str, columns: str
) -> None:
    key = key_for(stored, f"pengirim {name} {extension} {columns}", "write", "read:drafts")
    header = export_client.get(f"/v1/{name}.csv?limit=1").text.partition("\r\n")[0]  # includes url, unit and revision
    file = export(export_client, name, extension, **({"columns": header} if columns == "all" else {}))
    response = export_client.post(
        "/v1/imports",
        params={"collection": name, "dry_run": "true"},
        headers={"authorization": f"Bearer {key}", "content-type": TYPES[extension], "prefer": "wait=30"},
        content=file.content,
        timeout=60,
    )
    report = response.json()
    assert response.is_success, report
    # One published target also has a draft with another value; the row of the published one updates that draft.
    revised = 1 if name == "targets" else 0
    assert (report["would_create"], report["would_update"], report["rejected"]) == (0, revised, 0), report[
        "rejected_rows"
    ]
    assert report["unchanged"] == report["row_count"] - revised > 0
