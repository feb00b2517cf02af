-- migrate:up
-- The audit log, the feed of public changes, and the stored responses for repeated requests.
--
-- Entries and changes are read in the order of (epoch, xid, ordinal), and only below the oldest transaction that still
-- runs. So a reader that has read one row has read all rows before it, although transactions commit in another order. A
-- sequence alone is not enough: a number drawn early may be committed late. After a restore or failover transactions may be
-- counted from a lower number; then a new epoch begins.

CREATE TABLE epoch (
    number integer NOT NULL CONSTRAINT epochs_count_from_1 CHECK (number > 0),
    started_at timestamp_value NOT NULL DEFAULT now(),
    system_identifier bigint,
    timeline integer,
    CONSTRAINT epoch_has_one_row PRIMARY KEY (number)
);
COMMENT ON TABLE epoch IS
    'Periods in which transaction numbers only increase; a new one begins after a restore or failover, see renew_epoch.';
COMMENT ON COLUMN epoch.number IS 'Number of the epoch: 1 for the first one, then the seconds since 2020 when it began.';
COMMENT ON COLUMN epoch.started_at IS 'Time when the epoch began.';
COMMENT ON COLUMN epoch.system_identifier IS 'System identifier of the server on which it began; null if the server does not permit to read it.';
COMMENT ON COLUMN epoch.timeline IS 'WAL timeline of the server when it began; null if the server does not permit to read it.';

-- PUBLIC may execute the functions of PostgreSQL by default. A managed server may have revoked or replaced them.
-- pg_control_checkpoint() would return the timeline before a promotion until the next checkpoint.
CREATE FUNCTION identify_server(OUT system_identifier bigint, OUT timeline integer)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    BEGIN
        system_identifier := (SELECT control.system_identifier FROM pg_control_system() AS control);
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_function THEN
        system_identifier := NULL;
    END;
    BEGIN
        timeline := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_function THEN
        timeline := NULL;
    END;
END $$;
COMMENT ON FUNCTION identify_server IS
    'System identifier and current WAL timeline of this server, each null if the owner may not read it. Fails on a standby.';
INSERT INTO epoch (number, system_identifier, timeline) SELECT 1, server.* FROM identify_server() AS server;

CREATE FUNCTION current_epoch() RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT max(number) FROM epoch);
END $$;
COMMENT ON FUNCTION current_epoch IS 'Number of the epoch of new rows.';

