-- migrate:up
-- Programs and what they refer to: units, institutions, regions, programs and indicators.
--
-- Each record is a series of revisions, one row per revision. A row is written once. The only later change is
-- `replaced_at`, which a trigger sets once, when a later revision replaces the row. So the current rows are those with
-- `replaced_at IS NULL`, and the rows at time T are those with `recorded_at <= T AND (replaced_at IS NULL OR
-- replaced_at > T)`. A published row stays current next to a later draft; every other row is replaced by the next one.

-- Readers do not see the rows of a transaction that runs. The time of these rows must be later than the time from which a
-- reader continues (see complete_until in schema/functions/audit.sql). The start of the transaction can be earlier: a
-- transaction can wait before its first row. So the time is read after the transaction has a number, once for all rows.
CREATE FUNCTION recording_time() RETURNS timestamptz LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
    stored text := current_setting('capaian.recording_time', true);
BEGIN
    IF stored <> '' AND stored::timestamptz >= now() THEN
        RETURN stored::timestamptz;
    END IF;
    RETURN public.start_recording();
END $$;
COMMENT ON FUNCTION recording_time IS
    'Time of all rows that this transaction records: the time of its first one, later than every row that it can see.';

CREATE FUNCTION start_recording() RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
    number constant xid8 := pg_current_xact_id();
    started timestamptz;
    stored text;
BEGIN
    -- The second time is the later one only if the clock of the server was set back.
    SELECT greatest(clock_timestamp(), (
        SELECT recorded_at + interval '1 microsecond' FROM audit_entry ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1))
        INTO started;
    stored := set_config('capaian.recording_time', started::text, true);
    RETURN started;
END $$;
COMMENT ON FUNCTION start_recording IS 'Take a number for the transaction, then choose and store its recording_time().';

-- The columns of every record. The tables below copy them; no row is ever stored here, and 0104 drops it.
CREATE TABLE revision_columns (
    revision integer NOT NULL
        CONSTRAINT revisions_count_from_1 CHECK (revision > 0),
    status text NOT NULL
        CONSTRAINT status_is_one_of_five
        CHECK (status IN ('draft', 'submitted', 'published', 'rejected', 'withdrawn')),
    public boolean NOT NULL
        CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication
        CHECK (public OR status <> 'published')
        CONSTRAINT unpublished_work_is_not_public CHECK (NOT public OR status IN ('published', 'withdrawn')),
    reason long_text
        -- A trigger requires the reason of a restored publication. The reason of a correction is optional.
        CONSTRAINT a_rejection_or_withdrawal_has_a_reason
        CHECK (reason IS NOT NULL OR status NOT IN ('rejected', 'withdrawn'))
        CONSTRAINT the_first_revision_has_no_reason CHECK (reason IS NULL OR revision > 1),
    recorded_at timestamp_value NOT NULL DEFAULT recording_time(),
    recorded_by label NOT NULL,
    replaced_at timestamp_value
        CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (replaced_at > recorded_at)
);
COMMENT ON COLUMN revision_columns.revision IS 'Number of the revision, from 1 without gaps.';
COMMENT ON COLUMN revision_columns.status IS 'draft, submitted, published, rejected or withdrawn.';
COMMENT ON COLUMN revision_columns.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';
COMMENT ON COLUMN revision_columns.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';
COMMENT ON COLUMN revision_columns.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';
COMMENT ON COLUMN revision_columns.recorded_by IS 'Name of the user who added the revision; system for seed data.';
COMMENT ON COLUMN revision_columns.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE unit (
    code code NOT NULL,
    name label NOT NULL,
    name_en label,
    symbol label,
    kind text NOT NULL CONSTRAINT unit_kind_is_known CHECK (kind IN ('count', 'amount', 'share', 'index', 'rank')),
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(code, name, name_en, symbol)) STORED,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT unit_has_one_row_per_revision PRIMARY KEY (code, revision)
);
COMMENT ON TABLE unit IS 'Units of measurement; one row per revision.';
COMMENT ON COLUMN unit.code IS 'Identifier of the unit.';
COMMENT ON COLUMN unit.name IS 'Name in Indonesian.';
COMMENT ON COLUMN unit.name_en IS 'Name in English.';
COMMENT ON COLUMN unit.symbol IS 'Symbol to show next to a number, such as Rp.';
COMMENT ON COLUMN unit.kind IS 'count, amount, share, index or rank: which numbers are valid; it cannot change while figures exist.';
COMMENT ON COLUMN unit.search IS 'Words for the search with q.';

