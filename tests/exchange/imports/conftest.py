"""A service that receives files, and the callers that send them."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

ROW: dict[str, str] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "32",
    "period": "2023-03",
    "value": "1250000",
    "quality": "final",
    "stated_on": "2025-01-05",
    "institution": "kemenkop-ukm",
    "source": "antara-2021-01-11",
    "locator": "table 2",
}
# An indicator in rupiah, because a count has no decimals and no sign.
RUPIAH = {"indicator": "bbi-stimulus"}


class Callers:
    """Callers with API keys of different scopes."""

    def __init__(self, client: httpx.Client, stored: DatabaseUrls) -> None:
        self.stored = stored
        self.client = client
        self.public = Person(client)
        self.writer = self.create("penulis", "write")
        self.other_writer = self.create("rekan", "write")
        self.publisher = self.create("penerbit", "publish")
        self.reader = self.create("pembaca", "read:drafts")
        self.bound = self.create("kemenkop data", "write", "publish", institution="kemenkop-ukm")
        self.other_bound = self.create("idea data", "write", institution="idea")
        self.admin = self.create("admin", "admin")

    def create(self, name: str, *scopes: str, institution: str | None = None) -> Person:
        return Person(self.client, key_for(self.stored, name, *scopes, institution=institution))


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="package")
def import_service(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    with services.running(tmp_path_factory.mktemp("imports"), **stored.settings) as service:
        service.wait_until_ready()
        yield service
        assert "Traceback" not in service.log


@pytest.fixture(scope="package")
def callers(stored: DatabaseUrls, import_service: services.Service) -> Iterator[Callers]:
    """The callers of one service. All files of this folder use it, each one with its own periods."""
    with httpx.Client(base_url=import_service.url, timeout=40, event_hooks={"response": [checked]}) as client:
        yield Callers(client, stored)


def build_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    """Return a CSV file of rows, each with the cells of ROW unless it has its own; None omits a column."""
    cells = [{name: value for name, value in {**ROW, **row}.items() if value is not None} for row in rows]
    columns = list(dict.fromkeys(name for row in cells for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(cells)
    return out.getvalue().encode()


def send_file(
    person: Person, file: bytes, media_type: str = "text/csv", headers: dict[str, str] | None = None, **parameters: str
) -> httpx.Response:
    """Send a file, by default of realizations. Messages are in English."""
    params = parameters if "apply_token" in parameters else {"collection": "realizations", **parameters}
    all_headers = {"content-type": media_type, "accept-language": "en", **person.headers, **(headers or {})}
    return person.client.post("/v1/imports", params=params, content=file, headers=all_headers)


def read_counts(response: httpx.Response) -> tuple[Any, ...]:
    """Return the numbers of created, updated, unchanged and rejected rows; in a dry run, of those that would be."""
    assert response.status_code in (200, 201), response.text
    report = response.json()
    created, updated = ("created", "updated") if report["records_status"] else ("would_create", "would_update")
    return report[created], report[updated], report["unchanged"], report["rejected"]


def read_finished(response: httpx.Response) -> dict[str, Any]:
    """Return the import. It must have ended."""
    assert response.status_code in (200, 201), response.text
    report: dict[str, Any] = response.json()
    assert report["status"] in ("done", "checked"), report
    return report


def list_error_codes(response: httpx.Response) -> list[str]:
    """Return the error codes of the rejected rows."""
    return [error["code"] for row in response.json()["rejected_rows"] for error in row["errors"]]


def transition(person: Person, report: dict[str, Any], step: str, reason: str | None = None) -> httpx.Response:
    """Read the import, then send a step with its ETag."""
    return person.transition(f"/v1/imports/{report['id']}/{step}", None if reason is None else {"reason": reason})


def publish_import(callers: Callers, response: httpx.Response) -> dict[str, Any]:
    """Submit the records of an import, and publish them with another key."""
    report = read_finished(response)
    assert transition(callers.writer, report, "submit").status_code == 200
    return read_finished(transition(callers.publisher, report, "publish"))
