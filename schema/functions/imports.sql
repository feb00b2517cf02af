-- Imports: who may read and continue them, how rows are staged and reported, and when they are deleted.

CREATE OR REPLACE FUNCTION can_read_import(recorded_by text, institution text, owner text, records_status text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN coalesce(
        session_variable('principal') IN (recorded_by, 'system')
        OR has_scope('read:drafts')
        OR institution = session_variable('institution') AND (has_scope('write') OR has_scope('publish'))
        OR records_status <> 'draft' AND has_scope('publish')
            AND (session_variable('institution') IS NULL OR owner = session_variable('institution')), false);
COMMENT ON FUNCTION can_read_import IS
    'True if the user may read the import: the sender, the institution of the sender, users with read:drafts, and, once the '
    'records were submitted, publishers who may publish all of them.';

DROP POLICY IF EXISTS users_read_visible_imports ON import;
CREATE POLICY users_read_visible_imports ON import FOR SELECT TO capaian_service
    USING (can_read_import(recorded_by, institution, owner, records_status));
DROP POLICY IF EXISTS writers_add_own_imports ON import;
CREATE POLICY writers_add_own_imports ON import FOR INSERT TO capaian_service WITH CHECK (
    recorded_by = session_variable('principal') AND has_scope('write') AND institution IS NOT DISTINCT FROM session_variable('institution'));
DROP POLICY IF EXISTS users_continue_visible_imports ON import;
CREATE POLICY users_continue_visible_imports ON import FOR UPDATE TO capaian_service
    USING (can_read_import(recorded_by, institution, owner, records_status));

DROP POLICY IF EXISTS users_read_mappings ON import_mapping;
CREATE POLICY users_read_mappings ON import_mapping FOR SELECT TO capaian_service USING (session_variable('principal') IS NOT NULL);
DROP POLICY IF EXISTS admins_save_mappings ON import_mapping;
CREATE POLICY admins_save_mappings ON import_mapping FOR INSERT TO capaian_service
    WITH CHECK (has_scope('admin') AND session_variable('institution') IS NULL AND recorded_by = session_variable('principal'));

CREATE OR REPLACE FUNCTION check_staged_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT import FROM entered) AS staged WHERE NOT EXISTS (
            SELECT FROM import WHERE id = staged.import AND status = 'receiving' AND recorded_by = session_variable('principal'))) THEN
        PERFORM raise_rule_violation('rows_are_staged_while_their_import_is_received', '', '42501');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_staged_rows IS 'Trigger: a user stages rows of own imports only, while their file arrives.';
CREATE OR REPLACE TRIGGER after_insert_check_staged AFTER INSERT ON import_row REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_staged_rows();

CREATE OR REPLACE FUNCTION require_running(the_import uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM import WHERE id = the_import AND status = 'running'
            AND session_variables->>'principal' = session_variable('principal')) THEN
        PERFORM raise_rule_violation('an_import_runs_for_whoever_asked', the_import::text, '42501');
    END IF;
END $$;
COMMENT ON FUNCTION require_running IS
    'Raise an error unless the import runs for the user who requested it. The functions that run as the owner call it first.';

CREATE OR REPLACE FUNCTION list_import_rows(the_import uuid, after integer, max_rows integer, wanted text[])
    RETURNS TABLE (number integer, line integer, action text, record_id text, base integer, first_row integer, errors jsonb, raw jsonb, value_position integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.number, o.line, o.action, o.record_id, o.base, o.first_row, o.errors, r.raw, r.value_position
    FROM import_outcome o
        LEFT JOIN LATERAL (SELECT * FROM import_row r WHERE r.import = o.import AND r.number = o.number OFFSET 0) AS r ON true
    WHERE o.import = the_import AND o.number > after AND (wanted IS NULL OR o.action = ANY (wanted))
        AND EXISTS (SELECT FROM import i WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status))
    ORDER BY o.number LIMIT max_rows $$;
COMMENT ON FUNCTION list_import_rows IS 'A page of the report: rows with their results, for users who may read the import.';

-- The planner knows nothing about the rows of a new import and expects one. So nested loops are off.
CREATE OR REPLACE FUNCTION settle_import(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    current_status text;
    is_expired boolean;
BEGIN
    -- A step that failed changed no record, and leaves the report as it was.
    SELECT CASE WHEN i.records_status IS NULL THEN i.status ELSE 'done' END,
            coalesce(i.ended_at, i.received_at) < now() - interval '30 days' INTO current_status, is_expired
        FROM import i WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status) FOR UPDATE;
    IF current_status IN ('failed', 'cancelled') OR is_expired AND current_status IN ('checked', 'done', 'rejected') THEN
        DELETE FROM import_row WHERE import = the_import;
    ELSIF current_status IN ('done', 'rejected') THEN
        DELETE FROM import_row r WHERE r.import = the_import AND NOT EXISTS (
            SELECT FROM import_outcome o WHERE o.import = the_import AND o.number = r.number AND o.action = 'rejected');
    ELSE
        RETURN;
    END IF;
    UPDATE import SET settled_at = coalesce(settled_at, now()), staged_bytes = (
            SELECT coalesce(sum(pg_column_size(r)), 0) FROM import_row r WHERE r.import = the_import)
        WHERE id = the_import;
END $$;
COMMENT ON FUNCTION settle_import IS
    'Delete the staged rows that an ended import no longer needs: all if it failed or was cancelled, otherwise all but the '
    'rejected ones, which are deleted after 30 days. A dry run needs its rows for 30 days. The results remain.';

DO $do$
DECLARE
    record_type text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['target', 'realization', 'source'] LOOP
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION find_%1$s_owner(the_import uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    own_time constant timestamptz := recording_time();  -- of all rows of this transaction
    owners text[];
BEGIN
    PERFORM require_running(the_import);
    owners := ARRAY(SELECT DISTINCT (%2$s)::text FROM %1$I AS t WHERE t.recorded_at = own_time);
    RETURN CASE WHEN cardinality(owners) = 1 THEN owners[1] END;
END $body$;
COMMENT ON FUNCTION find_%1$s_owner IS 'The institution that owns all records that the import added; null if they have several owners.';
REVOKE EXECUTE ON FUNCTION find_%1$s_owner FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_%1$s_owner TO capaian_service;
            $template$, record_type, format(institution_sql(record_type), 't'));
    END LOOP;
END
$do$;
REVOKE EXECUTE ON FUNCTION require_running, list_import_rows, settle_import FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_import_rows, settle_import TO capaian_service;
