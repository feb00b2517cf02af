-- References between records: what a record refers to exists, and stays published while published records refer to it.
--
-- A writer that refers to a record takes a shared advisory lock until commit. A writer that replaces or withdraws a
-- publication takes it exclusively. So neither changes anything between the other's check and its commit. The locks are
-- 128 per type, chosen by hash, because a million rows must not need a million locks. Targets and realizations have one
-- set, because a claim refers to both in one list.

CREATE OR REPLACE FUNCTION reference_lock_key(key text) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE RETURN hashtext(key) & 127;
COMMENT ON FUNCTION reference_lock_key IS 'Second key of the advisory lock of a record, 0 to 127.';

CREATE OR REPLACE FUNCTION reference_lock_class(record_type text) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE
    RETURN hashtext('capaian ' || CASE WHEN record_type IN ('target', 'realization') THEN 'figure' ELSE record_type END);
COMMENT ON FUNCTION reference_lock_class IS 'First key of the advisory locks of a type of records.';

CREATE OR REPLACE FUNCTION lock_references(record_type text, keys text[]) RETURNS text[]
    LANGUAGE plpgsql AS $$
DECLARE
    ignored text;
BEGIN
    keys := array_remove(keys, NULL);
    IF cardinality(keys) = 1 THEN
        ignored := pg_advisory_xact_lock_shared(reference_lock_class(record_type), reference_lock_key(keys[1]));
    ELSE
        -- Sorted, so that two transactions that lock several records do not wait for each other.
        PERFORM pg_advisory_xact_lock_shared(reference_lock_class(record_type), place)
            FROM (SELECT DISTINCT reference_lock_key(key) AS place FROM unnest(keys) AS key ORDER BY 1) AS sorted;
    END IF;
    RETURN keys;
END $$;
COMMENT ON FUNCTION lock_references IS
    'Lock the records that new rows refer to, shared and until commit. Return the keys without null: plpgsql assigns a '
    'value faster than it performs a query.';
REVOKE EXECUTE ON FUNCTION lock_references FROM PUBLIC;

-- The one rule for all references, of single writes and of imports: a user refers to what the user may read. So a draft of
-- another user gets the same error as a record that does not exist. A published record refers to published records only.
DO $do$
DECLARE
    record_type text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization'] LOOP
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION find_missing_%1$s(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $body$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM %1$I AS referenced
            WHERE referenced.%2$I = w::%3$s AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM %1$I AS referenced
            WHERE referenced.%2$I = w::%3$s AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    %1$L, w, referenced.revision, referenced.status, referenced.recorded_by, %4$s)
            OFFSET 0));
END $body$;
COMMENT ON FUNCTION find_missing_%1$s IS
    'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';