CREATE TABLE institution (
    code code NOT NULL,
    name label NOT NULL,
    name_en label,
    kind text NOT NULL CONSTRAINT institution_kind_is_known
        CHECK (kind IN ('presidency', 'coordinating_ministry', 'ministry', 'agency', 'central_bank',
            'regional_government', 'association', 'media', 'other')),
    rank smallint NOT NULL CONSTRAINT institution_rank_counts_from_1 CHECK (rank BETWEEN 1 AND 99),
    kode_klpd label,
    valid_from day,
    valid_to day CONSTRAINT institution_ends_after_it_begins CHECK (valid_to >= valid_from),
    succeeded_by code[] NOT NULL DEFAULT '{}'
        CONSTRAINT institution_has_at_most_20_successors CHECK (cardinality(succeeded_by) <= 20)
        CONSTRAINT institution_successors_are_a_plain_list CHECK (
            cardinality(succeeded_by) = 0 OR array_ndims(succeeded_by) = 1 AND array_position(succeeded_by, NULL) IS NULL)
        CONSTRAINT institution_with_successors_has_ended CHECK (succeeded_by = '{}' OR valid_to IS NOT NULL),
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(code, name, name_en, kode_klpd)) STORED,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT institution_has_one_row_per_revision PRIMARY KEY (code, revision)
);
COMMENT ON TABLE institution IS 'Institutions that lead programs, publish sources or state figures; one row per revision.';
COMMENT ON COLUMN institution.code IS 'Identifier of the institution.';
COMMENT ON COLUMN institution.name IS 'Name in Indonesian.';
COMMENT ON COLUMN institution.name_en IS 'Name in English.';
COMMENT ON COLUMN institution.kind IS 'Class of the institution.';
COMMENT ON COLUMN institution.rank IS 'Precedence when institutions report different realizations; 1 is preferred.';
COMMENT ON COLUMN institution.kode_klpd IS 'Code in the government register of ministries, agencies and regions (K/L/PD).';
COMMENT ON COLUMN institution.valid_from IS 'First day on which the institution exists.';
COMMENT ON COLUMN institution.valid_to IS 'Last day on which the institution exists.';
COMMENT ON COLUMN institution.succeeded_by IS 'Codes of the institutions that continue its work.';
COMMENT ON COLUMN institution.search IS 'Words for the search with q.';

CREATE TABLE region (
    code region_code NOT NULL,
    name label NOT NULL,
    level text NOT NULL CONSTRAINT region_level_is_known
        CHECK (level IN ('country', 'province', 'regency', 'city')),
    parent region_code,
    valid_from day,
    valid_to day CONSTRAINT region_ends_after_it_begins CHECK (valid_to >= valid_from),
    replaces region_code
        CONSTRAINT region_replaces_one_of_its_level CHECK (replaces IS NULL OR level_of(replaces) = level)
        CONSTRAINT region_that_replaces_another_has_a_first_day CHECK (replaces IS NULL OR valid_from IS NOT NULL),
    bps_code text CONSTRAINT region_bps_code_has_2_or_4_digits CHECK (bps_code ~ '^[0-9]{2}([0-9]{2})?$'),
    iso_3166_2 text CONSTRAINT region_iso_code_is_of_a_province
        CHECK (iso_3166_2 IS NULL OR iso_3166_2 ~ '^ID-[A-Z]{2}$' AND level = 'province'),
    other_names label[] NOT NULL DEFAULT '{}'
        CONSTRAINT region_other_names_are_a_plain_list CHECK (
            cardinality(other_names) = 0 OR array_ndims(other_names) = 1 AND array_position(other_names, NULL) IS NULL),
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(VARIADIC ARRAY[code, name]::text[] || other_names::text[])) STORED,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT region_has_one_row_per_revision PRIMARY KEY (code, revision),
    CONSTRAINT region_level_agrees_with_its_code CHECK (level = level_of(code)),
    CONSTRAINT region_parent_agrees_with_its_code CHECK (parent IS NOT DISTINCT FROM CASE
        WHEN code = 'ID' THEN NULL
        WHEN length(code) = 2 THEN 'ID'
        ELSE left(code, 2) END)
);
CREATE INDEX region_is_found_by_bps_code ON region (bps_code) WHERE replaced_at IS NULL;
CREATE INDEX region_replaces_another ON region (replaces) WHERE status = 'published' AND replaces IS NOT NULL;
COMMENT ON TABLE region IS 'The country, its provinces, regencies and cities; one row per revision.';
COMMENT ON COLUMN region.code IS 'Code of the Ministry of Home Affairs.';
COMMENT ON COLUMN region.name IS 'Name in Indonesian.';
COMMENT ON COLUMN region.level IS 'Administrative level; follows from the code.';
COMMENT ON COLUMN region.parent IS 'Code of the region that contains this one; null for the country.';
COMMENT ON COLUMN region.valid_from IS 'First day on which the region exists.';
COMMENT ON COLUMN region.valid_to IS 'Last day on which the region exists.';
COMMENT ON COLUMN region.replaces IS 'Code that the region had until the day before valid_from, if it only received a new code.';
COMMENT ON COLUMN region.bps_code IS 'Code of Statistics Indonesia (BPS).';
COMMENT ON COLUMN region.iso_3166_2 IS 'ISO 3166-2 code of a province.';
COMMENT ON COLUMN region.other_names IS 'Abbreviations, former and English names, and other spellings.';
COMMENT ON COLUMN region.search IS 'Words for the search with q.';

