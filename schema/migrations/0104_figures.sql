-- migrate:up
-- Sources, the figures that they state (targets and realizations), claims about figures, and manual preferences.

CREATE TABLE source (
    code code NOT NULL,
    kind text NOT NULL CONSTRAINT source_kind_is_known
        CHECK (kind IN ('regulation', 'plan', 'report', 'press_release', 'news', 'website', 'video', 'social_post',
            'speech', 'dataset')),
    title label NOT NULL,
    publisher code,
    authors label[] NOT NULL
        CONSTRAINT source_has_at_most_50_authors CHECK (cardinality(authors) <= 50)
        CONSTRAINT source_authors_are_a_plain_list CHECK (
            cardinality(authors) = 0 OR array_ndims(authors) = 1 AND array_position(authors, NULL) IS NULL),
    original_url http_url,
    archived_url http_url,
    published_on day,
    published_not_before day,
    published_not_after day,
    date_basis text NOT NULL CONSTRAINT source_date_basis_is_known
        CHECK (date_basis IN ('stated', 'inferred', 'unknown')),
    language text CONSTRAINT source_language_is_bcp_47 CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    retrieved_at timestamp_value,
    content_sha256 text CONSTRAINT source_sha256_is_64_hex_digits CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    note long_text,
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(code, title, note)) STORED,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT source_has_one_row_per_revision PRIMARY KEY (code, revision),
    CONSTRAINT source_date_basis_agrees_with_its_dates CHECK (CASE date_basis
        WHEN 'stated' THEN published_on IS NOT NULL AND num_nonnulls(published_not_before, published_not_after) = 0
        WHEN 'inferred' THEN published_on IS NOT NULL AND num_nonnulls(published_not_before, published_not_after) = 0
            OR published_on IS NULL AND num_nonnulls(published_not_before, published_not_after) = 2
        ELSE published_on IS NULL END),
    CONSTRAINT source_bounds_are_in_order CHECK (published_not_before <= published_not_after)
);
COMMENT ON TABLE source IS 'Documents that state figures; one row per revision.';
COMMENT ON COLUMN source.code IS 'Identifier of the source.';
COMMENT ON COLUMN source.kind IS 'Class of the document.';
COMMENT ON COLUMN source.title IS 'Title in the language of the document.';
COMMENT ON COLUMN source.publisher IS 'Code of the institution that published the document and owns the record.';
COMMENT ON COLUMN source.authors IS 'Names of the authors, in the order of the document.';
COMMENT ON COLUMN source.original_url IS 'URL of the document.';
COMMENT ON COLUMN source.archived_url IS 'URL of an archived copy.';
COMMENT ON COLUMN source.published_on IS 'Date of publication, if it is known exactly.';
COMMENT ON COLUMN source.published_not_before IS 'Earliest possible date of publication.';
COMMENT ON COLUMN source.published_not_after IS 'Latest possible date of publication.';
COMMENT ON COLUMN source.date_basis IS 'Whether the document states its date, or the editors inferred it.';
COMMENT ON COLUMN source.language IS 'Language of the document, a BCP 47 tag such as id or en-GB.';
COMMENT ON COLUMN source.retrieved_at IS 'Time when the document was retrieved.';
COMMENT ON COLUMN source.content_sha256 IS 'Hash of the retrieved file, in hexadecimal.';
COMMENT ON COLUMN source.note IS 'Remark of the editors.';
COMMENT ON COLUMN source.search IS 'Words for the search with q.';

