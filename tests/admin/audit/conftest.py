"""Databases whose audit trail the tests write to, seal, verify and tamper with."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.admin.audit.commands import audit_group
from api.admin.audit.sealer import BATCH_SIZE, SYSTEM_SESSION, seal_batch
from api.admin.audit.signer import AuditSigner
from api.admin.audit.verify import AuditVerification, begin_audit_read
from api.admin.audit.verify_export import ChainHead, ChainVerifier
from api.database.pool import Database
from api.database.session import begin_transaction_as
from api.settings import Settings
from tests.http.recording import realization, target
from tests.support import databases
from tests.support.databases import DatabaseUrls, execute
from tests.support.services import CAPAIAN


def run_with_pool(urls: DatabaseUrls, act: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        database = Database(urls.service, 8)
        await database.open()
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def seal(database: Database, signer: AuditSigner, limit: int = BATCH_SIZE) -> int:
    async with begin_transaction_as(database, SYSTEM_SESSION) as connection:
        return (await seal_batch(connection, signer, limit)).sealed


def new_signer() -> AuditSigner:
    return AuditSigner(Ed25519PrivateKey.generate())


class Trail:
    """The audit trail of one database, and the key that signs its seals."""

    def __init__(self, urls: DatabaseUrls, signer: AuditSigner | None = None) -> None:
        self.urls = urls
        self.signer = signer or new_signer()
        self.key_file = Path("/nonexistent/audit.key")

    def insert_targets(self, *numbers: int) -> None:
        self.insert(*(target(number) for number in numbers))

    def insert(self, *statements: str) -> None:
        execute(self.urls.service, *statements, role="capaian_service")

    def seal(self, limit: int = BATCH_SIZE) -> int:
        sealed: int = run_with_pool(self.urls, lambda database: seal(database, self.signer, limit))
        return sealed

    def tamper(self, *statements: str) -> None:
        """Run statements as the owner, with the triggers disabled that would reject them."""
        tables = ("audit_entry", "audit_seal", "epoch", "target")
        execute(
            self.urls.owner,
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
            *statements,
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
        )

    def fetch_value(self, sql: str) -> Any:
        return execute(self.urls.owner, sql)[0]

    def position(self, number: int) -> str:
        """Return the position of the entry with this seal, in the form that discrepancies have."""
        return str(
            self.fetch_value(f"SELECT concat_ws('/', epoch, xid, ordinal) FROM audit_seal WHERE number = {number}")
        )

    def head(self) -> ChainHead:
        return ChainHead(
            self.fetch_value("SELECT max(number) FROM audit_seal"),
            self.fetch_value("SELECT hash FROM audit_seal ORDER BY number DESC LIMIT 1"),
        )

    def run_command(self, *arguments: str) -> Any:
        """Run `capaian audit` in this process, which is faster than a new process."""
        settings = Settings.from_environment(
            {"CAPAIAN_DATABASE_URL": self.urls.service, "CAPAIAN_AUDIT_KEY_FILE": str(self.key_file)}
        )
        return CliRunner().invoke(audit_group, list(arguments), obj=settings)

    def run_process(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {"CAPAIAN_DATABASE_URL": self.urls.service}
        return subprocess.run(
            [CAPAIAN, "audit", *arguments], env=environment, capture_output=True, text=True, check=False
        )

    def find_discrepancies(self, *trusted: bytes, expected_head: ChainHead | None = None) -> list[str]:
        """Return the lines that `capaian audit verify` prints."""

        async def read() -> list[str]:
            login = await asyncpg.connect(self.urls.service, server_settings={"role": "capaian_service"})
            try:
                async with login.transaction(isolation="repeatable_read", readonly=True):
                    await begin_audit_read(login)
                    verification = AuditVerification(ChainVerifier(trusted, expected_head))
                    return [line async for line in verification.find_discrepancies(login)]
            finally:
                await login.close()

        return asyncio.run(read())


@pytest.fixture(scope="session")
def sealed_database(postgres: DatabaseUrls) -> Iterator[Trail]:
    """Seal the seed data in several batches, and five targets and two realizations; to be copied, not changed."""
    with databases.copy(postgres) as urls:
        trail = Trail(urls)
        trail.insert(*(target(number) for number in range(1, 6)), realization(11), realization(12, value=2))
        while trail.seal(200):
            pass
        yield trail


@pytest.fixture
def trail(postgres: DatabaseUrls, sealed_database: Trail) -> Iterator[Trail]:
    """Return a sealed trail that the test may change."""
    with databases.copy(postgres, urlsplit(sealed_database.urls.owner).path[1:]) as urls:
        yield Trail(urls, sealed_database.signer)
