"""The heads that the service stores next to its key: the verification finds seals that the database has lost."""

import asyncio
import copy
from pathlib import Path

import pytest
import structlog

from api.admin.audit import commands
from api.admin.audit.sealer import AuditSealer
from api.admin.audit.stored_heads import MAX_HEADS, HeadFile, StoredHead, add_head
from api.database.epochs import KnownSeal
from api.database.pool import Connection, Database
from tests.admin.audit.conftest import Trail, run_with_pool
from tests.http.recording import figure_id


def head(number: int, epoch: int, xid: int) -> StoredHead:
    return StoredHead(number, bytes([number]) * 32, (epoch, xid, number))


OLD, LATER, EARLIER, OF_NEXT_EPOCH = head(5, 1, 50), head(7, 1, 70), head(4, 1, 40), head(5, 9, 10)


@pytest.mark.parametrize(
    ("stored", "added", "continues", "expected"),
    [
        ([], OLD, True, [OLD]),
        ([OLD], LATER, True, [LATER]),
        ([OLD], OLD, True, [OLD]),
        ([OLD], EARLIER, False, [OLD]),  # after a failover, until an entry after it is sealed
        ([OLD], OF_NEXT_EPOCH, False, [OLD, OF_NEXT_EPOCH]),
        ([OLD, OF_NEXT_EPOCH], head(6, 9, 11), True, [OLD, head(6, 9, 11)]),
        ([OLD] * MAX_HEADS, LATER, False, [OLD] * (MAX_HEADS - 1) + [LATER]),
    ],
)
def test_a_new_head_replaces_the_last_one_only_if_its_chain_contains_it(
    stored: list[StoredHead], added: StoredHead, continues: bool, expected: list[StoredHead]
) -> None:
    assert add_head(stored, added, continues=continues) == expected


def store_heads(trail: Trail, directory: Path) -> HeadFile:
    """Let the signer of this trail store its heads in a directory."""
    trail.key_file = directory / "audit.key"
    trail.signer = copy.copy(trail.signer)
    trail.signer.heads = HeadFile(trail.key_file)
    return trail.signer.heads


def run_sealer(trail: Trail, *numbers: int) -> tuple[KnownSeal | None, list[str]]:
    """Run a new sealer once after each new target. Return the seal that connections compare, and the log."""

    async def run(database: Database) -> KnownSeal | None:
        sealer = AuditSealer(database, trail.signer)
        for number in numbers:
            await asyncio.to_thread(trail.insert_targets, number)
            await sealer.run_once_safely()
        return database.epochs.last_seal

    with structlog.testing.capture_logs() as events:
        return run_with_pool(trail.urls, run), [event["event"] for event in events]


def test_the_sealer_stores_its_last_seal_and_the_verification_finds_it(trail: Trail, tmp_path: Path) -> None:
    file = store_heads(trail, tmp_path)
    known, events = run_sealer(trail, 6, 7)
    (stored,) = file.read()
    assert (stored.number, stored.hash) == trail.head()
    assert "/".join(map(str, stored.position)) == trail.position(stored.number)
    assert known == (stored.position[0], stored.number, stored.hash)
    assert events == []
    assert trail.run_command("verify").exit_code == 0


def test_a_service_that_seals_during_the_verification_has_lost_no_seal(
    trail: Trail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = store_heads(trail, tmp_path)
    run_sealer(trail, 6)
    (before,) = file.read()
    begin = commands.begin_audit_read

    async def begin_and_seal(connection: Connection) -> None:
        await begin(connection)  # its statement takes the snapshot
        await asyncio.to_thread(run_sealer, trail, 7)

    monkeypatch.setattr(commands, "begin_audit_read", begin_and_seal)
    result = trail.run_command("verify")
    assert (result.exit_code, f"{before.number}:{before.hash.hex()}" in result.output) == (0, True)
    assert file.read()[0].number == before.number + 1


def test_the_verification_names_lost_seals_also_after_the_chain_has_continued(trail: Trail, tmp_path: Path) -> None:
    """Entries, seals and revisions disappear together, as in a failover: only the file shows it."""
    file = store_heads(trail, tmp_path)
    survivor = trail.head().number
    last = trail.position(survivor)
    run_sealer(trail, 6, 7)
    lost = file.read()
    trail.tamper(
        f"DELETE FROM audit_entry USING audit_seal s WHERE s.number > {survivor} AND audit_entry.ordinal = s.ordinal",
        f"DELETE FROM audit_seal WHERE number > {survivor}",
        f"DELETE FROM target WHERE id IN ('{figure_id(6)}', '{figure_id(7)}')",
    )
    assert trail.find_discrepancies(trail.signer.public_key) == []
    for number in (8, 9):
        result = trail.run_command("verify")
        (line,) = (line for line in result.output.splitlines() if line.startswith(f"{survivor + 2}: "))
        assert f"seals {survivor + 1} to {survivor + 2}, after position {last} up to " in line
        assert result.exit_code == 1
        run_sealer(trail, number)
        assert [file.read()[0], len(file.read())] == [*lost, 2]


def test_a_seal_with_another_hash_is_reported(trail: Trail, tmp_path: Path) -> None:
    file = store_heads(trail, tmp_path)
    run_sealer(trail, 6)
    (stored,) = file.read()
    file.write([stored._replace(hash=bytes(32))])
    result = trail.run_command("verify")
    assert "differs from the one that the service stored" in result.output
    assert result.exit_code == 1


def test_a_directory_without_write_access_is_logged_once_and_sealing_continues(trail: Trail, tmp_path: Path) -> None:
    store_heads(trail, tmp_path / "missing")
    before = trail.head().number
    known, events = run_sealer(trail, 6, 7)
    assert (events, trail.head().number) == (["audit.head_not_stored"], before + 2)
    assert known is not None
    assert known.number == before + 2
    assert trail.run_command("verify").exit_code == 0


def test_a_file_of_another_format_is_not_replaced_and_is_reported(trail: Trail, tmp_path: Path) -> None:
    file = store_heads(trail, tmp_path)
    file.path.write_text("1:00 1/2/3\n")
    assert run_sealer(trail, 6, 7)[1] == ["audit.head_not_stored"]
    assert file.path.read_text() == "1:00 1/2/3\n"
    result = trail.run_command("verify")
    assert (result.exit_code, "this file cannot be read" in result.output) == (1, True)