-- The columns of targets and realizations. The two tables below copy them; this one is dropped at the end.
CREATE TABLE figure_columns (
    id uuid NOT NULL,
    program code NOT NULL,
    indicator code NOT NULL,
    nature text NOT NULL CONSTRAINT figure_nature_is_known CHECK (nature IN ('stock', 'flow', 'rate')),
    region region_code NOT NULL,
    level text NOT NULL GENERATED ALWAYS AS (level_of(region)) STORED,
    breakdown breakdown NOT NULL,
    period period NOT NULL,
    period_start day NOT NULL GENERATED ALWAYS AS (first_day_of(period)) STORED,
    period_end day NOT NULL GENERATED ALWAYS AS (last_day_of(period)) STORED,
    value amount NOT NULL,
    value_to amount CONSTRAINT figure_range_is_in_order CHECK (value_to > value),
    magnitude double precision NOT NULL GENERATED ALWAYS AS (value::double precision) STORED,
    qualifier text NOT NULL CONSTRAINT figure_qualifier_is_known
        CHECK (qualifier IN ('exact', 'about', 'at_least', 'at_most', 'nearly')),
    CONSTRAINT figure_range_has_no_open_side CHECK (value_to IS NULL OR qualifier IN ('exact', 'about')),
    resolution amount NOT NULL CONSTRAINT figure_resolution_is_positive CHECK (resolution > 0),
    stated_on day,
    stated_not_before day,
    stated_not_after day,
    stated_latest day GENERATED ALWAYS AS (latest_stated_day(stated_on, stated_not_after)) STORED,
    retracted_on day CONSTRAINT figure_is_retracted_after_it_was_stated
        CHECK (retracted_on >= coalesce(stated_on, stated_not_before)),
    institution code NOT NULL,
    on_behalf_of code,
    speaker label,
    citations citations NOT NULL,
    note long_text,
    distinct_from uuid[] NOT NULL DEFAULT '{}'
        CONSTRAINT figure_is_distinct_from_at_most_100 CHECK (cardinality(distinct_from) <= 100)
        CONSTRAINT figure_is_distinct_from_a_plain_list CHECK (
            cardinality(distinct_from) = 0 OR array_ndims(distinct_from) = 1 AND array_position(distinct_from, NULL) IS NULL),
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT figure_is_stated_on_a_day_or_between_two CHECK (
        stated_on IS NOT NULL AND num_nonnulls(stated_not_before, stated_not_after) = 0
        OR stated_on IS NULL AND num_nonnulls(stated_not_before, stated_not_after) = 2),
    CONSTRAINT figure_bounds_are_in_order CHECK (stated_not_before <= stated_not_after),
    CONSTRAINT figure_has_at_most_100_citations CHECK (jsonb_array_length(citations) <= 100),
    CONSTRAINT published_figure_has_a_citation CHECK (status <> 'published' OR jsonb_array_length(citations) > 0)
);
COMMENT ON COLUMN figure_columns.id IS 'Identifier of the figure.';
COMMENT ON COLUMN figure_columns.program IS 'Program of the indicator, which never changes; stored here so that lists need no join.';
COMMENT ON COLUMN figure_columns.indicator IS 'Code of the indicator, which has the unit.';
COMMENT ON COLUMN figure_columns.nature IS 'stock: the number on the last day of the period. flow: the number added during the period.';
COMMENT ON COLUMN figure_columns.region IS 'Code of the region that the figure counts.';
COMMENT ON COLUMN figure_columns.level IS 'Administrative level of the region.';
COMMENT ON COLUMN figure_columns.breakdown IS 'The part that the figure counts; the empty text is the whole.';
COMMENT ON COLUMN figure_columns.period IS 'Period in its canonical notation, such as 2024-Q1.';
COMMENT ON COLUMN figure_columns.period_start IS 'First day of the period.';
COMMENT ON COLUMN figure_columns.period_end IS 'Last day of the period.';
COMMENT ON COLUMN figure_columns.value IS 'The number as stated, in the unit of the indicator.';
COMMENT ON COLUMN figure_columns.value_to IS 'Upper end, if a range is stated; null for one number.';
COMMENT ON COLUMN figure_columns.magnitude IS
    'value as a double, to sort by. A row policy prevents sorting by an index on numeric, which has no leakproof comparison.';
