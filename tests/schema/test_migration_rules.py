"""Every migration after the baseline of 0.2.0 is additive and lets clients read and write."""

from pathlib import Path

import pytest

from api.database.migrations import MIGRATIONS
from tests.schema.migration_rules import find_violations
from tests.support.newer_schema import ADDITIVE_MIGRATIONS

# The migrations of an empty database, which no instance uses yet.
BASELINE = {
    "0101_roles.sql",
    "0102_domains.sql",
    "0103_programs.sql",
    "0104_figures.sql",
    "0105_api_keys.sql",
    "0106_audit.sql",
    "0107_imports.sql",
}
RAISES = "UPDATE schema_compatibility SET oldest_version = '0.3.0';\n"
UP, CONCURRENTLY = "-- migrate:up\n", "-- migrate:up transaction:false\n"


def find_rules(folder: Path, text: str) -> set[str]:
    file = folder / "9001_made_up.sql"
    file.write_text(f"{text}\n-- migrate:down\n")
    return {line.partition(":")[0] for line in find_violations(file)}


def test_every_migration_after_the_baseline_is_additive() -> None:
    assert {file.name for file in MIGRATIONS.glob("*.sql")} >= BASELINE
    later = [file for file in sorted(MIGRATIONS.glob("*.sql")) if file.name not in BASELINE]
    assert {file.name: find_violations(file) for file in later} == {file.name: [] for file in later}


@pytest.mark.parametrize("name", ADDITIVE_MIGRATIONS)
def test_a_made_up_additive_migration_is_accepted(tmp_path: Path, name: str) -> None:
    assert find_rules(tmp_path, ADDITIVE_MIGRATIONS[name]) == set()


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE target DROP COLUMN note;", "ban-drop-column"),
        ("ALTER TABLE target RENAME COLUMN note TO remark;", "renaming-column"),
        ("ALTER TABLE target RENAME TO goal;", "renaming-table"),
        ("ALTER TABLE target ADD COLUMN urgent boolean NOT NULL;", "adding-required-field"),
        ("DROP TABLE preference;", "ban-drop-table"),
        ("DROP FUNCTION region_chains(timestamptz);", "ban-drop-function"),
    ],
)
def test_a_breaking_statement_requires_a_newer_oldest_version(tmp_path: Path, statement: str, rule: str) -> None:
    assert find_rules(tmp_path, UP + statement) == {rule}
    assert find_rules(tmp_path, UP + RAISES + statement) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"{UP}ALTER TABLE target ALTER COLUMN note TYPE varchar(9);", "changing-column-type"),
        (f"{UP}ALTER TABLE target ALTER COLUMN note SET NOT NULL;", "adding-not-nullable-field"),
        (f"{UP}ALTER TABLE target ADD CONSTRAINT positive CHECK (value > 0);", "constraint-missing-not-valid"),
        (f"{UP}CREATE INDEX target_note ON target (note);", "require-concurrent-index-creation"),
        (f"{UP}DROP INDEX target_cites;", "require-concurrent-index-deletion"),
        (f"{UP}ALTER TABLE target ADD COLUMN urgent boolean DEFAULT false;", "no-default"),
        (f"{UP}DO $$ BEGIN DROP TABLE preference; END $$;", "no-dynamic-sql"),
        (f"{UP}TRUNCATE preference;", "no-truncate"),
        (f"{UP}REVOKE SELECT ON target FROM capaian_reader;", "no-revoke"),
        (f"{CONCURRENTLY}CREATE INDEX CONCURRENTLY target_note ON target (note);", "no-plain-index"),
        (
            f"{CONCURRENTLY}DROP INDEX CONCURRENTLY IF EXISTS a;\nDROP INDEX CONCURRENTLY IF EXISTS b;",
            "one-statement",
        ),
    ],
)
def test_a_statement_that_stops_clients_or_escapes_the_rules_is_rejected(tmp_path: Path, text: str, rule: str) -> None:
    assert rule in find_rules(tmp_path, text.replace(UP, UP + RAISES))
