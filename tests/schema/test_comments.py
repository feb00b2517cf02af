"""Every table, column, domain and function has a comment in the database."""

import pytest

from tests.schema.conftest import Session
from tests.support.newer_schema import needs_own_schema

WITHOUT_COMMENT = {
    "tables": """
        SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname <> 'schema_migrations' AND obj_description(oid, 'pg_class') IS NULL""",
    "columns": """
        SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
            AND relname <> 'schema_migrations' AND col_description(attrelid, attnum) IS NULL""",
    "domains": """
        SELECT typname::text FROM pg_type WHERE typtype = 'd' AND typnamespace = 'public'::regnamespace
            AND obj_description(oid, 'pg_type') IS NULL""",
    "functions": """
        SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND obj_description(oid, 'pg_proc') IS NULL""",
}


@needs_own_schema
@pytest.mark.parametrize("kind", WITHOUT_COMMENT)
def test_everything_has_a_comment(owner: Session, kind: str) -> None:
    assert owner.rows(WITHOUT_COMMENT[kind]) == []