COMMENT ON COLUMN figure_columns.qualifier IS 'Whether the source states the number exactly, about, as a minimum, as a maximum, or as just missed.';
COMMENT ON COLUMN figure_columns.resolution IS 'Step to which the number is rounded, in the same unit; 100000 for 7.6 million.';
COMMENT ON COLUMN figure_columns.stated_on IS 'Day on which the figure was stated, if it is known exactly.';
COMMENT ON COLUMN figure_columns.stated_not_before IS 'Earliest possible day of the statement.';
COMMENT ON COLUMN figure_columns.stated_not_after IS 'Latest possible day of the statement.';
COMMENT ON COLUMN figure_columns.stated_latest IS 'From this day on the figure is certainly stated; see latest_stated_day.';
COMMENT ON COLUMN figure_columns.retracted_on IS 'Day on which the institution retracted the figure.';
COMMENT ON COLUMN figure_columns.distinct_from IS
    'Ids of the figures with the same key, institution and stated day, from which this one differs.';
COMMENT ON COLUMN figure_columns.institution IS 'Code of the institution that stated the figure and owns the record.';
COMMENT ON COLUMN figure_columns.on_behalf_of IS 'Code of the institution for which it was stated.';
COMMENT ON COLUMN figure_columns.speaker IS 'Name of the person who stated the figure.';
COMMENT ON COLUMN figure_columns.citations IS 'Sources that state the figure, with the locations in them.';
COMMENT ON COLUMN figure_columns.note IS 'Remark of the editors.';

CREATE TABLE target (
    LIKE figure_columns INCLUDING ALL,
    key_start day NOT NULL GENERATED ALWAYS AS (
        CASE nature WHEN 'stock' THEN last_day_of(period) ELSE first_day_of(period) END) STORED,
    plan code,
    due_on day CONSTRAINT due_before_period CHECK (due_on >= period_end),
    supersedes uuid CONSTRAINT target_does_not_supersede_itself CHECK (supersedes <> id),
    CONSTRAINT target_has_one_row_per_revision PRIMARY KEY (id, revision)
);
COMMENT ON TABLE target IS 'Numbers that were promised; one row per revision.';
COMMENT ON COLUMN target.key_start IS 'First day of the key: the last day of the period for a stock.';
COMMENT ON COLUMN target.plan IS 'Code of the source, a plan or a regulation, that the target belongs to.';
COMMENT ON COLUMN target.due_on IS 'Deadline after the last day of the period; nothing is missed before it.';
COMMENT ON COLUMN target.supersedes IS
    'Id of the earlier target that this one replaces; it can have another period and another plan.';

CREATE TABLE realization (
    LIKE figure_columns INCLUDING ALL,
    quality text NOT NULL CONSTRAINT realization_quality_is_known
        CHECK (quality IN ('final', 'provisional', 'estimate')),
    day_known boolean NOT NULL DEFAULT true CONSTRAINT only_the_day_of_a_stock_is_unknown
        CHECK (day_known OR nature = 'stock' AND period_start < period_end),
    key_start day NOT NULL GENERATED ALWAYS AS (
        CASE WHEN nature = 'stock' AND day_known THEN last_day_of(period) ELSE first_day_of(period) END) STORED,
    CONSTRAINT period_after_stated CHECK (CASE WHEN day_known THEN period_end ELSE period_start END <= stated_latest),
    CONSTRAINT realization_has_one_row_per_revision PRIMARY KEY (id, revision)
);
COMMENT ON TABLE realization IS 'Numbers that were reported as reached; one row per revision.';
COMMENT ON COLUMN realization.day_known IS 'False for a stock of some day of its period.';
COMMENT ON COLUMN realization.key_start IS
    'First day of the key: the last day of the period for a stock of a known day.';
COMMENT ON COLUMN realization.quality IS 'final, provisional or estimate, in the order of precedence.';

