-- migrate:up
-- Entering an import, and its steps to publication: the revisions that are to be added, for the service to add them under
-- the row policies and triggers that every revision meets.

-- What is to be entered of a stretch, as drafts of whoever acts; those that supersede come at the end, all at once.
-- And the revisions that a step adds: of what is still as the import left it.
DO $$
DECLARE
    noun text;
    key text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['target', 'realization', 'source'] LOOP
        key := CASE noun WHEN 'source' THEN 'code' ELSE 'id' END;
        EXECUTE format($sql$
            CREATE FUNCTION %1$s_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean)
                RETURNS SETOF %1$I LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $body$
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (drafted.draft).* FROM (
                    SELECT CASE WHEN o.base IS NULL
                            THEN jsonb_populate_record(NULL::%1$I, defaults || r.content || added.said %4$s)
                            ELSE draft_of((SELECT t FROM %1$I AS t WHERE t.%2$I = o.entity::%3$s AND t.revision = o.base),
                                r.content || added.said, defaults) END AS draft
                    FROM import_outcome o CROSS JOIN LATERAL (
                        SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
                    CROSS JOIN LATERAL (SELECT jsonb_build_object(%2$L, o.entity, 'revision', o.newest + 1,
                            'status', 'draft', 'public', false, 'reason', NULL, 'recorded_by', acting('principal'))
                        || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
                        AS said) AS added
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND (r.content->>'supersedes' IS NOT NULL) = superseding
                    OFFSET 0) AS drafted;
            END $body$;
            CREATE FUNCTION %1$s_steps(the_import uuid, first integer, last integer, following text)
                RETURNS SETOF %1$I LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $body$
            DECLARE
                starts text[] := CASE following WHEN 'submitted' THEN '{draft,rejected}'
                    WHEN 'published' THEN '{submitted}' WHEN 'rejected' THEN '{submitted}'
                    ELSE '{draft,submitted,rejected,published}' END;
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (made.next).* FROM (
                    SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
                        'status', following, 'public', following = 'published' OR newest.status = 'published',
                        'reason', i.reason, 'recorded_by', acting('principal'), 'replaced_at', NULL)) AS next
                    FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
                    CROSS JOIN LATERAL (SELECT t.revision, t.status, t.recorded_at, t AS whole FROM %1$I AS t
                        WHERE t.%2$I = o.entity::%3$s ORDER BY t.revision DESC LIMIT 1) AS newest
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND newest.recorded_at = i.stood_at AND newest.status = ANY (starts)
                    OFFSET 0) AS made;
            END $body$
            $sql$, noun, key, CASE noun WHEN 'source' THEN 'text' ELSE 'uuid' END,
            -- In place, and not by draft_of: nearly all rows are new, and a call takes as long as the record itself.
            CASE noun WHEN 'source' THEN '' ELSE '|| jsonb_build_object(''program'', (SELECT i.program FROM indicator i
                WHERE i.code = r.content->>''indicator'' ORDER BY i.revision DESC LIMIT 1))' END);
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION target_drafts, realization_drafts, source_drafts, target_steps, realization_steps, source_steps
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION target_drafts, realization_drafts, source_drafts, target_steps, realization_steps, source_steps
    TO capaian_service;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
