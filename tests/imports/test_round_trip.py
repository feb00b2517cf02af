"""What is exported and imported is unchanged here, and elsewhere gives the same bytes again."""

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.postgres.migrations import migrate
from api.shipped import load as loading
from tests.imports.conftest import People, counts, moved, sent, table
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.support.sizes import size

BARE = (sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "api.asgi:create")
KINDS = ("sources", "targets", "realizations")
FIGURES = size(600, 200_000)


@pytest.fixture(scope="module")
def elsewhere(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A Capaian that knows the programs and what they count, and not one figure or source."""
    name = "capaian_test_elsewhere"
    databases.execute(postgres.owner, f"CREATE DATABASE {name}")
    addresses = postgres.named(name)
    try:
        asyncio.run(migrate(addresses.owner, addresses.service))
        with pytest.MonkeyPatch.context() as patch:
            kept = {noun: file for noun, file in loading.FILES.items() if f"{noun}s" not in (*KINDS, "claims")}
            patch.setattr(loading, "FILES", kept)
            asyncio.run(loading.load(addresses.service))
        with serving(addresses, tmp_path_factory.mktemp("elsewhere")) as people:
            yield people
    finally:
        databases.execute(postgres.owner, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def serving(addresses: Addresses, directory: Path) -> Iterator[People]:
    """Started without entering what ships, which would bring the figures back."""
    with services.running(directory, *BARE, **addresses.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=600) as client:
            yield People(client, addresses)


def exported(people: People, kind: str, form: str = "csv") -> bytes:
    answer = people.client.get(f"/v1/exports/{kind}.{form}", timeout=600)
    assert answer.status_code == 200, answer.text
    return answer.content


def carried(people: People, kind: str, file: bytes) -> None:
    one = awaited(people, sent(people.writer, file, collection=kind, number_format="en"))
    assert (one["state"], one["rejected"]) == ("done", 0)
    assert awaited(people, moved(people.writer, one, "submit"))["stage"] == "submitted"
    assert awaited(people, moved(people.publisher, one, "publish"))["stage"] == "published"


def awaited(people: People, answer: httpx.Response) -> dict[str, Any]:
    """The import when it is over, however long that takes."""
    assert answer.is_success, answer.text
    one: dict[str, Any] = answer.json()
    while one["state"] in ("queued", "running"):
        time.sleep(0.2)
        one = people.reader.get(f"/v1/imports/{one['id']}").json()
    return one


def figures(count: int) -> list[dict[str, str]]:
    """All that a row may say, thrown like dice; each states another figure."""
    dice = random.Random(count)
    regions = ("ID", "11", "32", "32.73", "94", "18.01")
    return [
        {
            "region": dice.choice(regions),
            "breakdown": dice.choice(["", "catalog:local", "catalog:local;part:own"]),
            "nature": dice.choice(["stock", "flow"]),
            "period": f"{1960 + number % 200}-{1 + number // 200 % 12:02}",
            "value": str(dice.choice([dice.randrange(10**9), dice.randrange(10**9) / 1000, -dice.randrange(10**6)])),
            "resolution": dice.choice(["1", "100000", "0.001"]),
            "qualifier": dice.choice(["exact", "about", "at_least", "at_most"]),
            "stated_on": f"{1950 + number // 2400}-0{1 + number % 9}-1{number % 10}",
            "institution": dice.choice(["kemenkop-ukm", "presiden"]),
            "on_behalf_of": dice.choice(["", "presiden"]),
            "note": dice.choice(["", 'Baris "satu",\nbaris dua; titik\\koma', "Ångström — “kutipan”", "null"]),
            "locator": f"hlm. {number}",
        }
        for number in range(count)
    ]


def test_every_row_of_an_export_is_unchanged_when_it_is_imported(people: People) -> None:
    for kind in KINDS:
        file = exported(people, kind)
        created, updated, unchanged, rejected = counts(
            sent(people.writer, file, collection=kind, number_format="en", dry_run="true")
        )
        assert (created, updated, rejected) == (0, 0, 0)
        assert unchanged > 0


def test_the_five_documents_give_the_same_bytes_elsewhere(people: People, elsewhere: People) -> None:
    for kind in KINDS:
        carried(elsewhere, kind, exported(people, kind))
    for kind in KINDS:
        assert exported(elsewhere, kind) == exported(people, kind)
        assert exported(elsewhere, kind, "ndjson") == exported(people, kind, "ndjson")


def test_generated_figures_give_the_same_bytes_elsewhere(people: People, elsewhere: People) -> None:
    carried(people, "realizations", table(*figures(FIGURES)))
    here = exported(people, "realizations")
    assert here.count(b"hlm. ") == FIGURES
    carried(elsewhere, "realizations", here)
    assert exported(elsewhere, "realizations") == here
    again = sent(people.writer, here, collection="realizations", number_format="en", dry_run="true")
    planned = awaited(people, again)
    assert (planned["created"], planned["updated"], planned["rejected"]) == (0, 0, 0)
    assert planned["unchanged"] > FIGURES