REVOKE EXECUTE ON FUNCTION find_missing_%1$s FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_missing_%1$s TO capaian_service;
            $template$, record_type, CASE WHEN record_type IN ('target', 'realization') THEN 'id' ELSE 'code' END,
            CASE WHEN record_type IN ('target', 'realization') THEN 'uuid' ELSE 'text' END,
            format(institution_sql(record_type), 'referenced'));
        CONTINUE WHEN record_type IN ('target', 'realization');
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION require_%1$s(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql AS $body$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references(%1$L, wanted);
    missing := find_missing_%1$s(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $body$;
COMMENT ON FUNCTION require_%1$s IS
    'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the '
    'referring record is.';
REVOKE EXECUTE ON FUNCTION require_%1$s FROM PUBLIC;
            $template$, record_type);
    END LOOP;
END
$do$;

-- The checks below run for drafts, submissions and publications. A rejection or withdrawal adds no reference, and is
-- always possible.

CREATE OR REPLACE FUNCTION check_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require_institution(array_agg(lead_institution::text), status = 'published', 'program_names_its_lead_institution')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_program IS 'Trigger: the lead institution exists.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON program REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_program();

CREATE OR REPLACE FUNCTION check_institution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own_successor text;
BEGIN
    PERFORM require_institution(array_agg(DISTINCT successor::text), status = 'published', 'institution_is_succeeded_by_existing_ones')
        FROM entered, unnest(succeeded_by) AS successor
        WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT entered.code INTO own_successor FROM entered
        WHERE status NOT IN ('rejected', 'withdrawn') AND succeeded_by <> '{}'
            AND (code = ANY (succeeded_by) OR code = ANY (list_with_successors(succeeded_by::text[], NULL))) LIMIT 1;
    IF own_successor IS NOT NULL THEN
        PERFORM raise_rule_violation('institution_does_not_succeed_itself', own_successor);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_institution IS 'Trigger: the successors exist, and no institution succeeds itself.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON institution REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_institution();

CREATE OR REPLACE FUNCTION check_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    violation record;
BEGIN
    PERFORM require_region(array_agg(parent::text), status = 'published', 'region_lies_in_its_parent')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    PERFORM require_region(array_agg(replaces::text), status = 'published', 'region_replaces_an_existing_region')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT later.code, CASE WHEN earlier.valid_to + 1 = later.valid_from THEN 'region_is_replaced_by_one_region'
            ELSE 'region_replaces_one_that_ended_the_day_before' END AS rule
        INTO violation
        FROM region AS later JOIN region AS earlier ON earlier.code = later.replaces
        WHERE later.status = 'published' AND later.replaced_at IS NULL
            AND earlier.status = 'published' AND earlier.replaced_at IS NULL
            AND (later.code IN (SELECT code FROM entered) OR earlier.code IN (SELECT code FROM entered))
            AND (earlier.valid_to + 1 IS DISTINCT FROM later.valid_from OR EXISTS (
                SELECT FROM region AS other WHERE other.replaces = later.replaces AND other.code <> later.code
                    AND other.status = 'published' AND other.replaced_at IS NULL))
        ORDER BY later.code LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.code);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_region IS
    'Trigger: the parent and the replaced region exist; a published region replaces one that ended the day before, and no '
    'other region replaces that one.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON region REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_region();

CREATE OR REPLACE FUNCTION has_figures(its_program text, counted text) RETURNS boolean
    LANGUAGE sql STABLE BEGIN ATOMIC
        SELECT EXISTS (SELECT FROM target
                WHERE program = its_program AND indicator = counted AND status = 'published')
            OR EXISTS (SELECT FROM realization
                WHERE program = its_program AND indicator = counted AND status = 'published')
            OR EXISTS (SELECT FROM target AS t WHERE t.indicator = counted
                AND t.status IN ('draft', 'submitted', 'rejected') AND t.replaced_at IS NULL
                AND can_read_unpublished('target', t.id::text, t.revision, t.status, t.recorded_by, t.institution))
            OR EXISTS (SELECT FROM realization AS t WHERE t.indicator = counted
                AND t.status IN ('draft', 'submitted', 'rejected') AND t.replaced_at IS NULL
                AND can_read_unpublished('realization', t.id::text, t.revision, t.status, t.recorded_by, t.institution));
    END;
COMMENT ON FUNCTION has_figures IS
    'True if a figure of the indicator was ever published, or is a draft that the user may read; withdrawn drafts do not '
    'count. For the drafts of others see figure_is_in_the_unit_of_its_draft.';
REVOKE EXECUTE ON FUNCTION has_figures FROM PUBLIC;

