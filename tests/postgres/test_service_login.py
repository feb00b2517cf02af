"""The service's login migrates nothing, and need not while there is nothing to migrate."""

import asyncio
import shutil
from pathlib import Path

import pytest

from api.postgres.migrations import MIGRATIONS, MigrationError, migrate
from tests.support.databases import Addresses


@pytest.fixture
def two_logins(database: Addresses) -> Addresses:
    if database.service == database.owner:
        pytest.skip("the given server has one login, which owns everything")
    return database


def test_the_owners_password_need_not_lie_where_the_service_runs(two_logins: Addresses) -> None:
    assert asyncio.run(migrate(two_logins.service, two_logins.service)) == []


def test_what_is_missing_is_left_to_the_owner_whose_setting_is_named(two_logins: Addresses, tmp_path: Path) -> None:
    newer = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (newer / "9999_more.sql").write_text("-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n")
    with pytest.raises(MigrationError, match="CAPAIAN_MIGRATION_DATABASE_URL"):
        asyncio.run(migrate(two_logins.service, two_logins.service, newer))
