-- migrate:up
-- The trail: who did what, sealed so that nobody can edit it unseen; what changed for the public, in an order without
-- gaps; and the answers that a repeated request gets again.

-- Rows are read in the order of (epoch, xid, ordinal), and only below the oldest transaction still running: so whoever
-- has read one has read all before it, in whatever order transactions commit. A sequence alone would not do, for a
-- number drawn early may be committed late. Transactions are counted anew in a restored database: hence the epoch.
CREATE TABLE epoch (
    number integer NOT NULL CONSTRAINT epochs_count_from_1 CHECK (number > 0),
    began_at moment NOT NULL DEFAULT now(),
    CONSTRAINT epoch_has_one_row PRIMARY KEY (number)
);
INSERT INTO epoch VALUES (1);
CREATE FUNCTION current_epoch() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT max(number) FROM epoch $$;
CREATE FUNCTION below_horizon(epoch integer, xid xid8) RETURNS boolean
    STABLE RETURN epoch < current_epoch() OR xid < pg_snapshot_xmin(pg_current_snapshot());

CREATE TABLE change (
    epoch integer NOT NULL DEFAULT current_epoch(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CONSTRAINT change_kind_is_known
        CHECK (kind IN ('published', 'changed', 'withdrawn', 'preferred', 'unpreferred')),
    noun text NOT NULL,
    key text NOT NULL,
    revision integer NOT NULL,
    recorded_at moment NOT NULL DEFAULT now(),
    CONSTRAINT change_has_one_place PRIMARY KEY (epoch, xid, ordinal)
);

CREATE TABLE audit (
    epoch integer NOT NULL DEFAULT current_epoch(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    recorded_at moment NOT NULL DEFAULT now(),
    principal label NOT NULL,
    key_id text,  -- of the API key or the token that was shown
    address text,  -- from where
    request_id text,
    action text NOT NULL,
    noun text,
    key text,
    revision integer,  -- that came to be; those before it tell what was before
    content_sha256 bytea,  -- of that revision, so that an edit of the revision itself shows too
    detail jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT audit_has_one_place PRIMARY KEY (epoch, xid, ordinal)
);

-- Entries are sealed a moment after their commit: a chain inside of it would make all writers wait for each other.
CREATE TABLE seal (
    number bigint NOT NULL CONSTRAINT seals_count_from_1 CHECK (number > 0),
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    ordinal bigint NOT NULL,
    hash bytea NOT NULL CONSTRAINT seal_keeps_a_hash CHECK (length(hash) = 32),  -- of the hash before and the entry
    signature bytea CONSTRAINT seal_keeps_a_signature CHECK (length(signature) = 64),  -- the last of each round has one
    public_key bytea CONSTRAINT seal_names_its_signer CHECK (length(public_key) = 32),
    sealed_at moment NOT NULL DEFAULT now(),
    CONSTRAINT seal_has_one_number PRIMARY KEY (number),
    CONSTRAINT seal_is_of_one_entry UNIQUE (epoch, xid, ordinal),
    CONSTRAINT seal_is_signed_by_somebody CHECK ((signature IS NULL) = (public_key IS NULL))
);

CREATE TABLE replay (
    principal label NOT NULL,
    key text NOT NULL CONSTRAINT replay_key_is_1_to_255_visible_characters CHECK (key ~ '^[!-~]{1,255}$'),
    fingerprint bytea NOT NULL CONSTRAINT replay_keeps_a_hash CHECK (length(fingerprint) = 32),
    status smallint,
    headers jsonb,
    body bytea,
    seen timestamptz NOT NULL,
    CONSTRAINT replay_is_of_one_request PRIMARY KEY (principal, key)
);
CREATE INDEX replay_grows_old ON replay (seen);

CREATE INDEX audit_is_of_an_entity ON audit (noun, key, epoch, xid, ordinal);
GRANT SELECT ON epoch, change TO capaian_reader, capaian_service;
GRANT SELECT, INSERT (principal, key_id, address, request_id, action, noun, key, detail) ON audit TO capaian_service;
GRANT SELECT, INSERT (number, epoch, xid, ordinal, hash, signature, public_key) ON seal TO capaian_service;
GRANT SELECT, DELETE, INSERT, UPDATE (seen, status, headers, body) ON replay TO capaian_service;

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
-- Entries tell of everybody, their drafts, keys and addresses: nobody's who is bound to one institution.
CREATE POLICY administrators_of_all_read ON audit FOR SELECT TO capaian_service
    USING (acts_with('admin') AND acting('institution') IS NULL);
CREATE POLICY callers_add_what_they_did ON audit FOR INSERT TO capaian_service WITH CHECK (principal = acting('principal'));
ALTER TABLE replay ENABLE ROW LEVEL SECURITY;
CREATE POLICY callers_have_their_own ON replay TO capaian_service
    USING (principal = acting('principal')) WITH CHECK (principal = acting('principal'));
CREATE POLICY old_ones_may_go ON replay FOR ALL TO capaian_service
    USING (acts_with('admin') AND seen < now() - interval '400 days') WITH CHECK (false);

-- Called when the service starts: where transactions are counted anew, so is the trail.
CREATE FUNCTION renew_epoch() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last xid8;
BEGIN
    LOCK TABLE epoch IN EXCLUSIVE MODE;
    SELECT greatest(
        (SELECT xid FROM change WHERE change.epoch = current_epoch() ORDER BY xid DESC LIMIT 1),
        (SELECT xid FROM audit WHERE audit.epoch = current_epoch() ORDER BY xid DESC LIMIT 1)) INTO last;
    IF last >= pg_snapshot_xmax(pg_current_snapshot()) THEN
        INSERT INTO epoch SELECT max(number) + 1 FROM epoch;
    END IF;
    RETURN current_epoch();
END $$;
REVOKE EXECUTE ON FUNCTION renew_epoch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION renew_epoch TO capaian_service;

-- What of a revision is sealed: all but what is derived, set later or null, the same on every server and in every
-- zone. So a later column may be added with a null for all that was there, and with nothing else.
CREATE FUNCTION content_hash(content jsonb) RETURNS bytea
    STABLE PARALLEL SAFE RETURN sha256(convert_to(
        jsonb_strip_nulls(content - '{replaced_at,magnitude,level,period_start,period_end,stated_latest}'::text[])::text,
        'UTF8'));

-- Every revision leaves its trace, whoever entered it and by whatever way; set-wise, as it may be one of a million.
-- TG_ARGV[0] is the chain's key column.
CREATE FUNCTION leave_trace() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, revision, content_sha256)
        SELECT recorded_by, acting('key_id'), acting('address'), acting('request_id'),
            coalesce(acting('action'), 'record'), %1$L, %2$I::text, revision, content_hash(to_jsonb(entered))
        FROM entered ORDER BY %2$I
        $sql$, TG_TABLE_NAME, TG_ARGV[0]);
    EXECUTE format($sql$
        INSERT INTO change (kind, noun, key, revision)
        SELECT CASE WHEN status = 'withdrawn' THEN 'withdrawn'
                WHEN EXISTS (SELECT FROM %1$I AS earlier WHERE earlier.%2$I = entered.%2$I
                    AND earlier.status = 'published' AND earlier.revision < entered.revision) THEN 'changed'
                ELSE 'published' END, %1$L, %2$I::text, revision
        FROM entered WHERE public ORDER BY %2$I
        $sql$, TG_TABLE_NAME, TG_ARGV[0]);
    IF EXISTS (SELECT FROM entered WHERE public) THEN
        PERFORM pg_notify('capaian_changes', '');
    END IF;
    RETURN NULL;
