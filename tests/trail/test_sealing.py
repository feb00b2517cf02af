"""What is committed is sealed, in one order, whoever is still busy and however many seal."""

import asyncio
from typing import Any

import asyncpg
import pytest
import structlog

from api.faults import Unavailable
from api.postgres.pool import Database
from api.postgres.rounds import LONGEST_PAUSE
from api.trail.sealer import IDLE, Sealer
from tests.support.databases import Addresses, execute
from tests.trail.conftest import Trail, new_signer, on_pool, seal, target


def unsealed(trail: Trail) -> object:
    return trail.ask(
        "SELECT count(*) FROM audit WHERE NOT EXISTS (SELECT FROM seal WHERE seal.ordinal = audit.ordinal)"
    )


def test_rounds_seal_so_many_and_sign_the_last_of_them(trail: Trail) -> None:
    trail.write(6, 7, 8, 9, 10)
    before = trail.head().number
    assert [trail.seal(2), trail.seal(2), trail.seal(2), trail.seal(2)] == [2, 2, 1, 0]
    signed = trail.ask(
        f"SELECT array_agg(number ORDER BY number) FROM seal WHERE signature IS NOT NULL AND number > {before}"
    )
    assert signed == [before + 2, before + 4, before + 5]
    assert trail.faults(trail.signer.public_key) == []


def test_what_waits_behind_an_open_transaction_is_sealed_after_it_and_in_order(trail: Trail) -> None:
    before = trail.head().number

    async def story(database: Database) -> list[int]:
        slow = await asyncpg.connect(trail.address.service, server_settings={"role": "capaian_service"})
        begun = slow.transaction()
        await begun.start()
        await slow.execute(target(6))
        await asyncio.to_thread(trail.write, 7)
        sealed = [await seal(database, trail.signer)]
        await slow.execute(target(8))
        await begun.commit()
        sealed += [await seal(database, trail.signer), await seal(database, trail.signer)]
        await slow.close()
        return sealed

    assert on_pool(trail.address, story) == [0, 3, 0]
    keys = trail.ask(
        "SELECT array_agg(right(key, 1) ORDER BY number) FROM seal JOIN audit USING (epoch, xid, ordinal) "
        f"WHERE number > {before}"
    )
    assert keys == ["6", "8", "7"]
    assert trail.faults(trail.signer.public_key) == []


def test_what_is_rolled_back_leaves_no_gap(trail: Trail) -> None:
    async def story(database: Database) -> None:
        async with database.service() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(target(6))
            await transaction.rollback()

    on_pool(trail.address, story)
    trail.write(7)
    assert trail.seal() == 1
    assert trail.faults() == []


def test_many_who_seal_at_once_make_one_chain(trail: Trail) -> None:
    trail.write(*range(21, 41))

    async def story(database: Database) -> int:
        rounds = [seal(database, trail.signer, 3) for _ in range(40)]
        return sum(await asyncio.gather(*rounds))

    sealed = on_pool(trail.address, story)
    assert sealed > 0
    while trail.seal(7):
        pass
    assert unsealed(trail) == 0
    assert trail.faults(trail.signer.public_key) == []


def test_the_chain_goes_on_in_another_epoch(trail: Trail) -> None:
    trail.tamper("INSERT INTO epoch VALUES (2)")
    trail.write(6)
    assert trail.seal() == 1
    assert trail.place(trail.head().number).startswith("2/")
    assert trail.faults() == []


def test_a_sealer_seals_by_itself_and_stops_when_asked(trail: Trail) -> None:
    async def story(database: Database) -> None:
        sealer = Sealer(database, trail.signer)
        sealer.start()
        await asyncio.to_thread(trail.write, 6)
        for _ in range(100):
            if not await asyncio.to_thread(unsealed, trail):
                break
            await asyncio.sleep(0.05)
        await sealer.stop()

    on_pool(trail.address, story)
    assert unsealed(trail) == 0


def test_a_sealer_does_not_write_when_there_is_nothing_to_seal(trail: Trail) -> None:
    async def story(database: Database) -> float:
        return await Sealer(database, trail.signer).round()

    before = trail.ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    assert on_pool(trail.address, story) == IDLE
    assert trail.ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text") == before


@pytest.mark.parametrize("error", [Unavailable("gone"), RuntimeError("what nobody thought of")])
def test_an_outage_is_told_once_waited_out_ever_longer_and_then_forgotten(
    trail: Trail, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(database: Database) -> tuple[list[float], list[Any]]:
        sealer = Sealer(database, trail.signer)
        pauses = []
        with structlog.testing.capture_logs() as told, monkeypatch.context() as patched:
            patched.setattr(database, "service", lambda: (_ for _ in ()).throw(error))
            pauses += [await sealer.round() for _ in range(9)]
            patched.undo()
            pauses.append(await sealer.round())
        return pauses, told

    pauses, told = on_pool(trail.address, story)
    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE, IDLE]
    assert len(told) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit",
        "UPDATE seal SET hash = sha256('x')", "DELETE FROM seal", "TRUNCATE seal",
        "INSERT INTO audit (epoch, principal, action) VALUES (9, 'system', 'x')",
        "INSERT INTO audit (recorded_at, principal, action) VALUES ('2020-01-01', 'system', 'x')",
        "INSERT INTO audit (principal, action) VALUES ('somebody else', 'x')",
        "INSERT INTO seal (number, sealed_at) VALUES (1, now())",
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", ["capaian_service", "capaian_reader"])
def test_the_database_lets_the_service_only_add_and_the_public_nothing(
    postgres: Addresses, database: Addresses, role: str, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        execute(database.service, "SELECT set_config('capaian.principal', 'system', false)", statement, role=role)


@pytest.mark.parametrize("table", ["audit", "seal"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET ordinal = DEFAULT", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_owner_too_is_refused_while_the_triggers_stand(trail: Trail, table: str, verb: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="history_is_append_only"):
        execute(trail.address.owner, verb.format(table))


def test_who_is_no_administrator_reads_no_entry(trail: Trail) -> None:
    trail.write(6)
    seen = execute(
        trail.address.service,
        "SELECT set_config('capaian.scopes', 'write publish read:drafts', false)",
        "SELECT count(*) FROM audit",
        "SELECT set_config('capaian.scopes', 'admin', false)",
        "SELECT count(*) > 0 FROM audit",
        role="capaian_service",
    )
    assert (seen[1], seen[3]) == (0, True)


def test_another_signer_goes_on_with_the_same_chain(trail: Trail) -> None:
    first, trail.signer = trail.signer, new_signer()
    trail.write(6)
    trail.seal()
    assert trail.faults(first.public_key, trail.signer.public_key) == []
    assert len(trail.faults(first.public_key)) == 1
