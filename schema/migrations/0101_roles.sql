-- migrate:up
-- The roles of the database, the record of the function files, and the oldest version that may use the schema.
-- Numbers begin at 0101, because 0001 to 0019 belong to version 0.1.0, whose databases this version rejects.

DO $$
BEGIN
    -- The length limits count characters. Only a Unicode database distinguishes characters from bytes.
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'this database is in %; create it with ENCODING ''UTF8''', current_setting('server_encoding');
    END IF;
END
$$;

-- Two roles without a login. The service logs in with its own role and sets one of these for each connection pool.
-- Roles belong to the whole cluster, so another database may have created them already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capaian_reader') THEN
        CREATE ROLE capaian_reader NOLOGIN;  -- public requests: reads what is or was published
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capaian_service') THEN
        CREATE ROLE capaian_service NOLOGIN;  -- requests with an API key: reads drafts, adds revisions, changes none
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- another database of this cluster was migrated at the same time
END
$$;

-- Neither role needs objects of its own.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
GRANT USAGE ON SCHEMA public TO capaian_reader, capaian_service;
GRANT SELECT ON schema_migrations TO capaian_reader, capaian_service;

CREATE TABLE schema_functions (
    sha256 text NOT NULL,
    version text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE schema_functions IS 'One row: the content of schema/functions that was applied last.';
COMMENT ON COLUMN schema_functions.sha256 IS 'Hash of the names and contents of the files, in hexadecimal.';
COMMENT ON COLUMN schema_functions.version IS 'Version of Capaian that applied the files; an older version does not replace them.';
COMMENT ON COLUMN schema_functions.applied_at IS 'Time when the files were applied.';
GRANT SELECT ON schema_functions TO capaian_service;

CREATE TABLE schema_compatibility (
    oldest_version text NOT NULL CONSTRAINT oldest_version_has_three_numbers
        CHECK (oldest_version ~ '^[0-9]+\.[0-9]+\.[0-9]+$')
);
CREATE UNIQUE INDEX schema_compatibility_has_one_row ON schema_compatibility ((true));
COMMENT ON TABLE schema_compatibility IS 'One row: which versions of Capaian may use this schema.';
COMMENT ON COLUMN schema_compatibility.oldest_version IS
    'Oldest version of Capaian that may use this schema; a migration that an earlier version cannot work with raises it.';
INSERT INTO schema_compatibility VALUES ('0.2.0');
GRANT SELECT ON schema_compatibility TO capaian_reader, capaian_service;

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
