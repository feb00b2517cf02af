"""The import of an export changes nothing; in another database it results in the same exports, byte by byte."""

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.database.migrations import migrate
from api.resources.seed import load
from tests.exchange.imports.conftest import RUPIAH, Callers, build_csv, read_counts, send_file, transition
from tests.support import databases, services
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

WORKER_ONLY = (sys.executable, "-m", "uvicorn", "--ws", "none", "--factory", "api.asgi:create_worker_app")
COLLECTIONS = ("sources", "targets", "realizations")
FIGURES = size(600, 200_000)


@pytest.fixture(scope="module")
def origin(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """The callers of a service with the seed data."""
    with databases.copy(postgres) as urls, run_service(urls, tmp_path_factory.mktemp("origin")) as callers:
        yield callers


@pytest.fixture(scope="module")
def destination(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """The callers of a service with the programs and indicators of the seed data, without figures and sources."""
    name = "capaian_test_destination"
    databases.execute(postgres.owner, f"CREATE DATABASE {name}")
    urls = postgres.named(name)
    try:
        asyncio.run(migrate(urls.owner, urls.service))
        with pytest.MonkeyPatch.context() as patch:
            omitted = (*COLLECTIONS, "claims")
            loaded = tuple(type_ for type_ in load.RECORD_TYPES if f"{type_}s" not in omitted)
            patch.setattr(load, "RECORD_TYPES", loaded)
            asyncio.run(load.load_seed_data(urls.service))
        with run_service(urls, tmp_path_factory.mktemp("destination")) as callers:
            yield callers
    finally:
        databases.execute(postgres.owner, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def run_service(urls: DatabaseUrls, directory: Path) -> Iterator[Callers]:
    """Run only a worker: `capaian serve` would load the seed data, and so restore the figures."""
    with services.running(directory, *WORKER_ONLY, **urls.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=600) as client:
            yield Callers(client, urls)


def export(callers: Callers, collection: str, extension: str = "csv") -> bytes:
    response = callers.client.get(f"/v1/exports/{collection}.{extension}", timeout=600)
    assert response.status_code == 200, response.text
    return response.content


def import_and_publish(callers: Callers, collection: str, file: bytes) -> None:
    report = wait_for_end(callers, send_file(callers.writer, file, collection=collection, number_format="en"))
    assert (report["status"], report["rejected"]) == ("done", 0)
    for caller, step, status in ((callers.writer, "submit", "submitted"), (callers.publisher, "publish", "published")):
        assert wait_for_end(callers, transition(caller, report, step))["records_status"] == status


def wait_for_end(callers: Callers, response: httpx.Response) -> dict[str, Any]:
    """Return the import when it has ended, without a time limit."""
    assert response.is_success, response.text
    report: dict[str, Any] = response.json()
    while report["status"] in ("queued", "running"):
        time.sleep(0.2)
        report = callers.reader.get(f"/v1/imports/{report['id']}").json()
    return report


def build_figures(count: int) -> list[dict[str, str]]:
    """Return rows with random values in all columns. Each row has another figure."""
    dice = random.Random(count)
    regions = ("ID", "11", "32", "32.73", "93", "18.01")
    return [
        {
            **RUPIAH,
            "region": dice.choice(regions),
            "breakdown": dice.choice(["none", "catalog:local", "catalog:local;part:own"]),
            "nature": dice.choice(["stock", "flow", "rate"]),
            "period": f"{1900 + number % 50}-{dice.choice(['', 'W'])}{1 + number // 50 % 12:02}",
            "value": str(dice.choice([dice.randrange(10**9), dice.randrange(10**9) / 1000, -dice.randrange(10**6)])),
            "resolution": dice.choice(["1", "100000", "0.001"]),
            **dice.choice(
                [
                    {"qualifier": dice.choice(["exact", "about", "at_least", "at_most", "nearly"])},
                    {
                        "qualifier": dice.choice(["exact", "about"]),
                        "value_to": str(10**9 + dice.randrange(10**6) / 100),
                    },
                ]
            ),
            # Another day for figures of one period, and for periods that end on one day; before today.
            "stated_on": str(date(1950, 1, 1) + timedelta(days=number // 600 * 75 + number % 600 // 8)),
            "institution": dice.choice(["kemenkop-ukm", "presiden"]),
            "on_behalf_of": dice.choice(["", "presiden"]),
            "note": dice.choice(["", 'Baris "satu",\nbaris dua; titik\\koma', "Ångström — “kutipan”", "null"]),
            "locator": f"hlm. {number}",
        }
        for number in range(count)
    ]


def test_every_row_of_an_imported_export_is_unchanged(origin: Callers) -> None:
    for collection in COLLECTIONS:
        file = export(origin, collection)
        created, updated, unchanged, rejected = read_counts(
            send_file(origin.writer, file, collection=collection, number_format="en", dry_run="true")
        )
        assert (created, updated, rejected) == (0, 0, 0)
        assert unchanged > 0


def test_the_imported_seed_data_has_the_same_exports(origin: Callers, destination: Callers) -> None:
    for collection in COLLECTIONS:
        import_and_publish(destination, collection, export(origin, collection))
    for collection in COLLECTIONS:
        assert export(destination, collection) == export(origin, collection)
        assert export(destination, collection, "ndjson") == export(origin, collection, "ndjson")


def test_imported_random_figures_have_the_same_export(origin: Callers, destination: Callers) -> None:
    import_and_publish(origin, "realizations", build_csv(*build_figures(FIGURES)))
    file = export(origin, "realizations")
    assert file.count(b"hlm. ") == FIGURES
    import_and_publish(destination, "realizations", file)
    assert export(destination, "realizations") == file
    again = send_file(origin.writer, file, collection="realizations", number_format="en", dry_run="true")
    report = wait_for_end(origin, again)
    assert (report["would_create"], report["would_update"], report["rejected"]) == (0, 0, 0)
    assert report["unchanged"] > FIGURES