END $$;

-- Making a key, and ending it at once or later; not its use.
CREATE FUNCTION leave_trace_of_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, detail)
    VALUES (coalesce(acting('principal'), NEW.created_by), acting('key_id'), acting('address'), acting('request_id'),
        CASE WHEN TG_OP = 'INSERT' THEN 'create' WHEN NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN 'revoke'
            ELSE 'expire' END,
        'key', NEW.id, jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'scopes', NEW.scopes,
            'institution', NEW.institution, 'expires_at', NEW.expires_at AT TIME ZONE 'UTC')));
    RETURN NULL;
END $$;

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        EXECUTE format('CREATE TRIGGER trace_is_left AFTER INSERT ON %I REFERENCING NEW TABLE AS entered
            FOR EACH STATEMENT EXECUTE FUNCTION leave_trace(%L)', noun,
            CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END);
    END LOOP;
    FOREACH noun IN ARRAY ARRAY['epoch', 'change', 'audit', 'seal'] LOOP
        EXECUTE format('CREATE TRIGGER history_is_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION keep_history()', noun);
    END LOOP;
END
$$;
CREATE TRIGGER trace_is_left AFTER INSERT OR UPDATE OF expires_at, revoked_at ON api_key
    FOR EACH ROW EXECUTE FUNCTION leave_trace_of_key();

-- What was entered before there was a trail.
INSERT INTO change (kind, noun, key, revision, recorded_at)
    SELECT 'published', noun, key, revision, recorded_at FROM (
        SELECT 'unit' AS noun, code::text AS key, revision, recorded_at, public FROM unit
        UNION ALL SELECT 'institution', code, revision, recorded_at, public FROM institution
        UNION ALL SELECT 'region', code, revision, recorded_at, public FROM region
        UNION ALL SELECT 'program', code, revision, recorded_at, public FROM program
        UNION ALL SELECT 'indicator', code, revision, recorded_at, public FROM indicator
        UNION ALL SELECT 'source', code, revision, recorded_at, public FROM source
        UNION ALL SELECT 'target', id::text, revision, recorded_at, public FROM target
        UNION ALL SELECT 'realization', id::text, revision, recorded_at, public FROM realization
        UNION ALL SELECT 'claim', id::text, revision, recorded_at, public FROM claim) AS held
    WHERE public ORDER BY recorded_at, revision;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
