"""What is exported may be sent back as it is: an import finds nothing to do."""

import httpx
import pytest

from tests.exports.listed import STORED, export
from tests.support.callers import key_for
from tests.support.databases import Addresses

TYPES = {"csv": "text/csv", "ndjson": "application/x-ndjson"}


@pytest.mark.parametrize("ending", TYPES)
@pytest.mark.parametrize("kind", STORED)
def test_an_export_sent_back_is_unchanged_in_every_row(
    various: Addresses, exporting: httpx.Client, kind: str, ending: str
) -> None:
    key = key_for(various, f"pengirim {kind} {ending}", "write", "read:drafts")
    exported = export(exporting, kind, ending)
    answer = exporting.post(
        "/v1/imports",
        params={"collection": kind, "dry_run": "true"},
        headers={"authorization": f"Bearer {key}", "content-type": TYPES[ending], "prefer": "wait=30"},
        content=exported.content,
        timeout=60,
    )
    report = answer.json()
    assert answer.is_success, report
    faults = report["faulty_rows"]
    # Beside one target stands a draft that says something else, and what is published would revise it.
    revised = 1 if kind == "targets" else 0
    assert (report["created"], report["updated"], report["rejected"]) == (0, revised, 0), faults
    assert report["unchanged"] == report["rows"] - revised > 0
