-- Totals of an import: what its rows add up to, to be compared with the file.

-- The planner knows nothing about the rows of a new import and expects one. So nested loops are off.
CREATE OR REPLACE FUNCTION total_import_rows(record_type text, the_import uuid, max_totals integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
    totals jsonb;
BEGIN
    PERFORM require_running(the_import);
    EXECUTE format($sql$
        WITH figures AS (
            SELECT o.number, coalesce(r.content->>'indicator', base.indicator) COLLATE "C" AS indicator,
                coalesce(r.content->>'nature', base.nature) COLLATE "C" AS nature,
                coalesce(r.content->>'region', base.region, 'ID') COLLATE "C" AS region,
                coalesce(r.content->>'breakdown', base.breakdown, '') COLLATE "C" AS breakdown,
                coalesce(r.content->>'period', base.period) COLLATE "C" AS period,
                coalesce((r.content->>'value')::numeric, base.value) AS value,
                CASE WHEN r.content ? 'value' THEN (r.content->>'value_to')::numeric ELSE base.value_to END AS value_to
            FROM import_outcome o JOIN import_row r ON r.import = $1 AND r.number = o.number
            LEFT JOIN LATERAL (
                SELECT t.indicator, t.nature, t.region, t.breakdown, t.period, t.value, t.value_to FROM %1$I AS t
                WHERE t.id = o.record_id::uuid AND t.revision = o.base
                    -- The draft of an unchanged row is not part of the import: its publisher need not see it.
                    AND (t.public OR o.action <> 'unchanged')
                    AND NOT r.content ?& '{indicator,nature,region,breakdown,period,value}' OFFSET 0) AS base ON true
            WHERE o.import = $1 AND o.action <> 'rejected' AND o.first_row IS NULL
            OFFSET 0  -- the content is read once, and not sorted
        ), per_region AS (
            SELECT indicator, nature, breakdown, period, region, min(number) AS first_row, count(*) AS figures,
                sum(value) AS sum, min(value) AS min, max(coalesce(value_to, value)) AS max
            FROM figures WHERE num_nulls(indicator, nature, period, value) = 0
            GROUP BY indicator, nature, breakdown, period, region
        ), grouped AS (
            SELECT indicator, nature, breakdown, period, levels.level, sum(figures) AS figures, sum(sum) AS sum, min(min) AS min,
                max(max) AS max, count(*) AS regions, min(first_row) AS first_row, count(*) OVER () AS groups,
                CASE WHEN levels.level = 'regency' AND min(left(region, 2)) = max(left(region, 2))
                    THEN min(left(region, 2)) ELSE 'ID' END AS within
            FROM per_region CROSS JOIN LATERAL (SELECT CASE length(replace(region, 'ID', ''))
                WHEN 0 THEN 'country' WHEN 2 THEN 'province' ELSE 'regency' END AS level) AS levels
            GROUP BY indicator, nature, breakdown, period, levels.level
            ORDER BY min(first_row), levels.level LIMIT $2
        ), dated AS MATERIALIZED (
            SELECT *, last_day_of(period) AS last_day FROM grouped
        )
        SELECT jsonb_build_object('unlisted_count', greatest(0, max(groups) - $2), 'totals', jsonb_agg(jsonb_build_object(
                'indicator', g.indicator, 'nature', g.nature, 'breakdown', breakdown_map(g.breakdown), 'period', g.period, 'unit', find_unit(g.indicator),
                'level', g.level, 'within', g.within, 'within_name', (
                    SELECT r.name FROM region r WHERE r.code = g.within AND r.status = 'published'
                    ORDER BY r.revision DESC LIMIT 1),
                'figure_count', g.figures, 'sum', CASE WHEN g.nature <> 'rate' THEN g.sum END, 'min', g.min, 'max', g.max,
                'region_count', g.regions, 'region_total', (
                    SELECT count(*) FROM region r WHERE r.status = 'published' AND r.replaced_at IS NULL
                        AND CASE r.level WHEN 'city' THEN 'regency' ELSE r.level END = g.level
                        AND g.within IN ('ID', left(r.code, 2))
                        AND g.last_day BETWEEN coalesce(r.valid_from, '-infinity') AND coalesce(r.valid_to, 'infinity')))
            ORDER BY g.first_row, g.level))
        FROM dated g HAVING count(*) > 0
        $sql$, record_type) INTO totals USING the_import, max_totals;
    RETURN totals;
END $$;
COMMENT ON FUNCTION total_import_rows IS
    'The valid figures of an import per indicator, nature, breakdown, period and level: their number, sum and extremes, and '
    'the number of their regions and of all regions in force on the last day. Null if there are none.';

REVOKE EXECUTE ON FUNCTION total_import_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION total_import_rows TO capaian_service;
