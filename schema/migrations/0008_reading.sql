-- migrate:up
-- How figures are read: every order a list may ask for has its index among all that was ever published, so that
-- a page of today and one of a past moment are found alike; few published rows were ever replaced.

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['target', 'realization'] LOOP
        EXECUTE format($sql$
            CREATE INDEX %1$s_reads_by_key ON %1$I
                (program, indicator, nature, region, period_end, period_start, stated_latest, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_by_region ON %1$I
                (region, program, indicator, nature, period_end, period_start, stated_latest, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_by_institution ON %1$I
                (institution, program, indicator, nature, region, period_end, period_start, stated_latest, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_by_part ON %1$I
                (breakdown, program, indicator, nature, region, period_end, period_start, stated_latest, id)
                WHERE status = 'published' AND breakdown <> '';
            CREATE INDEX %1$s_reads_by_period ON %1$I (period_end, period_start, id) WHERE status = 'published';
            CREATE INDEX %1$s_reads_by_statement ON %1$I (stated_latest, id) WHERE status = 'published';
            CREATE INDEX %1$s_reads_by_recording ON %1$I (recorded_at, id) WHERE status = 'published';
            CREATE INDEX %1$s_reads_by_value ON %1$I (program, indicator, magnitude, id) WHERE status = 'published';
            CREATE INDEX %1$s_is_stated_for_another ON %1$I (on_behalf_of)
                WHERE status = 'published' AND on_behalf_of IS NOT NULL;
            CREATE INDEX %1$s_work_in_hand ON %1$I (status, id)
                WHERE status IN ('draft', 'submitted', 'rejected') AND replaced_at IS NULL;
            CREATE INDEX %1$s_work_on_an_indicator ON %1$I (indicator)
                WHERE status IN ('draft', 'submitted', 'rejected') AND replaced_at IS NULL;
            CREATE INDEX %1$s_cites ON %1$I USING gin (citations jsonb_path_ops);
            -- Else the planner takes an indicator for a few rows and sorts them all for every page.
            CREATE STATISTICS %1$s_has_the_program_of_its_indicator (dependencies) ON program, indicator FROM %1$I;
            $sql$, noun);
    END LOOP;
END
$$;

-- The realizations of one key, the preferred one first; see api/realizations/queries.py.
CREATE INDEX realization_reads_by_precedence ON realization
    (program, indicator, nature, region, breakdown, period_end,
        (array_position(ARRAY['final', 'provisional', 'estimate'], quality)), (stated_on IS NULL), stated_latest DESC)
    WHERE status = 'published';
CREATE INDEX target_is_superseded ON target (supersedes) WHERE status = 'published' AND supersedes IS NOT NULL;
CREATE INDEX claim_is_found_by_source ON claim (source, id);
CREATE INDEX claim_is_about ON claim USING gin ((subjects || base_figure)) WHERE status = 'published';

-- A row policy lets no index answer `citations @>` (jsonb containment is not leakproof), so the ids come from
-- here. The owner reads past the policy: so work in hand is for the service's role alone, as it is there.
CREATE FUNCTION targets_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT target.id FROM target, unnest(sources) AS wanted
        WHERE target.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (target.public OR current_setting('role') = 'capaian_service') $$;
CREATE FUNCTION realizations_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT realization.id FROM realization, unnest(sources) AS wanted
        WHERE realization.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (realization.public OR current_setting('role') = 'capaian_service') $$;
REVOKE EXECUTE ON FUNCTION targets_citing, realizations_citing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION targets_citing, realizations_citing TO capaian_reader, capaian_service;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