CREATE TABLE claim (
    id uuid NOT NULL,
    source code NOT NULL,
    locator label NOT NULL,
    kind text NOT NULL CONSTRAINT claim_kind_is_known
        CHECK (kind IN ('ratio', 'excess', 'growth', 'difference', 'sum', 'weekday')),
    figures uuid[] NOT NULL CONSTRAINT claim_has_at_most_100_subjects CHECK (cardinality(figures) <= 100)
        CONSTRAINT claim_subjects_are_a_plain_list CHECK (
            cardinality(figures) = 0 OR array_ndims(figures) = 1 AND array_position(figures, NULL) IS NULL),
    figure_key figure_key,
    base text CONSTRAINT claim_base_is_known
        CHECK (base IN ('target', 'population', 'previous', 'year_before', 'baseline', 'total')),
    base_period period,
    base_figure uuid,
    stated_value amount,
    stated_value_to amount CONSTRAINT claim_range_is_in_order CHECK (stated_value_to > stated_value),
    stated_resolution amount CONSTRAINT claim_resolution_is_positive CHECK (stated_resolution > 0),
    qualifier text NOT NULL DEFAULT 'exact' CONSTRAINT claim_qualifier_is_known
        CHECK (qualifier IN ('exact', 'about', 'at_least', 'at_most', 'nearly')),
    stated_date day,
    stated_weekday text CONSTRAINT claim_weekday_is_known CHECK (stated_weekday IN
        ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    note long_text,
    LIKE revision_columns INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    CONSTRAINT claim_has_one_row_per_revision PRIMARY KEY (id, revision),
    CONSTRAINT claim_states_a_day_or_a_number CHECK (CASE kind
        WHEN 'weekday' THEN num_nulls(stated_date, stated_weekday) = 0
            AND num_nonnulls(base, base_period, base_figure, stated_value, stated_value_to, stated_resolution) = 0
            AND figures = '{}' AND figure_key IS NULL AND qualifier = 'exact'
        ELSE num_nulls(stated_value, stated_resolution) = 0 AND num_nonnulls(stated_date, stated_weekday) = 0
            AND (figures <> '{}' OR figure_key IS NOT NULL) END),
    CONSTRAINT claim_has_figures_or_a_key CHECK (figure_key IS NULL OR figures = '{}' AND kind <> 'sum'),
    CONSTRAINT claim_of_several_figures_names_its_base CHECK (
        kind = 'sum' OR cardinality(figures) < 2 OR base_figure IS NOT NULL),
    CONSTRAINT claim_base_period_selects_a_target CHECK (base_period IS NULL
        OR base_figure IS NULL AND coalesce(base IN ('target', 'baseline'), false)),
    CONSTRAINT claim_range_has_no_open_side CHECK (stated_value_to IS NULL OR qualifier IN ('exact', 'about'))
);
COMMENT ON TABLE claim IS 'What sources state about the relation of figures, or about a weekday; one row per revision.';
COMMENT ON COLUMN claim.id IS 'Identifier of the claim.';
COMMENT ON COLUMN claim.source IS 'Code of the source that makes the claim.';
COMMENT ON COLUMN claim.locator IS 'Location in the source, such as a page or paragraph.';
COMMENT ON COLUMN claim.kind IS
    'What the claim states: a ratio, an excess, a growth, a difference, a sum or the weekday of a date.';
COMMENT ON COLUMN claim.figures IS
    'Ids of the targets and realizations that the claim is about; empty for a weekday and with figure_key.';
COMMENT ON COLUMN claim.figure_key IS 'Key of the realization that the claim is about, if its number is not stated.';
COMMENT ON COLUMN claim.base IS 'What the figures are compared with.';
COMMENT ON COLUMN claim.base_period IS 'Period of the target that is the base, if several targets fit.';
COMMENT ON COLUMN claim.base_figure IS 'Id of the figure that is the base.';
COMMENT ON COLUMN claim.stated_value IS 'The stated number: a percentage, or a number in the unit of the figures.';
COMMENT ON COLUMN claim.stated_value_to IS 'Upper end of a stated range.';
COMMENT ON COLUMN claim.stated_resolution IS 'Step to which the stated number is rounded.';
COMMENT ON COLUMN claim.qualifier IS 'Whether the source states the number exactly, about, as a minimum or as a maximum.';
COMMENT ON COLUMN claim.stated_date IS 'Date in a claim about a weekday.';
COMMENT ON COLUMN claim.stated_weekday IS 'Weekday that the source states for that date.';
COMMENT ON COLUMN claim.note IS 'Remark of the editors.';

DROP TABLE figure_columns;
DROP TABLE revision_columns;

CREATE TABLE preference (
    realization uuid NOT NULL,
    revision integer NOT NULL CONSTRAINT preference_revisions_count_from_1 CHECK (revision > 0),
    active boolean NOT NULL,
    reason long_text NOT NULL,
    indicator code NOT NULL,
    nature text NOT NULL,
    region region_code NOT NULL,
    breakdown breakdown NOT NULL,
    first_day day NOT NULL,
    last_day day NOT NULL,
    recorded_at timestamp_value NOT NULL DEFAULT recording_time(),
    recorded_by label NOT NULL,
    replaced_at timestamp_value CONSTRAINT a_preference_is_replaced_after_it_was_recorded CHECK (replaced_at > recorded_at),
    CONSTRAINT preference_has_one_row_per_revision PRIMARY KEY (realization, revision)
);
CREATE INDEX preference_is_found_by_key ON preference (indicator, nature, region, breakdown, last_day, recorded_at)
    WHERE active;
COMMENT ON TABLE preference IS
    'Manual choices between realizations with the same key, which override the order of precedence; one row per revision.';
COMMENT ON COLUMN preference.realization IS 'Id of the preferred realization.';
COMMENT ON COLUMN preference.revision IS 'Number of the revision, from 1 without gaps.';
COMMENT ON COLUMN preference.active IS 'True while the preference applies, false after it was withdrawn.';
COMMENT ON COLUMN preference.reason IS 'Why the realization is preferred, or why it no longer is.';
COMMENT ON COLUMN preference.indicator IS
    'Indicator in the key of the published realization. The key is stored, so that a preference does not follow a '
    'realization to another key, and so that an index finds the preferences of a key.';
COMMENT ON COLUMN preference.nature IS 'stock or flow, part of the key.';
COMMENT ON COLUMN preference.region IS 'Region in the key.';
COMMENT ON COLUMN preference.breakdown IS 'Breakdown in the key.';
COMMENT ON COLUMN preference.first_day IS 'First day of the period in the key.';
COMMENT ON COLUMN preference.last_day IS 'Last day of the period in the key.';
COMMENT ON COLUMN preference.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';
COMMENT ON COLUMN preference.recorded_by IS 'Name of the user who added the revision.';
COMMENT ON COLUMN preference.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

-- A list may sort figures in several ways. Each sort order has an index on everything that was ever published, so that
-- the current list and a list of the past are read alike; few published rows were ever replaced.
DO $$
DECLARE
    figures text;
BEGIN
    FOREACH figures IN ARRAY ARRAY['target', 'realization'] LOOP
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
            -- Without these three, the planner reads all figures in the order of the list until it has met enough of the
            -- program, which may be at the other end of the table.
            CREATE INDEX %1$s_reads_of_a_program_by_period ON %1$I (program, period_end, period_start, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_of_a_program_by_statement ON %1$I (program, stated_latest, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_of_a_program_by_recording ON %1$I (program, recorded_at, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_is_stated_for_another ON %1$I (on_behalf_of)
                WHERE status = 'published' AND on_behalf_of IS NOT NULL;
            CREATE INDEX %1$s_work_in_hand ON %1$I (status, indicator)
                WHERE status IN ('draft', 'submitted', 'rejected') AND replaced_at IS NULL;
            CREATE INDEX %1$s_cites ON %1$I USING gin (citations jsonb_path_ops);
            CREATE INDEX %1$s_notes ON %1$I USING gin (search_words(note)) WHERE note IS NOT NULL;
            -- Without the dependency, the planner expects few rows of an indicator and sorts all of them for every page.
            CREATE STATISTICS %1$s_has_the_program_of_its_indicator (dependencies) ON program, indicator FROM %1$I;
            $sql$, figures);
    END LOOP;
END
$$;

-- The realizations with one key, the preferred one first; see api/resources/realizations/preferred_condition.py.
CREATE INDEX realization_reads_by_precedence ON realization
    (program, indicator, nature, region, breakdown, period_end,
        (array_position(ARRAY['final', 'provisional', 'estimate'], quality)), (stated_on IS NULL), stated_latest DESC)
    WHERE status = 'published';
CREATE INDEX target_belongs_to_a_plan ON target (plan) WHERE status = 'published' AND plan IS NOT NULL;
CREATE INDEX target_is_superseded ON target (supersedes) WHERE status = 'published' AND supersedes IS NOT NULL;
CREATE INDEX claim_is_found_by_source ON claim (source, id);
CREATE INDEX claim_is_about ON claim USING gin ((figures || base_figure)) WHERE status = 'published';
CREATE INDEX claim_is_about_indicator ON claim ((figure_key->>'indicator')) WHERE figure_key IS NOT NULL;

-- Onboarding counts read one indicator, breakdown and level, one period after another, with the regions sorted. A stock
-- counts on the last day of its period; the key of a flow, or of a stock of an unknown day, includes the first day.
CREATE INDEX realization_counts_stocks ON realization (program, indicator, breakdown, level, period_end, key_start, region)
    WHERE status = 'published' AND nature = 'stock';
CREATE INDEX realization_counts_flows ON realization (program, indicator, breakdown, level, period_end, key_start, region)
    WHERE status = 'published' AND nature = 'flow';

CREATE FUNCTION natural_key(indicator text, nature text, region text, breakdown text, key_start date, last_day date, plan text,
        institution text, stated_on date, stated_not_before date, stated_latest date) RETURNS bigint
    IMMUTABLE PARALLEL SAFE RETURN hash_record_extended(ROW(
        indicator COLLATE "C", nature COLLATE "C", region COLLATE "C", breakdown COLLATE "C", key_start, last_day,
        plan COLLATE "C", institution COLLATE "C", stated_on, stated_not_before, stated_latest), 0);
COMMENT ON FUNCTION natural_key IS
    'Hash of the identity of a figure: what it is about, who stated it and when. With an index on this one column the '
    'planner has no other choice, even without statistics. Realizations have no plan.';
CREATE INDEX target_is_known_by_what_it_states ON target (natural_key(indicator, nature, region, breakdown, key_start,
        period_end, plan, institution, stated_on, stated_not_before, stated_latest))
    WHERE replaced_at IS NULL AND status <> 'withdrawn';
CREATE INDEX realization_is_known_by_what_it_states ON realization (natural_key(indicator, nature, region, breakdown,
        key_start, period_end, NULL, institution, stated_on, stated_not_before, stated_latest))
    WHERE replaced_at IS NULL AND status <> 'withdrawn';

-- Rights on the nine tables of records. Row level security without a policy denies everything; the policies are in
-- schema/functions/access.sql.
DO $$
DECLARE
    record_type text;
    writable text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        EXECUTE format('CREATE INDEX %I ON %I (recorded_at, %I)', record_type || '_was_recorded', record_type,
            CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END);
        EXECUTE format('CREATE INDEX %I ON %I (recorded_at) WHERE status = ''submitted'' AND replaced_at IS NULL',
            record_type || '_waits_for_a_publisher', record_type);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', record_type);
        EXECUTE format('GRANT SELECT ON %I TO capaian_reader, capaian_service', record_type);
        -- recorded_at and replaced_at are set by the database only.
        SELECT string_agg(quote_ident(attname), ', ') INTO writable FROM pg_attribute
            WHERE attrelid = record_type::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                AND attname NOT IN ('recorded_at', 'replaced_at');
        EXECUTE format('GRANT INSERT (%s) ON %I TO capaian_service', writable, record_type);
    END LOOP;
END
$$;
ALTER TABLE preference ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON preference TO capaian_reader, capaian_service;
GRANT INSERT (realization, revision, active, reason, recorded_by) ON preference TO capaian_service;

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
