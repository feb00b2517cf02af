-- What the rows of an import state: the record as the import leaves it, and as it was before.

CREATE OR REPLACE FUNCTION breakdown_map(breakdown text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(split_part(pair, ':', 1), split_part(pair, ':', 2)), '{}')
    FROM unnest(string_to_array(breakdown, ',')) AS pair $$;
COMMENT ON FUNCTION breakdown_map IS 'A breakdown as a map of codes; the whole is {}.';

CREATE OR REPLACE FUNCTION find_unit(indicator text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT i.unit::text FROM indicator i WHERE i.code = $1 AND (i.public OR can_read_unpublished(
            'indicator', i.code, i.revision, i.status, i.recorded_by, leader_of_program(i.program)))
        ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1 $$;
COMMENT ON FUNCTION find_unit IS
    'The unit of an indicator that the user may read: of the published revision, else of the latest one.';

CREATE OR REPLACE FUNCTION describe_figure(record_type text, fields jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_object('indicator', fields->'indicator', 'nature', fields->'nature', 'region', fields->'region',
            'region_name', (SELECT r.name FROM region r WHERE r.code = fields->>'region' AND r.status = 'published'
                ORDER BY r.revision DESC LIMIT 1),
            'breakdown', breakdown_map(fields->>'breakdown'),
            'period', fields->'period', 'value', fields->'value', 'value_to', fields->'value_to',
            'unit', find_unit(fields->>'indicator'),
            'qualifier', fields->'qualifier', 'resolution', fields->'resolution', 'stated_on', fields->'stated_on',
            'stated_not_before', fields->'stated_not_before', 'stated_not_after', fields->'stated_not_after',
            'institution', fields->'institution', 'sources', (SELECT coalesce(jsonb_agg(cited.source ORDER BY cited.position), '[]')
                FROM (SELECT citation->>'source' AS source, min(position) AS position
                    FROM jsonb_array_elements(fields->'citations') WITH ORDINALITY AS given (citation, position)
                    GROUP BY 1) AS cited))
        || CASE record_type WHEN 'target' THEN jsonb_build_object('plan', fields->'plan', 'due_on', fields->'due_on')
            ELSE jsonb_build_object('quality', fields->'quality', 'day_known', fields->'day_known') END $$;
COMMENT ON FUNCTION describe_figure IS
    'The fields of a figure that the report of an import shows, with the name of its region and the unit of its indicator.';

CREATE OR REPLACE FUNCTION describe_source(record_type text, fields jsonb) RETURNS jsonb
    IMMUTABLE RETURN jsonb_build_object('code', fields->'code', 'kind', fields->'kind', 'title', fields->'title',
        'publisher', fields->'publisher', 'original_url', fields->'original_url', 'published_on', fields->'published_on',
        'published_not_before', fields->'published_not_before', 'published_not_after', fields->'published_not_after',
        'date_basis', fields->'date_basis');
COMMENT ON FUNCTION describe_source IS 'The fields of a source that the report of an import shows.';

DO $do$
DECLARE
    record_type text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['target', 'realization', 'source'] LOOP
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION read_%1$s_rows(the_import uuid, numbers integer[], defaults jsonb)
    RETURNS TABLE (number integer, read jsonb, before jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
    SELECT o.number, CASE WHEN after.fields IS NOT NULL THEN describe_%4$s(%1$L, after.fields) END,
        CASE WHEN o.action = 'updated' AND base.fields IS NOT NULL THEN describe_%4$s(%1$L, base.fields) END
    FROM import i JOIN import_outcome o ON o.import = i.id AND o.number = ANY (numbers)
    LEFT JOIN import_outcome led ON led.import = o.import AND led.number = o.first_row
    CROSS JOIN LATERAL (SELECT coalesce(led.action, o.action) IN ('created', 'updated') AS is_changed) AS planned
    LEFT JOIN LATERAL (SELECT t AS whole, to_jsonb(t) AS fields FROM %1$I AS t
        WHERE t.%2$I = o.record_id::%3$s AND t.revision = o.base
            AND (t.public OR can_read_unpublished(%1$L, t.%2$I::text, t.revision, t.status, t.recorded_by, %5$s))) AS base ON true
    LEFT JOIN LATERAL (SELECT to_jsonb(t) AS fields FROM %1$I AS t
        WHERE i.records_status IS NOT NULL AND planned.is_changed
            AND t.%2$I = o.record_id::%3$s AND t.revision = o.newest + 1) AS added ON true
    LEFT JOIN LATERAL (SELECT r.content || CASE WHEN coalesce(led.citations, o.citations) IS NULL THEN '{}'
            ELSE jsonb_build_object('citations', coalesce(led.citations, o.citations)) END AS content
        FROM import_row r WHERE r.import = o.import AND r.number = o.number AND r.content <> '{}'
            AND (o.action = 'rejected' OR i.status <> 'rejected')) AS staged ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN added.fields IS NOT NULL THEN added.fields
        WHEN o.action <> 'rejected' AND NOT planned.is_changed THEN base.fields
        WHEN o.base IS NULL THEN defaults || staged.content
        WHEN base.fields IS NULL THEN staged.content
        WHEN staged.content IS NOT NULL THEN to_jsonb(build_draft(base.whole, staged.content, defaults)) END AS fields
        OFFSET 0) AS after
    WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status) $body$;
COMMENT ON FUNCTION read_%1$s_rows IS
    'The records of some rows as the import creates, changes or leaves them, and before it. Null for a row that is valid in a '
    'rejected import, also before its staged row is deleted, and for an earlier revision that the user may not read.';
REVOKE EXECUTE ON FUNCTION read_%1$s_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_%1$s_rows TO capaian_service;
            $template$, record_type, CASE record_type WHEN 'source' THEN 'code' ELSE 'id' END,
            CASE record_type WHEN 'source' THEN 'text' ELSE 'uuid' END,
            CASE record_type WHEN 'source' THEN 'source' ELSE 'figure' END, format(institution_sql(record_type), 't'));
    END LOOP;
END
$do$;
REVOKE EXECUTE ON FUNCTION breakdown_map, find_unit, describe_figure, describe_source FROM PUBLIC;
