-- migrate:up
-- Who promises what: units, institutions, regions, programs and what they count.

CREATE TABLE unit (
    code code NOT NULL,
    name label NOT NULL,
    name_en label,
    symbol label,
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT unit_has_one_row_per_revision PRIMARY KEY (code, revision)
);

CREATE TABLE institution (
    code code NOT NULL,
    name label NOT NULL,
    name_en label,
    kind text NOT NULL CONSTRAINT institution_kind_is_known
        CHECK (kind IN ('presidency', 'coordinating_ministry', 'ministry', 'agency', 'central_bank',
            'regional_government', 'association', 'media', 'other')),
    rank smallint NOT NULL CONSTRAINT institution_rank_counts_from_1 CHECK (rank BETWEEN 1 AND 99),
    kode_klpd label,
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT institution_has_one_row_per_revision PRIMARY KEY (code, revision)
);

CREATE TABLE region (
    code region_code NOT NULL,
    name label NOT NULL,
    level text NOT NULL CONSTRAINT region_level_is_known
        CHECK (level IN ('country', 'province', 'regency', 'city')),
    parent region_code,
    valid_from day,
    valid_to day CONSTRAINT region_ends_after_it_begins CHECK (valid_to >= valid_from),
    bps_code text CONSTRAINT region_bps_code_has_2_or_4_digits CHECK (bps_code ~ '^[0-9]{2}([0-9]{2})?$'),
    iso_3166_2 text CONSTRAINT region_iso_code_is_of_a_province
        CHECK (iso_3166_2 IS NULL OR iso_3166_2 ~ '^ID-[A-Z]{2}$' AND level = 'province'),
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT region_has_one_row_per_revision PRIMARY KEY (code, revision),
    CONSTRAINT region_level_agrees_with_its_code CHECK (level = level_of(code)),
    CONSTRAINT region_parent_agrees_with_its_code CHECK (parent IS NOT DISTINCT FROM CASE
        WHEN code = 'ID' THEN NULL
        WHEN length(code) = 2 THEN 'ID'
        ELSE left(code, 2) END)
);

CREATE TABLE program (
    code code NOT NULL,
    name label NOT NULL,
    name_en label,
    description prose,
    lead_institution code,
    starts_on day,
    ends_on day CONSTRAINT program_ends_after_it_begins CHECK (ends_on >= starts_on),
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT program_has_one_row_per_revision PRIMARY KEY (code, revision)
);

CREATE TABLE indicator (
    code code NOT NULL,
    program code NOT NULL,
    name label NOT NULL,
    name_en label,
    definition prose,
    unit code NOT NULL,
    direction text NOT NULL CONSTRAINT indicator_direction_is_known
        CHECK (direction IN ('increase', 'decrease', 'maintain')),
    additive boolean NOT NULL,
    population_indicator code CONSTRAINT indicator_is_not_its_own_population CHECK (population_indicator <> code),
    expected_every text CONSTRAINT indicator_is_expected_every_iso_8601_duration
        CHECK (expected_every ~ '^P([1-9][0-9]{0,2}Y|[1-9][0-9]{0,2}M|[1-9][0-9]{0,2}W|[1-9][0-9]{0,3}D)$'),
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT indicator_has_one_row_per_revision PRIMARY KEY (code, revision)
);

CREATE INDEX indicator_is_found_by_program ON indicator (program, code);
CREATE INDEX region_is_found_by_bps_code ON region (bps_code) WHERE replaced_at IS NULL;

CREATE FUNCTION check_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require('institution', array_agg(lead_institution::text), status = 'published', 'program_names_its_lead_institution')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

CREATE FUNCTION check_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require('region', array_agg(parent::text), status = 'published', 'region_lies_in_its_parent')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

CREATE FUNCTION check_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed text;
BEGIN
    PERFORM require('program', array_agg(program::text), status = 'published', 'indicator_belongs_to_a_program'),
            require('unit', array_agg(unit::text), status = 'published', 'indicator_counts_in_a_unit'),
            require('indicator', array_agg(population_indicator::text), status = 'published', 'indicator_names_its_population')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT entered.code INTO changed FROM entered JOIN indicator AS before
        ON before.code = entered.code AND before.revision = entered.revision - 1
        WHERE before.program <> entered.program LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM refuse('indicator_stays_in_its_program', changed);
    END IF;
    -- Figures are counted in the published unit, or in the latest draft's while none is published.
    SELECT entered.code INTO changed FROM entered CROSS JOIN LATERAL (
            SELECT held.unit FROM indicator AS held
            WHERE held.code = entered.code AND held.revision < entered.revision
            ORDER BY held.status = 'published' DESC, held.revision DESC LIMIT 1) AS counted
        WHERE counted.unit <> entered.unit AND entered.status NOT IN ('rejected', 'withdrawn')
            AND has_figures(entered.program, entered.code) LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM refuse('unit_is_frozen_once_figures_exist', changed);
    END IF;
    RETURN NULL;
END $$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
