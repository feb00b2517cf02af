"""Databases whose trail is written to, sealed, verified and tampered with."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.postgres.acting import acting
from api.postgres.pool import Database
from api.trail.sealer import MOST, SYSTEM, seal_once
from api.trail.signer import Signer
from api.trail.verify import Verification, read_as_auditor
from api.trail.verify_export import Head, Walk
from tests.support.databases import Addresses, execute
from tests.support.services import CAPAIAN
from tests.wire.recording import realization, target


def on_pool(address: Addresses, act: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        database = Database(address.service, 8)
        await database.open()
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def seal(database: Database, signer: Signer, most: int = MOST) -> int:
    async with acting(database, SYSTEM) as connection:
        return await seal_once(connection, signer, most)


def new_signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


class Trail:
    """One database, with a signer of its own."""

    def __init__(self, address: Addresses) -> None:
        self.address = address
        self.signer = new_signer()

    def write(self, *numbers: int) -> None:
        self.enter(*(target(number) for number in numbers))

    def enter(self, *statements: str) -> None:
        execute(self.address.service, *statements, role="capaian_service")

    def seal(self, most: int = MOST) -> int:
        sealed: int = on_pool(self.address, lambda database: seal(database, self.signer, most))
        return sealed

    def tamper(self, *statements: str) -> None:
        """As the owner, who switches off what would refuse."""
        tables = ("audit", "seal", "epoch", "target")
        execute(
            self.address.owner,
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
            *statements,
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
        )

    def ask(self, question: str) -> Any:
        return execute(self.address.owner, question)[0]

    def place(self, number: int) -> str:
        """Of the entry with this seal, as faults name it."""
        return str(self.ask(f"SELECT concat_ws('/', epoch, xid, ordinal) FROM seal WHERE number = {number}"))

    def head(self) -> Head:
        return Head(
            self.ask("SELECT max(number) FROM seal"), self.ask("SELECT hash FROM seal ORDER BY number DESC LIMIT 1")
        )

    def console(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {"CAPAIAN_DATABASE_URL": self.address.service}
        return subprocess.run(
            [CAPAIAN, "audit", *arguments], env=environment, capture_output=True, text=True, check=False
        )

    def faults(self, *trusted: bytes, noted: Head | None = None) -> list[str]:
        """What `capaian audit verify` would say."""

        async def read() -> list[str]:
            login = await asyncpg.connect(self.address.service, server_settings={"role": "capaian_service"})
            try:
                async with login.transaction(isolation="repeatable_read", readonly=True):
                    await read_as_auditor(login)
                    return [line async for line in Verification(Walk(trusted, noted)).faults(login)]
            finally:
                await login.close()

        return asyncio.run(read())


@pytest.fixture
def trail(database: Addresses) -> Trail:
    """What ships is sealed, in several rounds, and five targets and two realizations after it."""
    trail = Trail(database)
    trail.enter(*(target(number) for number in range(1, 6)), realization(11), realization(12, value=2))
    while trail.seal(200):
        pass
    return trail
