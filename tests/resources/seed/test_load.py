"""The seed data is loaded once, and a load never replaces later revisions."""

import asyncio

import pytest

from api.resources.seed import files, load
from tests.http.recording import recorded
from tests.support.databases import DatabaseUrls, execute

NEWEST = "SELECT name FROM program WHERE code = 'qris' ORDER BY revision DESC LIMIT 1"


def load_table(database: DatabaseUrls, table: str) -> load.SeedResult:
    return next(loaded for loaded in asyncio.run(load.load_seed_data(database.service)) if loaded.type == table)


def change_seed_data(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Replace the name of one program, as another release could."""
    changed = [
        {**record, "name": name} if record.get("code") == "qris" else record
        for record in files.load_seed_records("program")
    ]
    original = files.load_seed_records
    monkeypatch.setattr(
        files, "load_seed_records", lambda table, sets: changed if table == "program" else original(table, sets)
    )


def test_a_second_load_changes_nothing(database: DatabaseUrls) -> None:
    assert {
        loaded.created + loaded.changed + loaded.skipped
        for loaded in asyncio.run(load.load_seed_data(database.service))
    } == {0}


def test_a_release_with_another_name_adds_a_revision(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    change_seed_data(monkeypatch, "QRIS untuk UMKM")
    assert load_table(database, "program") == load.SeedResult("program", 0, 1, 5, 0)
    assert execute(database.owner, NEWEST) == ["QRIS untuk UMKM"]


def test_an_older_release_does_not_undo_a_newer_one(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        change_seed_data(newer, "QRIS untuk UMKM")
        assert load_table(database, "program").changed == 1
    assert load_table(database, "program") == load.SeedResult("program", 0, 0, 5, 1)
    assert execute(database.owner, NEWEST) == ["QRIS untuk UMKM"]


def test_a_record_with_a_draft_of_a_user_is_skipped(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(
        database.service,
        recorded("program", code="qris", name="QRIS", revision=2, status="draft", public=False, recorded_by="editor"),
        role="capaian_service",
    )
    change_seed_data(monkeypatch, "QRIS untuk UMKM")
    assert load_table(database, "program") == load.SeedResult("program", 0, 0, 5, 1)