CREATE TABLE program (
    code code NOT NULL,
    name label NOT NULL,
    name_en label,
    description long_text,
    description_en long_text,
    lead_institution code,
    starts_on day,
    ends_on day CONSTRAINT program_ends_after_it_begins CHECK (ends_on >= starts_on),
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(code, name, name_en, description, description_en)) STORED,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT program_has_one_row_per_revision PRIMARY KEY (code, revision)
);
COMMENT ON TABLE program IS 'Government programs; one row per revision.';
COMMENT ON COLUMN program.code IS 'Identifier of the program.';
COMMENT ON COLUMN program.name IS 'Name in Indonesian.';
COMMENT ON COLUMN program.name_en IS 'Name in English.';
COMMENT ON COLUMN program.description IS 'Description in Indonesian.';
COMMENT ON COLUMN program.description_en IS 'Description in English.';
COMMENT ON COLUMN program.lead_institution IS 'Code of the institution that leads the program and owns the record.';
COMMENT ON COLUMN program.starts_on IS 'First day of the program.';
COMMENT ON COLUMN program.ends_on IS 'Last day of the program.';
COMMENT ON COLUMN program.search IS 'Words for the search with q.';

CREATE TABLE indicator (
    code code NOT NULL,
    program code NOT NULL,
    name label NOT NULL,
    name_en label,
    definition long_text,
    definition_en long_text,
    unit code NOT NULL,
    direction text NOT NULL CONSTRAINT indicator_direction_is_known
        CHECK (direction IN ('increase', 'decrease', 'maintain')),
    additive boolean NOT NULL,
    population_indicator code CONSTRAINT indicator_is_not_its_own_population CHECK (population_indicator <> code),
    expected_every text CONSTRAINT indicator_is_expected_every_iso_8601_duration
        CHECK (expected_every ~ '^P([1-9][0-9]{0,2}Y|[1-9][0-9]{0,2}M|[1-9][0-9]{0,2}W|[1-9][0-9]{0,3}D)$'),
    variant_of code CONSTRAINT indicator_is_not_its_own_variant CHECK (variant_of <> code),
    partitions text[] NOT NULL DEFAULT '{}'
        CONSTRAINT partitions_are_keys_of_breakdowns CHECK (is_list_of_breakdown_keys(partitions))
        CONSTRAINT only_additive_indicators_have_partitions CHECK (additive OR cardinality(partitions) = 0),
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(code, name, name_en, definition, definition_en)) STORED,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT indicator_has_one_row_per_revision PRIMARY KEY (code, revision)
);
CREATE INDEX indicator_is_found_by_program ON indicator (program, code);
CREATE INDEX indicator_is_found_by_variant ON indicator (variant_of) WHERE variant_of IS NOT NULL;
COMMENT ON TABLE indicator IS 'What a program counts; one row per revision.';
COMMENT ON COLUMN indicator.code IS 'Identifier of the indicator.';
COMMENT ON COLUMN indicator.program IS 'Code of the program; it never changes.';
COMMENT ON COLUMN indicator.name IS 'Name in Indonesian.';
COMMENT ON COLUMN indicator.name_en IS 'Name in English.';
COMMENT ON COLUMN indicator.definition IS 'What is counted, in Indonesian.';
COMMENT ON COLUMN indicator.definition_en IS 'What is counted, in English.';
COMMENT ON COLUMN indicator.unit IS 'Code of the unit of all figures; it cannot change while figures exist.';
COMMENT ON COLUMN indicator.direction IS 'Whether a higher, a lower or an equal number is the aim.';
COMMENT ON COLUMN indicator.additive IS 'True if the figures of regions and parts may be added up.';
COMMENT ON COLUMN indicator.population_indicator IS 'Code of the indicator that counts the population, the base of a share.';
COMMENT ON COLUMN indicator.expected_every IS 'Expected interval between realizations, an ISO 8601 duration such as P3M.';
COMMENT ON COLUMN indicator.variant_of IS 'Code of an indicator that counts the same thing in another unit.';
COMMENT ON COLUMN indicator.partitions IS 'Keys of breakdowns whose parts together are the whole.';
COMMENT ON COLUMN indicator.search IS 'Words for the search with q.';

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
