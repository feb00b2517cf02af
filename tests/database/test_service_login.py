"""The service login cannot migrate; it starts the service if no migration is missing."""

import asyncio
import shutil
from pathlib import Path

import pytest

from api.database.migrations import MIGRATIONS, MigrationError, migrate
from tests.support.databases import DatabaseUrls


@pytest.fixture
def two_logins(database: DatabaseUrls) -> DatabaseUrls:
    if database.service == database.owner:
        pytest.skip("the given server has one login, which owns everything")
    return database


def test_the_service_login_is_sufficient_if_no_migration_is_missing(two_logins: DatabaseUrls) -> None:
    assert asyncio.run(migrate(two_logins.service, two_logins.service)) == []


def test_missing_migrations_are_an_error_that_names_the_setting_of_the_owner(
    two_logins: DatabaseUrls, tmp_path: Path
) -> None:
    newer = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (newer / "9999_more.sql").write_text("-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n")
    with pytest.raises(MigrationError, match="CAPAIAN_MIGRATION_DATABASE_URL"):
        asyncio.run(migrate(two_logins.service, two_logins.service, newer))
