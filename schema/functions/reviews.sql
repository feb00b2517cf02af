-- Reviews: what waits for a publisher. The rules are those of publication: scope, institution and the four-eyes rule.

DO $do$
DECLARE
    record_type text;
    key text;
    branches text := '';
    remaining text := '';
BEGIN
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        key := CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END;
        branches := branches || format($branch$
        UNION ALL (
            SELECT %1$L, t.%2$I::text, (%3$s)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM %1$I AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, %1$L, t.%2$I::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (%3$s) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in(%1$L, t.%2$I::text, t.revision)
            ORDER BY t.recorded_at, t.%2$I::text LIMIT max_rows)
            $branch$, record_type, key, format(institution_sql(record_type), 't'));
        IF record_type IN ('target', 'realization', 'source') THEN
            remaining := remaining || format($branch$
                    WHEN %L THEN EXISTS (SELECT FROM %I AS t
                        WHERE t.recorded_at = i.status_changed_at AND t.status = 'submitted' AND t.replaced_at IS NULL)
                $branch$, record_type || 's', record_type);
        END IF;
    END LOOP;
    EXECUTE format($template$
CREATE OR REPLACE FUNCTION list_reviews(after_time timestamptz, after_type text, after_id text, max_rows integer)
    RETURNS TABLE (type text, id text, institution text, record_count integer, submitted_by text, submitted_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column
DECLARE
    own_institution text := session_variable('institution');
    -- The records of an import have the time of its last step, except those that were revised since.
    import_times timestamptz[];
BEGIN
    IF NOT has_scope('publish') THEN
        RETURN;
    END IF;
    import_times := ARRAY(SELECT i.status_changed_at FROM import AS i
        WHERE i.records_status = 'submitted' AND (own_institution IS NULL OR i.owner = own_institution));
    RETURN QUERY SELECT * FROM (
        (SELECT 'import'::text AS type, i.id::text AS id, i.owner::text, i.created + i.updated, i.submitted_by::text,
                i.status_changed_at::timestamptz AS submitted_at
            FROM import AS i
            WHERE i.records_status = 'submitted' AND i.status_changed_at >= after_time
                AND (i.status_changed_at, 'import', i.id::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR i.owner = own_institution)
                AND session_variable('principal') NOT IN (i.recorded_by, i.submitted_by)
                -- Not if all of its records were published or revised one by one: no step could end that review.
                AND CASE i.collection %s END
            ORDER BY i.status_changed_at, i.id::text LIMIT max_rows)%s) AS found
        ORDER BY found.submitted_at, found.type, found.id LIMIT max_rows;
END $body$;
    $template$, remaining, branches);
END
$do$;
COMMENT ON FUNCTION list_reviews IS
    'Submitted imports, and submitted records that are not part of a listed import, that the user may publish: for the '
    'institution of the key, and without own work. Oldest first, after a position.';
REVOKE EXECUTE ON FUNCTION list_reviews FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_reviews TO capaian_service;
