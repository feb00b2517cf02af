"""This version works with the schema of a later one that has added columns, a table, an index and functions."""

import asyncio
import subprocess

from api.database.pool import Database
from tests.http.writes.conftest import TARGET
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls
from tests.support.in_process import serve
from tests.support.newer_schema import upgrade
from tests.support.services import CAPAIAN


def test_an_instance_reads_writes_and_verifies_before_and_after_an_additive_upgrade(database: DatabaseUrls) -> None:
    """One process whose connections have prepared their statements before the upgrade."""
    writer, publisher = (
        {"authorization": f"Bearer {key_for(database, name, *scopes)}"}
        for name, scopes in (("penulis", ("write",)), ("penerbit", ("publish",)))
    )

    async def use_all() -> None:
        async with serve(Database(database.service, 2)) as client:
            for period in ("2025", "2026"):
                created = await client.post("/v1/targets", json={**TARGET, "period": period}, headers=writer)
                assert created.status_code == 201
                url = created.headers["location"]
                for headers, transition in ((writer, "submit"), (publisher, "publish")):
                    current = await client.get(url, headers=headers)
                    moved = await client.post(
                        f"{url}/{transition}", headers={**headers, "if-match": current.headers["etag"]}
                    )
                    assert moved.status_code == 200
                for read in (
                    url,
                    "/v1/targets",
                    "/v1/realizations.csv",
                    "/v1/programs",
                    "/v1/findings",
                    "/health/ready",
                ):
                    assert (await client.get(read)).status_code == 200
                changes = (await client.get("/v1/changes?type=target&limit=1000")).json()["data"]
                assert url in {change["record"]["url"] for change in changes}
                if period == "2025":
                    await asyncio.to_thread(upgrade, database)

    asyncio.run(use_all())
    done = subprocess.run(
        [CAPAIAN, "audit", "verify"], capture_output=True, text=True, check=False, env=database.settings
    )
    assert done.returncode == 0, done.stdout + done.stderr
