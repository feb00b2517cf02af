-- What continues under another code: renumbered regions and succeeded institutions.

CREATE OR REPLACE FUNCTION region_chains(at timestamptz) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE link AS (
        SELECT t.code::text COLLATE "C" AS code, t.replaces::text COLLATE "C" AS earlier FROM region t
        WHERE t.status = 'published' AND t.replaces IS NOT NULL
            AND CASE WHEN at IS NULL THEN t.replaced_at IS NULL
                ELSE t.recorded_at <= at AND (t.replaced_at IS NULL OR t.replaced_at > at) END
    ), chain AS (
        SELECT link.earlier AS first_code, link.earlier AS code, 1 AS position FROM link
        WHERE NOT EXISTS (SELECT FROM link AS before WHERE before.code = link.earlier)
        UNION ALL
        SELECT chain.first_code, link.code, chain.position + 1 FROM chain JOIN link ON link.earlier = chain.code
    )
    SELECT coalesce(jsonb_object_agg(chain.code, listed.codes), '{}') FROM chain JOIN (
        SELECT first_code, string_agg(code, ',' ORDER BY position) AS codes FROM chain GROUP BY first_code
    ) AS listed USING (first_code) $$;
COMMENT ON FUNCTION region_chains IS
    'For each code of a renumbered region, all its codes joined with commas, the oldest first, as published at a time (now '
    'if null). api/analysis/rules/region_chains.py has the same rule. Use it in an uncorrelated subquery, so that it runs '
    'once per statement.';

CREATE OR REPLACE FUNCTION list_with_successors(institutions text[], at timestamptz) RETURNS text[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE found (code) AS (
        SELECT unnest(institutions) COLLATE "C"
        UNION
        SELECT unnest(t.succeeded_by)::text COLLATE "C" FROM found JOIN institution t ON t.code = found.code
        WHERE t.status = 'published'
            AND CASE WHEN at IS NULL THEN t.replaced_at IS NULL
                ELSE t.recorded_at <= at AND (t.replaced_at IS NULL OR t.replaced_at > at) END
    )
    SELECT array_agg(code) FROM found $$;
COMMENT ON FUNCTION list_with_successors IS
    'The institutions and all that succeeded them, directly or later, as published at a time (now if null).';
REVOKE EXECUTE ON FUNCTION region_chains, list_with_successors FROM PUBLIC;
GRANT EXECUTE ON FUNCTION region_chains, list_with_successors TO capaian_reader, capaian_service;
