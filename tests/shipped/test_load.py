"""What ships is entered once, and never takes back what was entered since."""

import asyncio

import pytest

from api.shipped import files, load
from tests.support.databases import Addresses, execute
from tests.wire.recording import recorded

NEWEST = "SELECT name FROM program WHERE code = 'qris' ORDER BY revision DESC LIMIT 1"


def outcome_of(database: Addresses, noun: str) -> load.Loaded:
    return next(loaded for loaded in asyncio.run(load.load(database.service)) if loaded.noun == noun)


def ships(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Another release, in which the program has this name."""
    given = [
        {**record, "name": name} if record.get("code") == "qris" else record for record in files.records("program")
    ]
    original = files.records
    monkeypatch.setattr(files, "records", lambda noun: given if noun == "program" else original(noun))


def test_a_second_load_changes_nothing(database: Addresses) -> None:
    assert {loaded.created + loaded.changed + loaded.left for loaded in asyncio.run(load.load(database.service))} == {0}


def test_a_new_release_changes_what_it_says_otherwise(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    ships(monkeypatch, "QRIS untuk UMKM")
    assert outcome_of(database, "program") == load.Loaded("program", 0, 1, 5, 0)
    assert execute(database.owner, NEWEST) == ["QRIS untuk UMKM"]


def test_an_older_release_beside_a_newer_one_takes_nothing_back(
    database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        ships(newer, "QRIS untuk UMKM")
        assert outcome_of(database, "program").changed == 1
    assert outcome_of(database, "program") == load.Loaded("program", 0, 0, 5, 1)
    assert execute(database.owner, NEWEST) == ["QRIS untuk UMKM"]


def test_what_an_editor_has_in_hand_is_left_to_them(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(
        database.service,
        recorded("program", code="qris", name="QRIS", revision=2, status="draft", public=False, recorded_by="editor"),
        role="capaian_service",
    )
    ships(monkeypatch, "QRIS untuk UMKM")
    assert outcome_of(database, "program") == load.Loaded("program", 0, 0, 5, 1)
