"""A base backup and the archived WAL restore the database as it was at a given time."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.database.embedded.cluster import Cluster
from api.database.embedded.os_user import build_environment
from api.database.embedded.server import EmbeddedServer
from tests.database.failover import UNSEALED, ReplaceableDatabase, replaceable_database
from tests.http.recording import figure_id, target
from tests.support.clusters import eventually
from tests.support.databases import execute
from tests.support.services import CAPAIAN
from tests.support.sizes import size

pytestmark = pytest.mark.skipif(not size(0, 1), reason="only in `make chaos`: it takes half a minute")

TABLES = "SELECT relname FROM pg_stat_user_tables WHERE relname NOT IN ('epoch', 'idempotency_record') ORDER BY 1"
HASH_OF_SEALS = "SELECT encode(sha256(string_agg(hash, ''::bytea ORDER BY number)), 'hex') FROM audit_seal"
IS_PRIMARY = "SELECT NOT pg_is_in_recovery()"
WAL_FILE = "SELECT pg_walfile_name(pg_switch_wal())"
IS_ARCHIVED = "SELECT last_archived_wal >= '{}' FROM pg_stat_archiver"


class Snapshot(NamedTuple):
    """The content of a database at a time, and the cursor at the end of its feed."""

    time: str
    counts: dict[str, int]
    seals: str
    targets: list[dict[str, Any]]
    cursor: str

    @property
    def content(self) -> tuple[object, ...]:
        return self.counts, self.seals, self.targets


class Backup(NamedTuple):
    """A base backup, the archive of the WAL, and what the database contained before and after the last write."""

    replaceable: ReplaceableDatabase
    files: Path
    archive: Path
    before: Snapshot
    after: Snapshot

    def restore(self, name: str, **recovery: str) -> Path:
        """Copy the base backup, and configure its recovery from the archive."""
        directory = Path(shutil.copytree(self.files, self.files.with_name(name)))
        data = Cluster(directory).files
        (data / "recovery.signal").touch()
        settings = {
            "restore_command": f"cp {self.archive}/%f %p",
            "recovery_target_timeline": "1",  # an earlier restore has archived another one
            "recovery_target_action": "promote",
            **recovery,
        }
        with (data / "postgresql.auto.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.replaceable.server = directory
        return directory


def read_snapshot(replaceable: ReplaceableDatabase) -> Snapshot:
    assert eventually(lambda: replaceable.fetch(UNSEALED) == 0)
    names = replaceable.fetch(f"SELECT array_agg(relname::text) FROM ({TABLES}) AS found")
    return Snapshot(
        replaceable.fetch("SELECT clock_timestamp()::text"),
        {name: replaceable.fetch(f"SELECT count(*) FROM {name}") for name in names},
        replaceable.fetch(HASH_OF_SEALS),
        replaceable.get("/v1/targets", limit="500").json()["data"],
        replaceable.get("/v1/changes", cursor="latest").json()["meta"]["next_cursor"],
    )


def copy_running_server(replaceable: ReplaceableDatabase, directory: Path) -> None:
    """Take a base backup into the data directory of another embedded server."""
    cluster, copy = Cluster(replaceable.server), Cluster(directory)
    copy.home.mkdir(parents=True)
    os.chown(copy.home, *cluster.os_user)
    command = cluster.command(
        "pg_basebackup", f"--dbname={EmbeddedServer(replaceable.server).join_or_start().owner_url}",
        f"--pgdata={copy.files}", "--checkpoint=fast", "--no-sync",
    )  # fmt: skip
    subprocess.run(command, check=True, cwd="/", env=build_environment(), capture_output=True)
    shutil.copy2(cluster.home / "passwords", copy.home / "passwords")
    shutil.chown(copy.home / "passwords", *cluster.os_user)


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backup]:
    with replaceable_database(tmp_path_factory.mktemp("restore")) as replaceable:
        parent = replaceable.server.parent
        archive = parent / "archive"
        archive.mkdir()
        os.chown(archive, *Cluster(replaceable.server).os_user)
        owner = replaceable.urls.owner
        with replaceable.running():
            archiving = f"ALTER SYSTEM SET archive_command = 'cp %p {archive}/%f'"
            execute(owner, "ALTER SYSTEM SET archive_mode = on", archiving)
        with replaceable.running():
            replaceable.write(target(1, region="11"))
            copy_running_server(replaceable, parent / "base")
            replaceable.write(target(2, region="31"))
            before = read_snapshot(replaceable)
            replaceable.write(target(3, region="32"))
            after = read_snapshot(replaceable)
            replaceable.wait_until_sealed()
            last = replaceable.fetch(WAL_FILE)
            assert eventually(lambda: replaceable.fetch(IS_ARCHIVED.format(last)) is True, 30)
        yield Backup(replaceable, parent / "base", archive, before, after)


def verify_on_another_machine(replaceable: ReplaceableDatabase, directory: Path) -> str:
    environment = {"CAPAIAN_DATABASE_URL": replaceable.urls.service, "CAPAIAN_DATA_DIR": str(directory)}
    command = [CAPAIAN, "audit", "verify", "--language", "en"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_restore_to_a_time_has_the_content_of_that_time_and_its_cursors_are_valid(
    backup: Backup, tmp_path: Path
) -> None:
    replaceable = backup.replaceable
    backup.restore("restored", recovery_target_time=backup.before.time)
    with replaceable.running():
        assert eventually(lambda: replaceable.fetch(IS_PRIMARY) is True, 60)
        assert read_snapshot(replaceable).content == backup.before.content
        assert "Intact" in verify_on_another_machine(replaceable, tmp_path)
        known, lost = (replaceable.get("/v1/changes", cursor=one.cursor) for one in (backup.before, backup.after))
        assert (known.json()["data"], known.json()["meta"]["note"]) == ([], None)
        assert lost.json()["meta"]["note_en"].startswith("The database lost the last changes")
        replaceable.write(target(4, region="91"))
        for one in (backup.before, backup.after):
            page = replaceable.get("/v1/changes", cursor=one.cursor).json()
            assert [change["record"]["id"] for change in page["data"]] == [figure_id(4)]
        verified = replaceable.verify()
        assert (verified.returncode, "are missing" in verified.stdout) == (1, True)


def test_a_restore_of_the_whole_archive_also_has_the_last_write(backup: Backup) -> None:
    """The negative control: the snapshots show a difference of one write."""
    replaceable = backup.replaceable
    backup.restore("complete")
    with replaceable.running():
        assert eventually(lambda: replaceable.fetch(IS_PRIMARY) is True, 60)
        content = read_snapshot(replaceable).content
    assert (content == backup.after.content, content == backup.before.content) == (True, False)