-- The rules that follow from the kind of the unit. The triggers below and the planning of imports use them.
CREATE OR REPLACE FUNCTION kind_of_unit(unit_code text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT u.kind FROM unit u WHERE u.code = $1
        ORDER BY u.status = 'published' DESC, u.revision DESC LIMIT 1 $$;
COMMENT ON FUNCTION kind_of_unit IS 'Kind of a unit: of the published revision, else of the latest one.';

CREATE OR REPLACE FUNCTION kinds_by_indicator(wanted text[]) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    RETURN coalesce((SELECT jsonb_object_agg(one.code, kind_of_unit(counted.unit))
        FROM unnest(coalesce(wanted, ARRAY(SELECT DISTINCT code::text FROM indicator))) AS one (code)
        CROSS JOIN LATERAL (
            SELECT i.unit FROM indicator i WHERE i.code = one.code
            ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1) AS counted), '{}');
END $$;
COMMENT ON FUNCTION kinds_by_indicator IS 'Map of indicators to the kinds of their units; of all indicators for null.';
REVOKE EXECUTE ON FUNCTION kind_of_unit, kinds_by_indicator FROM PUBLIC;

CREATE OR REPLACE FUNCTION adds_up(kind text) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN kind IN ('count', 'amount');
COMMENT ON FUNCTION adds_up IS 'True if numbers of this kind of unit may be added up, over time or over regions.';

-- In plpgsql, which evaluates the list of errors only for the few figures that have one.
CREATE OR REPLACE FUNCTION errors_of_kind(kind text, nature text, value numeric, value_to numeric, resolution numeric) RETURNS jsonb[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    lowest integer := CASE kind WHEN 'count' THEN 0 WHEN 'rank' THEN 1 END;
BEGIN
    IF (adds_up(kind) OR nature <> 'flow') AND (lowest IS NULL OR value >= lowest AND value = trunc(value)
            AND resolution = trunc(resolution) AND (value_to IS NULL OR value_to = trunc(value_to))) THEN
        RETURN '{}';
    END IF;
    RETURN array_remove(ARRAY[
        CASE WHEN nature = 'flow' AND NOT adds_up(kind) THEN row_error('flow_is_in_a_unit_that_adds_up', 'nature') END,
        CASE WHEN kind = 'count' AND (value < 0 OR value <> trunc(value))
            THEN row_error('count_is_whole_and_not_negative', 'value') END,
        CASE WHEN kind = 'rank' AND (value < 1 OR value <> trunc(value))
            THEN row_error('rank_is_whole_and_from_1', 'value') END,
        CASE WHEN lowest IS NOT NULL AND value_to <> trunc(value_to)
            THEN row_error('range_of_a_count_or_rank_is_whole', 'value_to') END,
        CASE WHEN lowest IS NOT NULL AND resolution <> trunc(resolution)
            THEN row_error('resolution_of_a_count_or_rank_is_whole', 'resolution') END], NULL);
END $$;
COMMENT ON FUNCTION errors_of_kind IS
    'Errors of a figure in a unit of this kind: a count or rank is whole and not too small, and only what adds up is a flow.';

CREATE OR REPLACE FUNCTION check_unit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed text;
BEGIN
    -- The kind that the figures have is that of the published revision, or of the latest draft if none is published.
    SELECT entered.code INTO changed FROM entered CROSS JOIN LATERAL (
            SELECT before.kind FROM unit AS before
            WHERE before.code = entered.code AND before.revision < entered.revision
            ORDER BY before.status = 'published' DESC, before.revision DESC LIMIT 1) AS used
        WHERE used.kind <> entered.kind AND entered.status NOT IN ('rejected', 'withdrawn')
            AND EXISTS (SELECT FROM indicator i WHERE i.unit = entered.code AND i.replaced_at IS NULL
                AND has_figures(i.program, i.code)) LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM raise_rule_violation('kind_is_frozen_once_figures_exist', changed);
    END IF;
    SELECT entered.code INTO changed FROM entered
        WHERE entered.revision > 1 AND NOT adds_up(entered.kind) AND entered.status NOT IN ('rejected', 'withdrawn')
            AND EXISTS (SELECT FROM indicator i WHERE i.unit = entered.code AND i.replaced_at IS NULL AND i.additive
                AND i.status NOT IN ('rejected', 'withdrawn')) LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM raise_rule_violation('kind_fits_additive_indicators', changed);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_unit IS
    'Trigger: the kind never changes while figures exist, nor to one that does not add up while an indicator is additive.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON unit REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_unit();

CREATE OR REPLACE FUNCTION check_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed text;
BEGIN
    PERFORM require_program(array_agg(program::text), status = 'published', 'indicator_belongs_to_a_program'),
            require_unit(array_agg(unit::text), status = 'published', 'indicator_counts_in_a_unit'),
            require_indicator(array_agg(population_indicator::text), status = 'published', 'indicator_names_its_population'),
            require_indicator(array_agg(variant_of::text), status = 'published', 'indicator_names_its_variant')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT entered.code INTO changed FROM entered JOIN indicator AS before
        ON before.code = entered.code AND before.revision = entered.revision - 1
        WHERE before.program <> entered.program LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM raise_rule_violation('indicator_stays_in_its_program', changed);
    END IF;
    -- The unit of the figures is that of the published revision, or of the latest draft if none is published.
    SELECT entered.code INTO changed FROM entered CROSS JOIN LATERAL (
            SELECT before.unit FROM indicator AS before
            WHERE before.code = entered.code AND before.revision < entered.revision
            ORDER BY before.status = 'published' DESC, before.revision DESC LIMIT 1) AS counted
        WHERE counted.unit <> entered.unit AND entered.status NOT IN ('rejected', 'withdrawn')
            AND has_figures(entered.program, entered.code) LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM raise_rule_violation('unit_is_frozen_once_figures_exist', changed);
    END IF;
    SELECT code INTO changed FROM entered
        WHERE additive AND NOT adds_up(kind_of_unit(unit)) AND status NOT IN ('rejected', 'withdrawn') LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM raise_rule_violation('additive_indicator_has_a_unit_that_adds_up', changed);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_indicator IS
    'Trigger: program, unit, population and variant exist; the program never changes, and the unit not while figures exist; '
    'an additive indicator has a unit that adds up.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON indicator REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_indicator();

CREATE OR REPLACE FUNCTION check_variants() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong text;
BEGIN
    -- An indicator and its variant as published, otherwise as drafted. Either of them can be the entered one.
    SELECT entered.code INTO wrong FROM entered CROSS JOIN LATERAL (
            SELECT variant.unit FROM (
                SELECT named.unit FROM indicator AS named WHERE named.code = entered.variant_of
                    AND named.replaced_at IS NULL AND named.status NOT IN ('rejected', 'withdrawn')
                ORDER BY named.status = 'published' DESC, named.revision DESC LIMIT 1) AS variant
            UNION ALL
            SELECT naming.unit FROM indicator AS naming
            WHERE naming.variant_of = entered.code AND naming.replaced_at IS NULL AND naming.status = 'published') AS other
        WHERE other.unit = entered.unit AND entered.status NOT IN ('rejected', 'withdrawn') LIMIT 1;
    IF wrong IS NOT NULL THEN
        PERFORM raise_rule_violation('variants_count_in_different_units', wrong);
    END IF;
    IF NOT EXISTS (SELECT FROM entered WHERE variant_of IS NOT NULL AND status NOT IN ('rejected', 'withdrawn')) THEN
        RETURN NULL;
    END IF;
    -- One after the other, because four concurrent writers could close a cycle of which each sees only a part.
    PERFORM pg_advisory_xact_lock(hashtextextended('capaian variants', 0));
    WITH RECURSIVE followed (first, code) AS (
        SELECT entered.code, entered.variant_of FROM entered
            WHERE entered.variant_of IS NOT NULL AND entered.status NOT IN ('rejected', 'withdrawn')
        UNION
        SELECT followed.first, variant.variant_of FROM followed CROSS JOIN LATERAL (
                SELECT named.variant_of FROM indicator AS named WHERE named.code = followed.code
                    AND named.replaced_at IS NULL AND named.status NOT IN ('rejected', 'withdrawn')
                ORDER BY named.status = 'published' DESC, named.revision DESC LIMIT 1) AS variant
            WHERE variant.variant_of IS NOT NULL AND followed.first <> followed.code
    )
    SELECT followed.first INTO wrong FROM followed WHERE followed.first = followed.code LIMIT 1;
    IF wrong IS NOT NULL THEN
        PERFORM raise_rule_violation('variants_have_no_cycle', wrong);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_variants IS
    'Trigger: an indicator and its variant have different units, and no indicator is a variant of itself over others.';
CREATE OR REPLACE TRIGGER after_insert_4_check_variants AFTER INSERT ON indicator REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_variants();

CREATE OR REPLACE FUNCTION is_plan(kind text) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN kind IN ('plan', 'regulation');
COMMENT ON FUNCTION is_plan IS 'True if targets can belong to sources of this kind.';

CREATE OR REPLACE FUNCTION check_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed text;
BEGIN
    PERFORM require_institution(array_agg(publisher::text), status = 'published', 'source_names_its_publisher')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT entered.code INTO changed FROM entered
        WHERE entered.status = 'published' AND NOT is_plan(entered.kind) AND EXISTS (SELECT FROM target
            WHERE target.plan = entered.code AND target.status = 'published' AND target.replaced_at IS NULL) LIMIT 1;
    IF changed IS NOT NULL THEN
        PERFORM raise_rule_violation('plan_of_targets_stays_a_plan', changed);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_source IS 'Trigger: the publisher exists, and a plan of published targets stays a plan.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON source REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_source();

CREATE OR REPLACE FUNCTION unit_at(counted text, known_at timestamptz) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT i.unit FROM indicator i
        WHERE i.code = $1 AND i.recorded_at <= $2 AND i.status NOT IN ('rejected', 'withdrawn')
        ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1 $$;
COMMENT ON FUNCTION unit_at IS 'Unit of an indicator at a time: of its published revision, else of its latest one.';
REVOKE EXECUTE ON FUNCTION unit_at FROM PUBLIC;

CREATE OR REPLACE FUNCTION check_figure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    summary record;
    given record;
    wrong text;
    sources text[];
    kinds jsonb;
    ignored text;  -- of functions without a result: plpgsql assigns a value faster than it performs a query
BEGIN
    SELECT coalesce(array_agg(DISTINCT indicator::text), '{}') AS indicators,
            min(id::text) FILTER (
                WHERE stated_latest > today_in_jakarta() AND status NOT IN ('rejected', 'withdrawn')) AS stated_in_future,
            bool_or(revision > 1 AND status IN ('submitted', 'published')) AS has_steps
        INTO summary FROM entered;
    IF summary.stated_in_future IS NOT NULL THEN
        PERFORM raise_rule_violation('stated_in_future', summary.stated_in_future);
    END IF;
    FOR given IN SELECT status = 'published' AS is_published, array_agg(DISTINCT indicator::text) AS indicators,
            array_agg(DISTINCT region::text) AS regions,
            array_agg(DISTINCT institution::text) || array_agg(DISTINCT on_behalf_of::text) AS institutions
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published' LOOP
        sources := ARRAY(SELECT DISTINCT citation->>'source'
            FROM entered CROSS JOIN LATERAL jsonb_array_elements(entered.citations) AS citation
            WHERE status NOT IN ('rejected', 'withdrawn') AND (status = 'published') = given.is_published);
        ignored := require_indicator(given.indicators, given.is_published, 'figure_counts_an_indicator');
        ignored := require_region(given.regions, given.is_published, 'figure_is_about_a_region');
        ignored := require_institution(given.institutions, given.is_published, 'figure_is_stated_by_an_institution');
        ignored := require_source(sources, given.is_published, 'figure_cites_sources');
    END LOOP;
    SELECT entered.id::text INTO wrong FROM entered
        WHERE NOT EXISTS (SELECT FROM indicator WHERE indicator.code = entered.indicator
            AND indicator.program = entered.program) LIMIT 1;
    IF wrong IS NOT NULL THEN
        PERFORM raise_rule_violation('figure_has_the_program_of_its_indicator', wrong);
    END IF;
    -- A change of the kind of a unit waits until the figures are committed.
    PERFORM lock_references('unit', ARRAY(SELECT DISTINCT unit FROM indicator WHERE code = ANY (summary.indicators)));
    kinds := kinds_by_indicator(summary.indicators);
    SELECT broken.errors[1]->>'rule' INTO wrong
        FROM entered CROSS JOIN LATERAL (SELECT errors_of_kind(
            kinds->>entered.indicator, entered.nature, entered.value, entered.value_to, entered.resolution) AS errors) AS broken
        WHERE broken.errors <> '{}' AND entered.status NOT IN ('rejected', 'withdrawn') LIMIT 1;
    IF wrong IS NOT NULL THEN
        PERFORM raise_rule_violation(wrong, TG_TABLE_NAME);
    END IF;
    IF summary.has_steps IS NOT TRUE THEN
        RETURN NULL;
    END IF;
    -- A draft freezes the unit only for users who may read the draft. Few indicators ever change their unit.
    IF EXISTS (SELECT FROM indicator WHERE code = ANY (ARRAY(SELECT DISTINCT indicator FROM entered
            WHERE revision > 1 AND status IN ('submitted', 'published'))) GROUP BY code HAVING count(DISTINCT unit) > 1) THEN
        EXECUTE format('SELECT entered.id::text FROM entered JOIN %I AS before
            ON before.id = entered.id AND before.revision = entered.revision - 1
            WHERE entered.status IN (''submitted'', ''published'') AND before.status IN (''draft'', ''submitted'')
                AND unit_at(entered.indicator, before.recorded_at) <> unit_at(entered.indicator, entered.recorded_at)
            LIMIT 1', TG_TABLE_NAME) INTO wrong;
        IF wrong IS NOT NULL THEN
            PERFORM raise_rule_violation('figure_is_in_the_unit_of_its_draft', wrong);
        END IF;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_figure IS
    'Trigger: indicator, region, institutions and cited sources exist; the program is that of the indicator; the number is '
    'valid in its unit, which has not changed since the previous step.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_figure();
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON realization REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_figure();

CREATE OR REPLACE FUNCTION find_other_sources(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w WHERE w IS NOT NULL AND NOT EXISTS (
        SELECT FROM source WHERE source.code = w AND source.replaced_at IS NULL AND is_plan(source.kind)
            AND (source.status = 'published' OR NOT is_published))) $$;
COMMENT ON FUNCTION find_other_sources IS 'The codes of sources that are neither a plan nor a regulation.';
REVOKE EXECUTE ON FUNCTION find_other_sources FROM PUBLIC;

CREATE OR REPLACE FUNCTION check_plan() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    other text;
BEGIN
    PERFORM require_source(array_agg(DISTINCT plan::text), status = 'published', 'target_belongs_to_an_existing_plan')
        FROM entered WHERE plan IS NOT NULL AND status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    SELECT code INTO other FROM (
            SELECT array_agg(DISTINCT plan::text) AS plans, status = 'published' AS is_published
            FROM entered WHERE plan IS NOT NULL AND status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published') AS given
        CROSS JOIN LATERAL unnest(find_other_sources(given.plans, is_published)) AS code LIMIT 1;
    IF other IS NOT NULL THEN
        PERFORM raise_rule_violation('not_a_plan', other);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_plan IS 'Trigger: the plan of a target is an existing source that is a plan or a regulation.';
CREATE OR REPLACE TRIGGER after_insert_3_check_plan AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_plan();

CREATE OR REPLACE FUNCTION check_superseding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    violation record;
    chains jsonb;
BEGIN
    IF EXISTS (SELECT FROM entered WHERE supersedes IS NOT NULL OR revision > 1) THEN
        chains := region_chains(NULL);
    END IF;
    PERFORM lock_references('target', array_agg(supersedes::text))
        FROM entered WHERE supersedes IS NOT NULL AND status NOT IN ('rejected', 'withdrawn');
    SELECT later.supersedes AS id, CASE
            WHEN NOT found.is_there THEN 'target_supersedes_an_existing_target'
            WHEN NOT found.is_of_one_key THEN 'target_supersedes_within_its_key'
            ELSE 'target_supersedes_one_stated_earlier' END AS rule
        INTO violation
        FROM (
            SELECT id, supersedes, indicator, nature, region, breakdown, stated_latest, status
                FROM entered WHERE supersedes IS NOT NULL AND status NOT IN ('rejected', 'withdrawn')
            UNION ALL  -- published targets that supersede a target whose next revision is published now
            SELECT target.id, target.supersedes, target.indicator, target.nature, target.region, target.breakdown,
                    target.stated_latest, target.status
                FROM entered CROSS JOIN LATERAL (
                    SELECT later.* FROM target AS later
                    WHERE later.supersedes = entered.id AND later.status = 'published' OFFSET 0) AS target
                WHERE entered.status = 'published' AND entered.revision > 1 AND target.replaced_at IS NULL
        ) AS later CROSS JOIN LATERAL (
            SELECT count(*) > 0 AS is_there, bool_or(fit.key) AS is_of_one_key, bool_or(fit.key AND fit.is_earlier) AS fits
            FROM target AS earlier CROSS JOIN LATERAL (
                SELECT (earlier.indicator, earlier.nature, coalesce(chains ->> earlier.region, earlier.region), earlier.breakdown)
                        = (later.indicator, later.nature, coalesce(chains ->> later.region, later.region), later.breakdown) AS key,
                    earlier.stated_latest < later.stated_latest AS is_earlier) AS fit
            WHERE earlier.id = later.supersedes AND earlier.replaced_at IS NULL AND earlier.status <> 'withdrawn'
                AND (earlier.status = 'published' OR later.status <> 'published' AND can_read_unpublished('target',
                    earlier.id::text, earlier.revision, earlier.status, earlier.recorded_by, earlier.institution))) AS found
        WHERE found.fits IS NOT TRUE LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.id::text,
            CASE violation.rule WHEN 'target_supersedes_an_existing_target' THEN '23503' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_superseding IS
    'Trigger: a target supersedes one with the same key that was stated earlier, so there are no cycles. A publication '
    'requires a published one.';
CREATE OR REPLACE TRIGGER after_insert_4_check_superseding AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_superseding();

CREATE OR REPLACE FUNCTION check_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    missing text;
BEGIN
    PERFORM require_source(array_agg(source::text), status = 'published', 'claim_is_made_by_a_source')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    PERFORM require_indicator(array_agg(figure_key->>'indicator'), status = 'published', 'claim_key_counts_an_indicator'),
            require_region(array_agg(figure_key->>'region'), status = 'published', 'claim_key_is_about_a_region')
        FROM entered WHERE figure_key IS NOT NULL AND status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    PERFORM lock_references('target', array_agg(figure::text))
        FROM entered, unnest(figures || base_figure) AS figure WHERE status NOT IN ('rejected', 'withdrawn');
    SELECT figure INTO missing FROM (
            SELECT array_agg(DISTINCT figure::text) AS figures, status = 'published' AS is_published
            FROM entered, unnest(figures || base_figure) AS figure
            WHERE figure IS NOT NULL AND status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published') AS given
        CROSS JOIN LATERAL unnest(
            find_missing_realization(find_missing_target(given.figures, is_published), is_published)) AS figure LIMIT 1;
    IF missing IS NOT NULL THEN
        PERFORM raise_rule_violation('claim_is_about_existing_figures', missing, '23503');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_claim IS
    'Trigger: source and figures, or the indicator and region of a key, exist and are visible to the user; a published '
    'claim is about published figures.';
CREATE OR REPLACE TRIGGER after_insert_3_check_references AFTER INSERT ON claim REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_claim();

CREATE OR REPLACE FUNCTION references_to(record_type text) RETURNS text[]
    IMMUTABLE PARALLEL SAFE RETURN CASE record_type
        WHEN 'unit' THEN ARRAY['indicator', 'referring.unit = key']
        WHEN 'institution' THEN ARRAY[
            'program', 'referring.lead_institution = key', 'source', 'referring.publisher = key',
            'target', 'referring.institution = key', 'realization', 'referring.institution = key',
            'target', 'referring.on_behalf_of = key', 'realization', 'referring.on_behalf_of = key',
            'institution', 'key = ANY (referring.succeeded_by)']
        WHEN 'region' THEN ARRAY[
            'region', 'referring.parent = key', 'region', 'referring.replaces = key',
            'target', 'referring.region = key', 'realization', 'referring.region = key',
            'claim', 'referring.figure_key->>''region'' = key']
        WHEN 'program' THEN ARRAY['indicator', 'referring.program = key']
        WHEN 'indicator' THEN ARRAY[
            'indicator', 'referring.population_indicator = key', 'indicator', 'referring.variant_of = key',
            'claim', 'referring.figure_key IS NOT NULL AND referring.figure_key->>''indicator'' = key',
            'target', 'referring.indicator = key AND referring.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)',
            'realization', 'referring.indicator = key AND referring.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)']
        WHEN 'source' THEN ARRAY[
            'claim', 'referring.source = key', 'target', 'referring.plan = key',
            'target', 'referring.citations @> jsonb_build_array(jsonb_build_object(''source'', key))',
            'realization', 'referring.citations @> jsonb_build_array(jsonb_build_object(''source'', key))']
        WHEN 'target' THEN ARRAY[
            'target', 'referring.supersedes = key::uuid', 'claim', 'referring.figures || referring.base_figure @> ARRAY[key::uuid]']
        WHEN 'realization' THEN ARRAY['claim', 'referring.figures || referring.base_figure @> ARRAY[key::uuid]']
        ELSE '{}' END;
COMMENT ON FUNCTION references_to IS
    'Which records refer to a record of this type: pairs of a table, and of a condition on its row `referring` and the `key` '
    'of the record.';

CREATE OR REPLACE FUNCTION check_still_referenced() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    pairs constant text[] := references_to(TG_TABLE_NAME);
    withdrawn text[];
    used text;
BEGIN
    IF NOT EXISTS (SELECT FROM entered WHERE public AND status = 'withdrawn') THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT array_agg(%I::text) FROM entered WHERE public AND status = ''withdrawn''',
        CASE WHEN TG_TABLE_NAME IN ('target', 'realization') THEN 'id' ELSE 'code' END) INTO withdrawn;
    FOR pair IN 1 .. cardinality(pairs) / 2 LOOP
        EXECUTE format($sql$
            SELECT key FROM unnest($1) AS key WHERE EXISTS (
                SELECT FROM %1$I AS referring WHERE referring.status = 'published' AND referring.replaced_at IS NULL AND (%2$s))
            LIMIT 1
            $sql$, pairs[2 * pair - 1], pairs[2 * pair]) INTO used USING withdrawn;
        IF used IS NOT NULL THEN
            PERFORM raise_rule_violation(TG_TABLE_NAME || '_is_still_named', used || ' by a published ' || pairs[2 * pair - 1], '23503');
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_still_referenced IS
    'Trigger: a record that a published record refers to cannot be withdrawn. Withdrawals are rare, so the statements are '
    'dynamic.';
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON unit REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON institution REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON region REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON program REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON indicator REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON source REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
CREATE OR REPLACE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON realization REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_still_referenced();
