"""Committed entries are sealed in one order, also with open transactions and concurrent sealers."""

import asyncio
from typing import Any

import asyncpg
import pytest
import structlog

from api.admin.audit.sealer import IDLE_SECONDS, AuditSealer
from api.background import MAX_RETRY_SECONDS
from api.database.pool import Database
from api.errors import UnavailableError
from tests.admin.audit.conftest import Trail, new_signer, run_with_pool, seal, target
from tests.support.databases import execute


def count_unsealed(trail: Trail) -> object:
    return trail.fetch_value(
        "SELECT count(*) FROM audit_entry "
        "WHERE NOT EXISTS (SELECT FROM audit_seal WHERE audit_seal.ordinal = audit_entry.ordinal)"
    )


def test_each_batch_has_its_size_and_a_signature_on_its_last_seal(trail: Trail) -> None:
    trail.insert_targets(6, 7, 8, 9, 10)
    before = trail.head().number
    assert [trail.seal(2), trail.seal(2), trail.seal(2), trail.seal(2)] == [2, 2, 1, 0]
    signed = trail.fetch_value(
        f"SELECT array_agg(number ORDER BY number) FROM audit_seal WHERE signature IS NOT NULL AND number > {before}"
    )
    assert signed == [before + 2, before + 4, before + 5]
    assert trail.find_discrepancies(trail.signer.public_key) == []


def test_entries_after_an_open_transaction_are_sealed_after_its_commit_and_in_order(trail: Trail) -> None:
    before = trail.head().number

    async def story(database: Database) -> list[int]:
        slow = await asyncpg.connect(trail.urls.service, server_settings={"role": "capaian_service"})
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute(target(6))
        await asyncio.to_thread(trail.insert_targets, 7)
        sealed = [await seal(database, trail.signer)]
        await slow.execute(target(8))
        await transaction.commit()
        sealed += [await seal(database, trail.signer), await seal(database, trail.signer)]
        await slow.close()
        return sealed

    assert run_with_pool(trail.urls, story) == [0, 3, 0]
    keys = trail.fetch_value(
        "SELECT array_agg(right(record_id, 1) ORDER BY number) FROM audit_seal "
        "JOIN audit_entry USING (epoch, xid, ordinal) "
        f"WHERE number > {before}"
    )
    assert keys == ["6", "8", "7"]
    assert trail.find_discrepancies(trail.signer.public_key) == []


def test_a_rollback_leaves_no_gap(trail: Trail) -> None:
    async def story(database: Database) -> None:
        async with database.acquire_write() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(target(6))
            await transaction.rollback()

    run_with_pool(trail.urls, story)
    trail.insert_targets(7)
    assert trail.seal() == 1
    assert trail.find_discrepancies() == []


def test_concurrent_sealers_create_one_chain(trail: Trail) -> None:
    trail.insert_targets(*range(21, 41))

    async def story(database: Database) -> int:
        batches = [seal(database, trail.signer, 3) for _ in range(40)]
        return sum(await asyncio.gather(*batches))

    sealed = run_with_pool(trail.urls, story)
    assert sealed > 0
    while trail.seal(7):
        pass
    assert count_unsealed(trail) == 0
    assert trail.find_discrepancies(trail.signer.public_key) == []


def test_the_chain_continues_in_another_epoch(trail: Trail) -> None:
    trail.tamper("INSERT INTO epoch VALUES (2)")
    trail.insert_targets(6)
    assert trail.seal() == 1
    assert trail.position(trail.head().number).startswith("2/")
    assert trail.find_discrepancies() == []


def test_a_started_sealer_seals_entries_until_it_is_stopped(trail: Trail) -> None:
    async def story(database: Database) -> None:
        sealer = AuditSealer(database, trail.signer)
        sealer.start()
        await asyncio.to_thread(trail.insert_targets, 6)
        for _ in range(100):
            if not await asyncio.to_thread(count_unsealed, trail):
                break
            await asyncio.sleep(0.05)
        await sealer.stop()

    run_with_pool(trail.urls, story)
    assert count_unsealed(trail) == 0


def test_a_sealer_writes_nothing_if_all_entries_are_sealed(trail: Trail) -> None:
    async def story(database: Database) -> float:
        return await AuditSealer(database, trail.signer).run_once_safely()

    before = trail.fetch_value("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    assert run_with_pool(trail.urls, story) == IDLE_SECONDS
    assert trail.fetch_value("SELECT pg_snapshot_xmax(pg_current_snapshot())::text") == before


@pytest.mark.parametrize("error", [UnavailableError("gone"), RuntimeError("unexpected")])
def test_an_outage_is_logged_once_and_the_delay_between_retries_doubles(
    trail: Trail, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(database: Database) -> tuple[list[float], list[Any]]:
        sealer = AuditSealer(database, trail.signer)
        delays = []
        with structlog.testing.capture_logs() as events, monkeypatch.context() as patched:
            patched.setattr(database, "acquire_write", lambda: (_ for _ in ()).throw(error))
            delays += [await sealer.run_once_safely() for _ in range(9)]
            patched.undo()
            delays.append(await sealer.run_once_safely())
        return delays, events

    delays, events = run_with_pool(trail.urls, story)
    assert delays == [1, 2, 4, 8, 16, 32, MAX_RETRY_SECONDS, MAX_RETRY_SECONDS, MAX_RETRY_SECONDS, IDLE_SECONDS]
    assert len(events) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
        "UPDATE audit_seal SET hash = sha256('x')", "DELETE FROM audit_seal", "TRUNCATE audit_seal",
        "INSERT INTO audit_entry (epoch, principal, action) VALUES (9, 'system', 'x')",
        "INSERT INTO audit_entry (recorded_at, principal, action) VALUES ('2020-01-01', 'system', 'x')",
        "INSERT INTO audit_entry (principal, action) VALUES ('another user', 'x')",
        "INSERT INTO audit_seal (number, sealed_at) VALUES (1, now())",
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", ["capaian_service", "capaian_reader"])
def test_the_database_rejects_changes_of_the_audit_by_the_service_and_the_public(
    sealed_database: Trail, role: str, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        execute(
            sealed_database.urls.service,
            "SELECT set_config('capaian.principal', 'system', false)",
            statement,
            role=role,
        )


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET ordinal = DEFAULT", "DELETE FROM {}", "TRUNCATE {}"])
def test_triggers_reject_changes_of_the_audit_by_the_owner(sealed_database: Trail, table: str, verb: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="history_is_append_only"):
        execute(sealed_database.urls.owner, verb.format(table))


def test_only_a_session_of_an_administrator_reads_entries(trail: Trail) -> None:
    trail.insert_targets(6)
    results = execute(
        trail.urls.service,
        "SELECT set_config('capaian.scopes', 'write publish read:drafts', false)",
        "SELECT count(*) FROM audit_entry",
        "SELECT set_config('capaian.scopes', 'admin', false)",
        "SELECT count(*) > 0 FROM audit_entry",
        role="capaian_service",
    )
    assert (results[1], results[3]) == (0, True)


def test_another_signer_continues_the_same_chain(trail: Trail) -> None:
    first, trail.signer = trail.signer, new_signer()
    trail.insert_targets(6)
    trail.seal()
    assert trail.find_discrepancies(first.public_key, trail.signer.public_key) == []
    assert len(trail.find_discrepancies(first.public_key)) == 1
