-- The audit log and the feed of public changes: who writes entries, who reads them, and where a reader may stop.

CREATE OR REPLACE FUNCTION is_below_horizon(epoch integer, xid xid8) RETURNS boolean
    STABLE RETURN epoch < current_epoch() OR xid < pg_snapshot_xmin(pg_current_snapshot());
COMMENT ON FUNCTION is_below_horizon IS
    'True if no running transaction can still add a row before this one; only such rows are sealed or returned.';

-- Let x be the last visible transaction with a number below all running ones. A transaction that the snapshot does not
-- see took its number after x did, so after x began, and read its recording_time() later still. If no transaction was
-- running, it even starts recording after x committed, so its time is later than that of x. On a standby only the first
-- holds: transactions of the primary that it has not received may have run at the same time as x.
CREATE OR REPLACE FUNCTION complete_until(of_public boolean) RETURNS timestamptz
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen constant pg_snapshot := pg_current_snapshot();
    horizon constant xid8 := pg_snapshot_xmin(seen);
    epoch_now constant integer := (SELECT max(number) FROM epoch);
    last record;
BEGIN
    IF of_public THEN
        SELECT began_at, recorded_at INTO last FROM change WHERE (epoch, xid, ordinal) < (epoch_now, horizon, 0::bigint)
            ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1;
    ELSE
        SELECT began_at, recorded_at INTO last FROM audit_entry WHERE (epoch, xid, ordinal) < (epoch_now, horizon, 0::bigint)
            ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1;
    END IF;
    IF NOT FOUND THEN
        RETURN (SELECT min(started_at) FROM epoch);
    ELSIF horizon = pg_snapshot_xmax(seen) AND NOT pg_is_in_recovery() THEN
        RETURN last.recorded_at + interval '1 microsecond';
    END IF;
    RETURN last.began_at;
END $$;
COMMENT ON FUNCTION complete_until IS
    'A time such that the snapshot of the calling statement contains every row with an earlier recorded_at, now and for '
    'good; of public rows, or of all. It changes only with what is written, so equal responses stay equal.';

CREATE OR REPLACE FUNCTION is_epoch_current(seal_epoch integer, seal_number bigint, seal_hash bytea) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    latest epoch;
    here record;
    last xid8;
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN true;  -- only the primary begins epochs
    END IF;
    SELECT * INTO latest FROM epoch ORDER BY number DESC LIMIT 1;
    SELECT * INTO here FROM identify_server();
    IF latest.system_identifier <> here.system_identifier OR latest.timeline <> here.timeline THEN
        RETURN false;
    ELSIF seal_epoch >= latest.number
            AND NOT EXISTS (SELECT FROM audit_seal WHERE number = seal_number AND hash = seal_hash) THEN
        RETURN false;
    END IF;
    SELECT greatest(
        (SELECT xid FROM change WHERE change.epoch = latest.number ORDER BY xid DESC LIMIT 1),
        (SELECT xid FROM audit_entry WHERE audit_entry.epoch = latest.number ORDER BY xid DESC LIMIT 1)) INTO last;
    RETURN coalesce(last < pg_snapshot_xmax(pg_current_snapshot()), true);
END $$;
COMMENT ON FUNCTION is_epoch_current IS
    'False if transaction numbers of the latest epoch may be used again: it began on another server or timeline, this server '
    'counts from a lower number, or the database has lost a seal that the caller has read. The caller has written nothing.';

CREATE OR REPLACE FUNCTION renew_epoch(
        seal_epoch integer DEFAULT NULL, seal_number bigint DEFAULT NULL, seal_hash bytea DEFAULT NULL)
    RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_read_only')::boolean THEN
        RETURN NULL;
    ELSIF NOT is_epoch_current(seal_epoch, seal_number, seal_hash) THEN
        LOCK TABLE epoch IN EXCLUSIVE MODE;
        IF NOT is_epoch_current(seal_epoch, seal_number, seal_hash) THEN
            -- Without waiting for a standby: if it loses this row, it is promoted to another timeline.
            PERFORM set_config('synchronous_commit', 'local', true);
            INSERT INTO epoch (number, system_identifier, timeline)
                SELECT greatest(max(number) + 1, seal_epoch + 1, extract(epoch FROM now() - timestamptz '2020-01-01 00:00Z')::integer),
                    (identify_server()).*
                FROM epoch;
        END IF;
    END IF;
    RETURN current_epoch();
END $$;
COMMENT ON FUNCTION renew_epoch IS
    'Begin a new epoch if is_epoch_current is false, once for concurrent callers. Return the number of the latest epoch, or '
    'null if this transaction is read-only, as on a standby. The number is a time, so two restores of one backup differ. '
    'Each connection of the service calls this before it writes, in a transaction of its own (read committed).';
