-- Equal errors of an import, counted.

CREATE OR REPLACE FUNCTION group_import_errors(the_import uuid, skipped integer, max_groups integer)
    RETURNS TABLE (error jsonb, received text, "position" bigint, row_count bigint, lines integer[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.error, cells.received, named.position, count(*), (array_agg(o.line ORDER BY o.number))[1:10]
    FROM import i JOIN import_outcome o ON o.import = i.id AND o.action = 'rejected'
    CROSS JOIN LATERAL jsonb_array_elements(o.errors) AS e (error)
    -- Errors of the parser have the name of the column in the file, the others its name in the API.
    LEFT JOIN LATERAL (SELECT given.position FROM unnest(i.columns) WITH ORDINALITY AS given (pair, position)
        CROSS JOIN LATERAL (SELECT split_part(given.pair, '=', 1) AS api_name, substr(given.pair, strpos(given.pair, '=') + 1) AS name) AS n
        WHERE CASE WHEN e.error ? 'rule' OR e.error ? 'of_database'
            THEN n.api_name = e.error->>'column' OR n.api_name = 'source' AND e.error->>'column' = 'citations'
            ELSE e.error->>'column' IN (n.name, left(n.name, 199) || '…') END
        ORDER BY given.position LIMIT 1) AS named ON true
    LEFT JOIN LATERAL (SELECT left(r.raw->>(named.position - 1)::integer, 201) AS received FROM import_row r
        WHERE r.import = o.import AND r.number = o.number OFFSET 0) AS cells ON true
    WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status)
    GROUP BY e.error, cells.received, named.position
    ORDER BY count(*) DESC, min(o.number), named.position, e.error OFFSET skipped LIMIT max_groups $$;
COMMENT ON FUNCTION group_import_errors IS
    'The errors of the rejected rows, equal ones together, the most frequent first: their column from 1, the content of its '
    'cell, the number of rows, and the first lines.';
REVOKE EXECUTE ON FUNCTION group_import_errors FROM PUBLIC;
GRANT EXECUTE ON FUNCTION group_import_errors TO capaian_service;