CREATE TABLE change (
    epoch integer NOT NULL DEFAULT current_epoch(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    action text NOT NULL CONSTRAINT change_kind_is_known
        CHECK (action IN ('published', 'changed', 'withdrawn', 'preferred', 'unpreferred')),
    record_type text NOT NULL,
    record_id text NOT NULL,
    revision integer NOT NULL,
    program text,
    previous_program text,
    indicator text,
    region text,
    period text,
    recorded_at timestamp_value NOT NULL DEFAULT recording_time(),
    began_at timestamp_value NOT NULL DEFAULT now(),
    CONSTRAINT change_has_one_place PRIMARY KEY (epoch, xid, ordinal)
);
COMMENT ON TABLE change IS 'The feed of public changes: one row per public revision and per preference.';
COMMENT ON COLUMN change.epoch IS 'Epoch of the transaction.';
COMMENT ON COLUMN change.xid IS 'Number of the transaction.';
COMMENT ON COLUMN change.ordinal IS 'Order of the rows within a transaction.';
COMMENT ON COLUMN change.action IS 'published, changed, withdrawn, preferred or unpreferred.';
COMMENT ON COLUMN change.record_type IS 'Type of the record: the name of its table.';
COMMENT ON COLUMN change.record_id IS 'Code or id of the record.';
COMMENT ON COLUMN change.revision IS 'Number of the revision that was added.';
COMMENT ON COLUMN change.program IS 'Program of the revision; null if records of this type have none.';
COMMENT ON COLUMN change.previous_program IS
    'Program of the previous published revision if it was another one: a reader of that program sees that the record left it.';
COMMENT ON COLUMN change.indicator IS 'Indicator of the revision; null if records of this type have none.';
COMMENT ON COLUMN change.region IS 'Region of the revision; null if records of this type have none.';
COMMENT ON COLUMN change.period IS 'Period of the revision; null if records of this type have none.';
COMMENT ON COLUMN change.recorded_at IS 'recording_time() of the transaction.';
COMMENT ON COLUMN change.began_at IS 'Start of the transaction, before it had its number; see complete_until.';

CREATE TABLE audit_entry (
    epoch integer NOT NULL DEFAULT current_epoch(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    recorded_at timestamp_value NOT NULL DEFAULT recording_time(),
    began_at timestamp_value NOT NULL DEFAULT now(),
    principal label NOT NULL,
    key_id text,
    client_ip text,
    request_id text,
    action text NOT NULL,
    record_type text,
    record_id text,
    revision integer,
    content_sha256 bytea,
    detail jsonb NOT NULL DEFAULT '{}',
    institution code DEFAULT nullif(current_setting('capaian.institution', true), ''),
    record_institution code,
    CONSTRAINT audit_has_one_place PRIMARY KEY (epoch, xid, ordinal)
);
-- Most entries are about a record of the institution of the key: they are in the first index only.
CREATE INDEX audit_is_by_an_institution ON audit_entry (institution, epoch, xid, ordinal) WHERE institution IS NOT NULL;
CREATE INDEX audit_is_about_an_institution ON audit_entry (record_institution, epoch, xid, ordinal)
    WHERE record_institution IS DISTINCT FROM institution;
CREATE INDEX audit_is_of_an_entity ON audit_entry (record_type, record_id, epoch, xid, ordinal);
COMMENT ON TABLE audit_entry IS 'The audit log: one entry per revision, per kind of rejected request of a known user, and per change of a key.';
COMMENT ON COLUMN audit_entry.epoch IS 'Epoch of the transaction.';
COMMENT ON COLUMN audit_entry.xid IS 'Number of the transaction.';
COMMENT ON COLUMN audit_entry.ordinal IS 'Order of the entries within a transaction.';
COMMENT ON COLUMN audit_entry.recorded_at IS 'recording_time() of the transaction.';
COMMENT ON COLUMN audit_entry.began_at IS 'Start of the transaction, before it had its number; see complete_until.';
COMMENT ON COLUMN audit_entry.principal IS 'Name of the user.';
COMMENT ON COLUMN audit_entry.key_id IS 'Id of the API key, or of the token, that the request used.';
COMMENT ON COLUMN audit_entry.client_ip IS 'IP address of the client.';
COMMENT ON COLUMN audit_entry.request_id IS 'Id of the request, also in the access log.';
COMMENT ON COLUMN audit_entry.action IS 'What was done.';
COMMENT ON COLUMN audit_entry.record_type IS 'Type of the record: the name of its table, or key for an API key.';
COMMENT ON COLUMN audit_entry.record_id IS 'Code or id of the record.';
COMMENT ON COLUMN audit_entry.revision IS 'Number of the revision that was added.';
COMMENT ON COLUMN audit_entry.content_sha256 IS 'Hash of the revision, which detects an edit of the revision itself; see content_hash.';
COMMENT ON COLUMN audit_entry.detail IS 'Further facts, as JSON; for rejected requests also their number.';
COMMENT ON COLUMN audit_entry.institution IS 'Institution that the key or token was restricted to; null if it was not restricted.';
COMMENT ON COLUMN audit_entry.record_institution IS
    'Institution that the revision or key belonged to; null if no institution owns records of this type.';

CREATE TABLE audit_seal (
    number bigint NOT NULL CONSTRAINT seals_count_from_1 CHECK (number > 0),
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    ordinal bigint NOT NULL,
    hash bytea NOT NULL CONSTRAINT seal_keeps_a_hash CHECK (length(hash) = 32),
    signature bytea CONSTRAINT seal_keeps_a_signature CHECK (length(signature) = 64),
    public_key bytea CONSTRAINT seal_names_its_signer CHECK (length(public_key) = 32),
    sealed_at timestamp_value NOT NULL DEFAULT now(),
    CONSTRAINT seal_has_one_number PRIMARY KEY (number),
    CONSTRAINT seal_is_of_one_entry UNIQUE (epoch, xid, ordinal),
    CONSTRAINT seal_is_signed_by_somebody CHECK ((signature IS NULL) = (public_key IS NULL))
);
COMMENT ON TABLE audit_seal IS
    'The hash chain over the audit log, one row per entry. A background task seals entries after their commit: a chain '
    'inside the transactions would make all writers wait for each other.';
COMMENT ON COLUMN audit_seal.number IS 'Position in the chain, from 1 without gaps.';
COMMENT ON COLUMN audit_seal.epoch IS 'epoch of the entry.';
COMMENT ON COLUMN audit_seal.xid IS 'xid of the entry.';
COMMENT ON COLUMN audit_seal.ordinal IS 'ordinal of the entry.';
COMMENT ON COLUMN audit_seal.hash IS 'SHA-256 of the previous hash and the entry.';
COMMENT ON COLUMN audit_seal.signature IS 'Ed25519 signature of the hash; the last seal of each round has one.';
COMMENT ON COLUMN audit_seal.public_key IS 'Public key that verifies the signature.';
COMMENT ON COLUMN audit_seal.sealed_at IS 'Time when the entry was sealed.';

CREATE TABLE idempotency_record (
    principal label NOT NULL,
    key text NOT NULL CONSTRAINT replay_key_is_1_to_255_visible_characters CHECK (key ~ '^[!-~]{1,255}$'),
    fingerprint bytea NOT NULL CONSTRAINT replay_keeps_a_hash CHECK (length(fingerprint) = 32),
    status smallint,
    headers jsonb,
    body bytea,
    last_used_at timestamptz NOT NULL,
    CONSTRAINT replay_is_of_one_request PRIMARY KEY (principal, key)
);
CREATE INDEX replay_grows_old ON idempotency_record (last_used_at);
COMMENT ON TABLE idempotency_record IS 'Responses to writes with an Idempotency-Key, returned again when the request is repeated.';
COMMENT ON COLUMN idempotency_record.principal IS 'Name of the user.';
COMMENT ON COLUMN idempotency_record.key IS 'The Idempotency-Key of the request.';
COMMENT ON COLUMN idempotency_record.fingerprint IS 'SHA-256 of the request; another request with the same key is rejected.';
COMMENT ON COLUMN idempotency_record.status IS 'HTTP status of the response; null while the write runs.';
COMMENT ON COLUMN idempotency_record.headers IS 'Headers of the response.';
COMMENT ON COLUMN idempotency_record.body IS 'Body of the response.';
COMMENT ON COLUMN idempotency_record.last_used_at IS 'Time of the last request with the key; after 400 days the row may be deleted.';

GRANT SELECT ON epoch, change TO capaian_reader, capaian_service;
GRANT SELECT, INSERT (principal, key_id, client_ip, request_id, action, record_type, record_id, detail) ON audit_entry TO capaian_service;
GRANT SELECT, INSERT (number, epoch, xid, ordinal, hash, signature, public_key) ON audit_seal TO capaian_service;
GRANT SELECT, DELETE, INSERT, UPDATE (last_used_at, status, headers, body) ON idempotency_record TO capaian_service;
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_record ENABLE ROW LEVEL SECURITY;

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
