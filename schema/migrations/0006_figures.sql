-- migrate:up
-- The numbers: what was promised and what was reported as reached, and what sources say of their relation.

CREATE TABLE figure (
    id uuid NOT NULL,
    program code NOT NULL,  -- the indicator's, which never changes; kept here so that lists need no join
    indicator code NOT NULL,
    nature text NOT NULL CONSTRAINT figure_is_a_stock_or_a_flow CHECK (nature IN ('stock', 'flow')),
    region region_code NOT NULL,
    level text NOT NULL GENERATED ALWAYS AS (level_of(region)) STORED,
    breakdown breakdown NOT NULL,
    period period NOT NULL,
    period_start day NOT NULL GENERATED ALWAYS AS (first_day_of(period)) STORED,
    period_end day NOT NULL GENERATED ALWAYS AS (last_day_of(period)) STORED,
    value amount NOT NULL,
    -- Order by value under row policies needs a leakproof comparison, which numeric has not; 15 digits fit a double.
    magnitude double precision NOT NULL GENERATED ALWAYS AS (value::double precision) STORED,
    qualifier text NOT NULL CONSTRAINT figure_qualifier_is_known
        CHECK (qualifier IN ('exact', 'about', 'at_least', 'at_most')),
    resolution amount NOT NULL CONSTRAINT figure_resolution_is_positive CHECK (resolution > 0),
    stated_on day,
    stated_not_before day,
    stated_not_after day,
    stated_latest day GENERATED ALWAYS AS (coalesce(stated_on, stated_not_after)) STORED,
    retracted_on day CONSTRAINT figure_is_retracted_after_it_was_stated
        CHECK (retracted_on >= coalesce(stated_on, stated_not_before)),
    institution code NOT NULL,
    on_behalf_of code,
    speaker label,
    citations citations NOT NULL,
    note prose,
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT figure_is_stated_on_a_day_or_between_two CHECK (
        stated_on IS NOT NULL AND num_nonnulls(stated_not_before, stated_not_after) = 0
        OR stated_on IS NULL AND num_nonnulls(stated_not_before, stated_not_after) = 2),
    CONSTRAINT figure_bounds_are_in_order CHECK (stated_not_before <= stated_not_after),
    CONSTRAINT published_figure_has_a_citation CHECK (status <> 'published' OR jsonb_array_length(citations) > 0)
);

CREATE TABLE target (
    LIKE figure INCLUDING ALL,
    supersedes uuid CONSTRAINT target_does_not_supersede_itself CHECK (supersedes <> id),
    CONSTRAINT target_has_one_row_per_revision PRIMARY KEY (id, revision)
);

CREATE TABLE realization (
    LIKE figure INCLUDING ALL,
    quality text NOT NULL CONSTRAINT realization_quality_is_known
        CHECK (quality IN ('final', 'provisional', 'estimate')),
    CONSTRAINT realization_has_one_row_per_revision PRIMARY KEY (id, revision)
);

