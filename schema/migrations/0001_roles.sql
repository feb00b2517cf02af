-- migrate:up
-- The rules for texts speak of characters, which only a database in Unicode can tell from bytes.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'this database is in %; create it with ENCODING ''UTF8''', current_setting('server_encoding');
    END IF;
END
$$;

-- Two roles without a login; the service's login role becomes one of them for each of its pools.
-- Roles belong to the whole cluster, so another database may have made them already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capaian_reader') THEN
        CREATE ROLE capaian_reader NOLOGIN;  -- the public: what is or was published, nothing else
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capaian_service') THEN
        CREATE ROLE capaian_service NOLOGIN;  -- the service: reads all, adds revisions, changes none
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- another database of this cluster was migrated at the same moment
END
$$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- Neither role has use for objects of its own.
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
GRANT USAGE ON SCHEMA public TO capaian_reader, capaian_service;
GRANT SELECT ON schema_migrations TO capaian_reader, capaian_service;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