REVOKE EXECUTE ON FUNCTION is_epoch_current, renew_epoch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_epoch_current TO capaian_reader, capaian_service;
GRANT EXECUTE ON FUNCTION renew_epoch TO capaian_service;

CREATE OR REPLACE FUNCTION content_hash(content jsonb) RETURNS bytea
    STABLE PARALLEL SAFE RETURN sha256(convert_to(
        jsonb_strip_nulls(content - '{replaced_at,magnitude,level,period_start,period_end,stated_latest,search}'::text[])::text,
        'UTF8'));
COMMENT ON FUNCTION content_hash IS
    'SHA-256 of a revision without generated columns, null columns and replaced_at. It is the same on every server and in '
    'every time zone. A column that is added later must be null in existing rows.';

CREATE OR REPLACE FUNCTION change_columns_sql(record_type text) RETURNS text
    IMMUTABLE PARALLEL SAFE RETURN CASE record_type
        WHEN 'program' THEN '%1$s.code AS program, NULL AS indicator, NULL AS region, NULL AS period'
        WHEN 'indicator' THEN '%1$s.program, %1$s.code AS indicator, NULL AS region, NULL AS period'
        WHEN 'region' THEN 'NULL AS program, NULL AS indicator, %1$s.code AS region, NULL AS period'
        WHEN 'target' THEN '%1$s.program, %1$s.indicator, %1$s.region, %1$s.period'
        WHEN 'realization' THEN '%1$s.program, %1$s.indicator, %1$s.region, %1$s.period'
        ELSE 'NULL AS program, NULL AS indicator, NULL AS region, NULL AS period' END;
COMMENT ON FUNCTION change_columns_sql IS
    'SQL expressions for what a row of this type is about, as columns of the table change; %1$s is the alias of the row.';

CREATE OR REPLACE FUNCTION changed_programs(record_type text, programs text) RETURNS text
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN record_type IN ('target', 'realization') AND length(programs) < 7000 THEN programs ELSE '' END;
COMMENT ON FUNCTION changed_programs IS
    'Payload of the notification of a change: the programs of changed figures, separated by spaces. It is empty if other '
    'responses can change, too, or if the list would exceed the limit of PostgreSQL, which is 8000 bytes.';

DO $do$
DECLARE
    record_type text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION write_audit_entry_of_%1$s() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC'
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, %1$L,
            %2$I::text, revision, content_hash(to_jsonb(entered)), %3$s
        FROM entered ORDER BY %2$I;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM %1$I AS before WHERE before.%2$I = entered.%2$I
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, %1$L, entered.%2$I::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT %4$s) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, %5$s FROM %1$I AS before
                    WHERE before.%2$I = entered.%2$I AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.%2$I
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs(%1$L, programs));
    END IF;
    RETURN NULL;
END $body$;
COMMENT ON FUNCTION write_audit_entry_of_%1$s IS
    'Trigger: write an audit entry for every revision, and a change for every public one.';
CREATE OR REPLACE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON %1$I REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION write_audit_entry_of_%1$s();
            $template$, record_type, CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END,
            format(institution_sql(record_type), 'entered'),
            format(change_columns_sql(record_type), 'entered'), format(change_columns_sql(record_type), 'before'));
    END LOOP;
END
$do$;

-- Entries contain the drafts, keys and IP addresses of all users. So an administrator whose key is restricted to an
-- institution reads only what keys of the institution did, and what others did to its records and keys.
DROP POLICY IF EXISTS admins_read_entries ON audit_entry;
CREATE POLICY admins_read_entries ON audit_entry FOR SELECT TO capaian_service
    USING (has_scope('admin') AND (session_variable('institution') IS NULL
        OR coalesce(session_variable('institution') IN (institution, record_institution), false)));
DROP POLICY IF EXISTS users_add_own_entries ON audit_entry;
CREATE POLICY users_add_own_entries ON audit_entry FOR INSERT TO capaian_service WITH CHECK (principal = session_variable('principal'));

DROP POLICY IF EXISTS users_have_own_responses ON idempotency_record;
CREATE POLICY users_have_own_responses ON idempotency_record TO capaian_service
    USING (principal = session_variable('principal')) WITH CHECK (principal = session_variable('principal'));
DROP POLICY IF EXISTS admins_delete_old_responses ON idempotency_record;
CREATE POLICY admins_delete_old_responses ON idempotency_record FOR ALL TO capaian_service
    USING (has_scope('admin') AND last_used_at < now() - interval '400 days') WITH CHECK (false);