CREATE TABLE claim (
    id uuid NOT NULL,
    source code NOT NULL,
    locator label NOT NULL,
    kind text NOT NULL CONSTRAINT claim_kind_is_known
        CHECK (kind IN ('ratio', 'excess', 'growth', 'sum', 'weekday')),
    subjects uuid[] NOT NULL CONSTRAINT claim_has_at_most_100_subjects CHECK (cardinality(subjects) <= 100)
        CONSTRAINT claim_subjects_are_a_plain_list CHECK (
            cardinality(subjects) = 0 OR array_ndims(subjects) = 1 AND array_position(subjects, NULL) IS NULL),
    base text CONSTRAINT claim_base_is_known CHECK (base IN ('target', 'population', 'previous', 'total')),
    base_figure uuid,
    stated_value amount,
    stated_resolution amount CONSTRAINT claim_resolution_is_positive CHECK (stated_resolution > 0),
    stated_date day,
    stated_weekday text CONSTRAINT claim_weekday_is_known CHECK (stated_weekday IN
        ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    note prose,
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT claim_has_one_row_per_revision PRIMARY KEY (id, revision),
    CONSTRAINT claim_states_a_day_or_a_number CHECK (CASE kind
        WHEN 'weekday' THEN num_nulls(stated_date, stated_weekday) = 0
            AND num_nonnulls(base, base_figure, stated_value, stated_resolution) = 0 AND subjects = '{}'
        ELSE num_nulls(stated_value, stated_resolution) = 0 AND num_nonnulls(stated_date, stated_weekday) = 0
            AND subjects <> '{}' END)
);

-- Was one ever published, or is one being worked on; drafts that were withdrawn leave an indicator free.
CREATE FUNCTION has_figures(its_program text, counted text) RETURNS boolean
    LANGUAGE sql STABLE BEGIN ATOMIC
        SELECT EXISTS (SELECT FROM target
                WHERE program = its_program AND indicator = counted AND status = 'published')
            OR EXISTS (SELECT FROM realization
                WHERE program = its_program AND indicator = counted AND status = 'published')
            OR EXISTS (SELECT FROM target WHERE indicator = counted
                AND status IN ('draft', 'submitted', 'rejected') AND replaced_at IS NULL)
            OR EXISTS (SELECT FROM realization WHERE indicator = counted
                AND status IN ('draft', 'submitted', 'rejected') AND replaced_at IS NULL);
    END;

-- One function for both tables: the statement's rows arrive as `entered` whichever table they enter.
CREATE FUNCTION check_figure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stranger text;
BEGIN
    PERFORM require('indicator', array_agg(DISTINCT indicator::text), status = 'published', 'figure_counts_an_indicator'),
            require('region', array_agg(DISTINCT region::text), status = 'published', 'figure_is_about_a_region'),
            require('institution', array_agg(DISTINCT institution::text) || array_agg(DISTINCT on_behalf_of::text),
                status = 'published', 'figure_is_stated_by_an_institution')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    PERFORM require('source', array_agg(DISTINCT citation->>'source'), status = 'published', 'figure_cites_sources')
        FROM entered, jsonb_array_elements(citations) AS citation
        WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT entered.id::text INTO stranger FROM entered
        WHERE NOT EXISTS (SELECT FROM indicator WHERE indicator.code = entered.indicator
            AND indicator.program = entered.program) LIMIT 1;
    IF stranger IS NOT NULL THEN
        PERFORM refuse('figure_has_the_program_of_its_indicator', stranger);
    END IF;
    RETURN NULL;
END $$;

-- Superseding stays within one key, may move the period, and points strictly back in time: so it never circles.
-- A draft asks whether a row of the superseded fits, published or not; a publication asks the published row.
CREATE FUNCTION check_superseding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    fault record;
BEGIN
    PERFORM hold_places('target', array_agg(supersedes::text))
        FROM entered WHERE supersedes IS NOT NULL AND status NOT IN ('rejected', 'withdrawn');
    SELECT later.id, CASE
            WHEN NOT found.is_there THEN 'target_supersedes_an_existing_target'
            WHEN NOT found.is_of_one_key THEN 'target_supersedes_within_its_key'
            ELSE 'target_supersedes_one_stated_earlier' END AS rule
        INTO fault
        FROM (
            SELECT id, supersedes, indicator, nature, region, breakdown, stated_latest, status
                FROM entered WHERE supersedes IS NOT NULL AND status NOT IN ('rejected', 'withdrawn')
            UNION ALL  -- the published ones that already supersede what is published anew now
            SELECT target.id, target.supersedes, target.indicator, target.nature, target.region, target.breakdown,
                    target.stated_latest, target.status
                FROM entered CROSS JOIN LATERAL (
                    SELECT later.* FROM target AS later
                    WHERE later.supersedes = entered.id AND later.status = 'published' OFFSET 0) AS target
                WHERE entered.status = 'published' AND entered.revision > 1 AND target.replaced_at IS NULL
        ) AS later CROSS JOIN LATERAL (
            SELECT count(*) > 0 AS is_there, bool_or(fit.key) AS is_of_one_key, bool_or(fit.key AND fit.is_earlier) AS fits
            FROM target AS earlier CROSS JOIN LATERAL (
                SELECT (earlier.indicator, earlier.nature, earlier.region, earlier.breakdown)
                        = (later.indicator, later.nature, later.region, later.breakdown) AS key,
                    earlier.stated_latest < later.stated_latest AS is_earlier) AS fit
            WHERE earlier.id = later.supersedes AND earlier.replaced_at IS NULL AND earlier.status <> 'withdrawn'
                AND (earlier.status = 'published' OR later.status <> 'published')) AS found
        WHERE found.fits IS NOT TRUE LIMIT 1;
    IF fault.rule IS NOT NULL THEN
        PERFORM refuse(fault.rule, fault.id::text,
            CASE fault.rule WHEN 'target_supersedes_an_existing_target' THEN '23503' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

-- A published claim is about published figures.
CREATE FUNCTION check_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    missing text;
BEGIN
    PERFORM require('source', array_agg(source::text), status = 'published', 'claim_is_made_by_a_source')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    PERFORM hold_places('target', array_agg(figure::text))
        FROM entered, unnest(subjects || base_figure) AS figure WHERE status NOT IN ('rejected', 'withdrawn');
    SELECT figure::text INTO missing FROM entered, unnest(subjects || base_figure) AS figure
        WHERE figure IS NOT NULL AND entered.status NOT IN ('rejected', 'withdrawn')
        AND NOT EXISTS (SELECT FROM target WHERE target.id = figure AND target.replaced_at IS NULL
            AND target.status <> 'withdrawn' AND (target.status = 'published' OR entered.status <> 'published'))
        AND NOT EXISTS (SELECT FROM realization WHERE realization.id = figure AND realization.replaced_at IS NULL
            AND realization.status <> 'withdrawn' AND (realization.status = 'published' OR entered.status <> 'published'))
        LIMIT 1;
    IF missing IS NOT NULL THEN
        PERFORM refuse('claim_is_about_existing_figures', missing, '23503');
    END IF;
    RETURN NULL;
END $$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
