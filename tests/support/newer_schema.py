"""The schema of a made-up later version: one with additive migrations, as an earlier version has to tolerate."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from api.database.migrations import migrate
from api.paths import SCHEMA
from tests.support.databases import DatabaseUrls, execute

NEWER_VERSION = "99.0.0"
IS_USED = os.environ.get("CAPAIAN_TEST_SCHEMA") == "newer"
needs_own_schema = pytest.mark.skipif(IS_USED, reason="describes the schema of this version, not that of a later one")

ADDITIVE_MIGRATIONS = {
    "9001_urgency.sql": """-- migrate:up
CREATE TABLE urgency (target uuid NOT NULL, revision integer NOT NULL, degree text NOT NULL);
GRANT SELECT ON urgency TO capaian_reader, capaian_service;
ALTER TABLE target ADD COLUMN urgency text, ADD COLUMN reviewed_on date;
ALTER TABLE realization ADD COLUMN urgency text;
ALTER TABLE program ADD COLUMN urgency text;
ALTER TABLE change ADD COLUMN urgency text;
ALTER TABLE audit_entry ADD COLUMN urgency text;
ALTER TABLE api_key ADD COLUMN urgency text;
GRANT INSERT (urgency, reviewed_on) ON target TO capaian_service;
GRANT INSERT (urgency) ON realization, program TO capaian_service;
ALTER TABLE target ADD CONSTRAINT urgency_is_known CHECK (urgency IN ('high', 'low')) NOT VALID;

-- migrate:down
""",
    "9002_urgency_is_valid.sql": """-- migrate:up transaction:false
ALTER TABLE target VALIDATE CONSTRAINT urgency_is_known;

-- migrate:down
""",
    "9003_targets_by_urgency.sql": """-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY IF NOT EXISTS target_reads_by_urgency ON target (urgency) WHERE urgency IS NOT NULL;

-- migrate:down
""",
}


def write_newer_schema(folder: Path) -> Path:
    """Copy the schema of this version with the additive migrations and a changed function; return the copy."""
    newer = folder / "schema"
    shutil.copytree(SCHEMA, newer)
    for name, text in ADDITIVE_MIGRATIONS.items():
        (newer / "migrations" / name).write_text(text)
    (newer / "functions" / "urgency.sql").write_text(
        "CREATE OR REPLACE FUNCTION is_urgent(degree text) RETURNS boolean IMMUTABLE RETURN degree = 'high';\n"
    )
    return newer


def upgrade(urls: DatabaseUrls) -> None:
    """Apply the newer schema to a database, as the later version would."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(migrate(urls.owner, urls.service, write_newer_schema(Path(folder)) / "migrations"))
    execute(urls.owner, f"UPDATE schema_functions SET version = '{NEWER_VERSION}'")
