-- Revisions: how a record moves from one revision to the next, and that history is never changed.

CREATE OR REPLACE FUNCTION is_transition_allowed(before text, after text, by_system boolean) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN by_system AND after = 'published' THEN before IS NULL OR before = 'published'
        ELSE coalesce(before, 'nothing') || ' to ' || after IN (
            'nothing to draft',
            'draft to draft', 'draft to submitted', 'draft to withdrawn',
            'submitted to draft', 'submitted to published', 'submitted to rejected', 'submitted to withdrawn',
            'rejected to draft', 'rejected to submitted', 'rejected to withdrawn',
            'published to draft', 'published to withdrawn',
            'withdrawn to draft', 'withdrawn to withdrawn', 'withdrawn to published')
    END;
COMMENT ON FUNCTION is_transition_allowed IS
    'True if a revision with the second status may follow one with the first; null means that there is none before. Seed '
    'data is published directly. A withdrawn publication can only be restored, and a withdrawn draft cannot.';

CREATE OR REPLACE FUNCTION raise_rule_violation(
    rule text, because text, sqlstate_code text DEFAULT '23514', of_table text DEFAULT '') RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = sqlstate_code, CONSTRAINT = rule, TABLE = of_table, MESSAGE = rule || ': ' || because;
END $$;
COMMENT ON FUNCTION raise_rule_violation IS 'Raise an error with the rule as the constraint name, which the service translates into a message.';

CREATE OR REPLACE FUNCTION forbid_update_and_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM raise_rule_violation('history_is_append_only', TG_OP || ' ' || TG_TABLE_NAME, '42501');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION forbid_update_and_delete IS 'Trigger: reject updates and deletes, by every role including the owner.';

DO $do$
DECLARE
    record_type text;
    unchanging text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION add_revision_of_%1$s() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.%2$I::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class(%1$L), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.%2$I::text) AS place FROM entered
        WHERE entered.revision > 1 AND (%1$L IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE %1$I AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.%2$I AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.%2$I = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF %1$L IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.%2$I::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM %1$I AS earlier
                    WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM %1$I AS earlier
            WHERE earlier.%2$I = entered.%2$I AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM %1$I AS earlier
            WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM %1$I AS earlier
            WHERE earlier.%2$I = entered.%2$I AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $body$;
COMMENT ON FUNCTION add_revision_of_%1$s IS
    'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per '
    'statement, for a million rows as for one.';
CREATE OR REPLACE TRIGGER after_insert_2_add_revision AFTER INSERT ON %1$I REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION add_revision_of_%1$s();
            $template$, record_type, CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END);
    END LOOP;

    -- The only update of a revision is the one above, inside a trigger.
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim', 'preference'] LOOP
        SELECT string_agg(quote_ident(attname), ', ') INTO unchanging FROM pg_attribute
            WHERE attrelid = record_type::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                AND attname <> 'replaced_at';
        EXECUTE format('CREATE OR REPLACE TRIGGER before_update_reject BEFORE DELETE OR TRUNCATE OR UPDATE OF %s ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION forbid_update_and_delete()', unchanging, record_type);
        EXECUTE format('CREATE OR REPLACE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON %I
            FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION forbid_update_and_delete()', record_type);
    END LOOP;
    FOREACH record_type IN ARRAY ARRAY['epoch', 'change', 'audit_entry', 'audit_seal', 'import_mapping'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER before_update_reject BEFORE DELETE OR TRUNCATE OR UPDATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION forbid_update_and_delete()', record_type);
    END LOOP;
END
$do$;
