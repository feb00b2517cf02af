-- The revisions that an import adds. The functions return rows; the service inserts them, so that the row policies and
-- triggers apply as for every revision.

DO $do$
DECLARE
    record_type text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['target', 'realization', 'source'] LOOP
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION %1$s_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean)
    RETURNS SETOF %1$I LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $body$
DECLARE
    -- The columns that are equal in all new records: their domains are checked once.
    new_record %1$I := jsonb_populate_record(NULL::%1$I, defaults || jsonb_build_object(
        'status', 'draft', 'public', false, 'recorded_by', session_variable('principal')));
%5$sBEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (drafted.draft).* FROM (
        SELECT CASE WHEN o.base IS NULL
                THEN jsonb_populate_record(new_record,
                    r.content || jsonb_build_object(%2$L, o.record_id, 'revision', o.newest + 1%4$s) || added.fields)
                ELSE build_draft((SELECT t FROM %1$I AS t WHERE t.%2$I = o.record_id::%3$s AND t.revision = o.base),
                    r.content || jsonb_build_object(%2$L, o.record_id, 'revision', o.newest + 1, 'status', 'draft',
                        'public', false, 'recorded_by', new_record.recorded_by) || added.fields, defaults) END AS draft
        FROM import AS i JOIN import_outcome o ON o.import = i.id CROSS JOIN LATERAL (
            SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
        CROSS JOIN LATERAL (SELECT
            CASE WHEN o.newest = 0 THEN '{}' ELSE jsonb_build_object('reason', i.reason) END
            || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
            AS fields) AS added
        WHERE i.id = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND (r.content->>'supersedes' IS NOT NULL) = superseding
        OFFSET 0) AS drafted;
END $body$;
COMMENT ON FUNCTION %1$s_drafts IS
    'The drafts of the rows in a range. Rows that supersede another target come last, all together.';

CREATE OR REPLACE FUNCTION %1$s_steps(the_import uuid, first integer, last integer, transition text)
    RETURNS SETOF %1$I LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $body$
DECLARE
    starts text[] := CASE transition WHEN 'submit' THEN '{draft,rejected}'
        WHEN 'publish' THEN '{submitted}' WHEN 'reject' THEN '{submitted}' WHEN 'restore' THEN '{withdrawn}'
        ELSE '{draft,submitted,rejected,published}' END;
    following text := CASE transition WHEN 'submit' THEN 'submitted' WHEN 'reject' THEN 'rejected'
        WHEN 'withdraw' THEN 'withdrawn' ELSE 'published' END;
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (made.next).* FROM (
        SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
            'status', following, 'public', following = 'published' OR newest.status = 'published',
            'reason', coalesce(i.reason, CASE newest.status WHEN 'rejected' THEN (SELECT d.reason FROM %1$I AS d
                WHERE d.%2$I = o.record_id::%3$s AND d.status = 'draft' ORDER BY d.revision DESC LIMIT 1)
                ELSE (newest.whole).reason END),
            'recorded_by', session_variable('principal'), 'replaced_at', NULL)) AS next
        FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
        CROSS JOIN LATERAL (SELECT t.revision, t.status, t.public, t.recorded_at, t AS whole FROM %1$I AS t
            WHERE t.%2$I = o.record_id::%3$s ORDER BY t.revision DESC LIMIT 1) AS newest
        WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND newest.recorded_at = i.status_changed_at AND newest.status = ANY (starts)
            AND (transition <> 'restore' OR newest.public)
        OFFSET 0) AS made;
END $body$;
COMMENT ON FUNCTION %1$s_steps IS
    'The next revisions of the records in a range that are still as the import left them, with the status after the '
    'transition. Only withdrawn publications are restored: a withdrawn draft was never published.';
REVOKE EXECUTE ON FUNCTION %1$s_drafts, %1$s_steps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION %1$s_drafts, %1$s_steps TO capaian_service;
            $template$, record_type, CASE record_type WHEN 'source' THEN 'code' ELSE 'id' END,
            CASE record_type WHEN 'source' THEN 'text' ELSE 'uuid' END,
            -- Written out instead of a call of build_draft: most rows are new, and the call takes as long as the record itself.
            CASE record_type WHEN 'source' THEN '' ELSE ', ''program'', programs->(r.content->>''indicator'')' END,
            CASE record_type WHEN 'source' THEN '' ELSE $programs$    programs constant jsonb := (
        SELECT jsonb_object_agg(i.code, i.program) FROM (
            SELECT DISTINCT ON (code) code, program FROM indicator ORDER BY code, revision DESC) AS i);
$programs$ END);
    END LOOP;
END
$do$;

CREATE OR REPLACE FUNCTION cited_source_publications(the_import uuid) RETURNS SETOF source
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    record_type text;
    submitted_at timestamptz;
BEGIN
    PERFORM require_running(the_import);
    SELECT rtrim(i.collection, 's'), i.status_changed_at INTO record_type, submitted_at FROM import AS i WHERE i.id = the_import;
    RETURN QUERY EXECUTE format($sql$
        SELECT (made.next).* FROM (
            SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
                'status', 'published', 'public', true, 'recorded_by', session_variable('principal'),
                'replaced_at', NULL)) AS next
            FROM (
                SELECT DISTINCT citation->>'source' AS code FROM import_outcome o JOIN %1$I AS t
                    ON t.id = o.record_id::uuid AND t.replaced_at IS NULL AND t.status = 'submitted'
                    CROSS JOIN jsonb_array_elements(t.citations) AS citation
                WHERE o.import = $1 AND o.first_row IS NULL AND o.action IN ('created', 'updated')) AS cited
            CROSS JOIN LATERAL (SELECT s.revision, s.status, s AS whole FROM source AS s
                WHERE s.code = cited.code ORDER BY s.revision DESC LIMIT 1) AS newest
            -- The ETag of the import does not change with its sources, so the publisher may not have read a later revision.
            WHERE newest.status = 'submitted' AND (newest.whole).recorded_at < $2
            OFFSET 0) AS made
        $sql$, record_type) USING the_import, submitted_at;
END $$;
COMMENT ON FUNCTION cited_source_publications IS
    'The publications of the sources that the submitted figures of the import cite and that were submitted before it.';
REVOKE EXECUTE ON FUNCTION cited_source_publications FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cited_source_publications TO capaian_service;
