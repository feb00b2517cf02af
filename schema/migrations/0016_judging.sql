-- migrate:up
-- Judging an import: which entity each of its rows is about, what would become of it, and what is wrong with it.

-- A fault that the database finds: its sentence is looked up by the rule's name (api/imports/faults.py).
CREATE FUNCTION row_fault(rule text, about text, VARIADIC named text[] DEFAULT '{}') RETURNS jsonb
    IMMUTABLE PARALLEL SAFE RETURN jsonb_build_object('rule', rule, 'column', about, 'named', named);

-- The codes that name nothing one may refer to.
CREATE FUNCTION unknown_among(noun text, wanted text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    missing text[];
BEGIN
    EXECUTE format($sql$
        SELECT coalesce(array_agg(w), '{}') FROM (SELECT DISTINCT w FROM unnest($1) AS w) AS named
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM %1$I AS held WHERE held.code = w AND held.replaced_at IS NULL AND held.status <> 'withdrawn')
        $sql$, noun) INTO missing USING wanted;
    RETURN missing;
END $$;

-- Which entity each row is about: `entity` is the one that is there, or the one that would be new. A figure is found by
-- its id, or else by what it states: indicator, nature, region, breakdown, period, institution and when. A stock stands
-- on the last day of its period, however that is written. Work of others that the caller may not see is not touched.
CREATE FUNCTION match_figures(noun text, the_import uuid, first integer, last integer)
    RETURNS TABLE (number integer, entity text, faults jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    indicators text[];
    regions text[];
    institutions text[];
    sources text[];
BEGIN
    SELECT unknown_among('indicator', array_agg(DISTINCT content->>'indicator')),
            unknown_among('region', array_agg(DISTINCT content->>'region')),
            unknown_among('institution', array_agg(DISTINCT content->>'institution') || array_agg(DISTINCT content->>'on_behalf_of'))
        INTO indicators, regions, institutions
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    SELECT unknown_among('source', array_agg(DISTINCT citation->>'source')) INTO sources
        FROM import_row r, jsonb_array_elements(r.content->'citations') AS citation
        WHERE r.import = the_import AND r.number BETWEEN first AND last;
    RETURN QUERY EXECUTE format($sql$
        SELECT r.number, CASE WHEN is_named THEN r.candidate ELSE coalesce(matched.ids[1]::text, r.candidate) END,
            array_remove(ARRAY[
                CASE WHEN r.content->>'indicator' = ANY ($4) THEN row_fault('figure_counts_an_indicator', 'indicator') END,
                CASE WHEN r.content->>'region' = ANY ($5) THEN row_fault('figure_is_about_a_region', 'region') END,
                CASE WHEN r.content->>'institution' = ANY ($6) THEN row_fault('figure_is_stated_by_an_institution', 'institution') END,
                CASE WHEN r.content->>'on_behalf_of' = ANY ($6) THEN row_fault('figure_is_stated_by_an_institution', 'on_behalf_of') END,
                CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(r.content->'citations') AS citation
                    WHERE citation->>'source' = ANY ($7)) THEN row_fault('figure_cites_sources', 'citations') END,
                CASE WHEN r.beside->>'unit' <> counted.unit
                    THEN row_fault('figure_is_in_the_unit_of_its_indicator', 'value', r.beside->>'unit', counted.unit::text) END,
                CASE WHEN r.beside->>'program' <> counted.program
                    THEN row_fault('figure_has_the_program_of_its_indicator', 'program', counted.program::text) END,
                CASE WHEN r.content ? 'id' AND NOT is_named AND EXISTS (
                        SELECT FROM %2$I AS other WHERE other.id = r.candidate::uuid)
                    THEN row_fault('figure_id_is_of_one_noun', 'id', %2$L) END,
                CASE WHEN cardinality(matched.ids) > 1
                    THEN row_fault('row_is_about_one_figure', NULL, VARIADIC matched.ids::text[]) END,
                CASE WHEN NOT is_named AND matched.ids IS NULL AND matched.hidden
                    THEN row_fault('row_is_not_worked_on_by_another', NULL) END], NULL)
        FROM import_row r
        LEFT JOIN LATERAL (SELECT t.indicator FROM %1$I AS t WHERE r.content ? 'id' AND t.id = r.candidate::uuid
            ORDER BY t.revision DESC LIMIT 1) AS named ON true
        CROSS JOIN LATERAL (SELECT named.indicator IS NOT NULL AS is_named) AS by_id
        LEFT JOIN LATERAL (SELECT i.program, i.unit FROM indicator i
            WHERE i.code = coalesce(r.content->>'indicator', named.indicator)
            ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1) AS counted ON true
        CROSS JOIN LATERAL (SELECT r.content->>'nature' AS nature, coalesce(r.content->>'region', 'ID') AS region,
            coalesce(r.content->>'breakdown', '') AS breakdown, r.content->>'institution' AS institution,
            first_day_of(r.content->>'period') AS first_day, last_day_of(r.content->>'period') AS last_day,
            (r.content->>'stated_on')::date AS stated_on, (r.content->>'stated_not_before')::date AS not_before,
            coalesce(r.content->>'stated_on', r.content->>'stated_not_after')::date AS latest) AS said
        LEFT JOIN LATERAL (
            SELECT array_agg(DISTINCT id) FILTER (WHERE is_seen) AS ids, bool_or(NOT is_seen) AS hidden FROM (
                SELECT t.id, t.status = 'published'
                    OR sees_work(%1$L, t.id::text, t.revision, t.status, t.recorded_by, t.institution) AS is_seen
                FROM %1$I AS t
                WHERE natural_key(t.indicator, t.nature, t.region, t.breakdown, t.period_start, t.period_end,
                        t.institution, t.stated_on, t.stated_not_before, t.stated_latest)
                    = natural_key(r.content->>'indicator', said.nature, said.region, said.breakdown, said.first_day,
                        said.last_day, said.institution, said.stated_on, said.not_before, said.latest)
                    AND t.replaced_at IS NULL AND t.status <> 'withdrawn'
                    -- Two that are told apart have one number hardly ever, and not never.
                    AND t.indicator = r.content->>'indicator' AND t.region = said.region AND t.period_end = said.last_day
                    AND t.institution = said.institution AND t.stated_latest = said.latest) AS fits) AS matched
            ON NOT is_named
        WHERE r.import = $1 AND r.number BETWEEN $2 AND $3 AND r.faults IS NULL
        $sql$, noun, CASE noun WHEN 'target' THEN 'realization' ELSE 'target' END)
        USING the_import, first, last, indicators, regions, institutions, sources;
END $$;

CREATE FUNCTION match_sources(the_import uuid, first integer, last integer)
    RETURNS TABLE (number integer, entity text, faults jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    publishers text[];
BEGIN
    SELECT unknown_among('institution', array_agg(DISTINCT content->>'publisher')) INTO publishers
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    RETURN QUERY SELECT r.number, r.candidate, CASE WHEN r.content->>'publisher' = ANY (publishers)
            THEN ARRAY[row_fault('source_names_its_publisher', 'publisher')] ELSE '{}' END
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.faults IS NULL;
END $$;

-- The entity as it would be: what is held with what the row says put in its place, or, where nothing is held, what the
-- row says with defaults for the rest. New citations join those there are; a period that is the same for a stock stays.
CREATE FUNCTION draft_of(held anyelement, said jsonb, defaults jsonb) RETURNS anyelement
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    holds jsonb;
BEGIN
    IF said ? 'indicator' THEN  -- whose program a figure's is
        said := said || jsonb_build_object('program', (SELECT i.program FROM indicator i
            WHERE i.code = said->>'indicator' ORDER BY i.revision DESC LIMIT 1));
    END IF;
    IF held IS NULL THEN
        RETURN jsonb_populate_record(held, defaults || said);
    END IF;
    holds := to_jsonb(held);
    IF said ? 'citations' THEN
        said := said || jsonb_build_object('citations', joined(holds->'citations', said->'citations'));
    END IF;
    IF said ? 'value' AND NOT said ? 'resolution' AND (said->>'value')::numeric <> (holds->>'value')::numeric THEN
        said := said || jsonb_build_object('resolution', defaults->'resolution');  -- that of the number before is not its own
    END IF;
    IF coalesce(said->>'nature', holds->>'nature') = 'stock' AND holds->>'nature' = 'stock' AND said ? 'period'
            AND last_day_of(said->>'period') = (holds->>'period_end')::date THEN
        said := said - 'period';
    END IF;
    RETURN jsonb_populate_record(held, said);
END $$;

-- Citations that name a place which none of the held ones names come behind them; of the same place, a new note counts.
CREATE FUNCTION joined(held jsonb, said jsonb) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE RETURN (
        SELECT coalesce(jsonb_agg(coalesce((SELECT citation FROM jsonb_array_elements(said) AS citation
            WHERE citation - 'note' = old - 'note' AND citation->>'note' IS NOT NULL LIMIT 1), old) ORDER BY place), '[]')
        FROM jsonb_array_elements(held) WITH ORDINALITY AS kept (old, place)) || coalesce((
        SELECT jsonb_agg(citation ORDER BY place) FROM jsonb_array_elements(said) WITH ORDINALITY AS given (citation, place)
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(held) AS old WHERE old - 'note' = citation - 'note')), '[]');

-- What a row says may contradict what is held beside it. The table would refuse the whole file for one such row.
DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['target', 'realization'] LOOP
        EXECUTE format($sql$
            CREATE FUNCTION faults_of_draft(draft %1$I) RETURNS jsonb[] IMMUTABLE RETURN array_remove(ARRAY[
                CASE WHEN NOT (draft.stated_on IS NOT NULL AND num_nonnulls(draft.stated_not_before, draft.stated_not_after) = 0
                        OR draft.stated_on IS NULL AND num_nonnulls(draft.stated_not_before, draft.stated_not_after) = 2)
                    THEN row_fault('figure_is_stated_on_a_day_or_between_two', 'stated_on') END,
                CASE WHEN draft.stated_not_before > draft.stated_not_after
                    THEN row_fault('figure_bounds_are_in_order', 'stated_not_after') END,
                CASE WHEN jsonb_array_length(draft.citations) > 100
                    THEN row_fault('figure_has_at_most_100_citations', 'citations') END,
                CASE WHEN draft.retracted_on < coalesce(draft.stated_on, draft.stated_not_before)
                    THEN row_fault('figure_is_retracted_after_it_was_stated', 'retracted_on') END,
                %2$s], NULL)
            $sql$, noun, CASE noun WHEN 'target'
                THEN 'CASE WHEN draft.supersedes = draft.id THEN row_fault(''target_does_not_supersede_itself'', ''supersedes'') END'
                ELSE 'NULL' END);
    END LOOP;
END
$$;
CREATE FUNCTION faults_of_draft(draft source) RETURNS jsonb[] IMMUTABLE RETURN array_remove(ARRAY[
    CASE WHEN NOT CASE draft.date_basis
            WHEN 'stated' THEN draft.published_on IS NOT NULL
                AND num_nonnulls(draft.published_not_before, draft.published_not_after) = 0
            WHEN 'inferred' THEN draft.published_on IS NOT NULL
                    AND num_nonnulls(draft.published_not_before, draft.published_not_after) = 0
                OR draft.published_on IS NULL AND num_nonnulls(draft.published_not_before, draft.published_not_after) = 2
            ELSE draft.published_on IS NULL END
        THEN row_fault('source_date_basis_agrees_with_its_dates', 'date_basis') END,
    CASE WHEN draft.published_not_before > draft.published_not_after
        THEN row_fault('source_bounds_are_in_order', 'published_not_after') END], NULL);

-- What comes of the rows of a stretch, beside each other; which of them state the same is asked afterwards.
CREATE FUNCTION judge_rows(noun text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    key text := CASE noun WHEN 'source' THEN 'code' ELSE 'id' END;
BEGIN
    PERFORM require_running(the_import);
    INSERT INTO import_outcome (import, number, action, newest, faults)
        SELECT r.import, r.number, 'rejected', 0, r.faults FROM import_row r
        WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.faults IS NOT NULL;
    EXECUTE format($sql$
        INSERT INTO import_outcome (import, number, action, entity, newest, base, faults)
        SELECT $1, judged.number, CASE WHEN judged.faults <> '{}' THEN 'rejected' WHEN (judged.held) IS NULL THEN 'created'
                WHEN judged.draft IS DISTINCT FROM judged.held THEN 'updated' ELSE 'unchanged' END,
            judged.entity, judged.newest, (judged.held).revision, nullif(to_jsonb(judged.faults), '[]')
        FROM (
            SELECT stood.*, drafted.draft, stood.found || array_remove(ARRAY[
                    CASE WHEN NOT stood.is_seen THEN row_fault('row_is_not_worked_on_by_another', NULL) END,
                    CASE WHEN stood.is_over THEN row_fault('row_is_about_nothing_withdrawn', %2$L) END,
                    CASE WHEN acting('institution') IS NOT NULL AND (
                            (CASE WHEN stood.content ? %3$L THEN stood.content->>%3$L ELSE (%4$s) END)
                                IS DISTINCT FROM acting('institution')
                            OR NOT ((stood.held) IS NULL) AND (%4$s) IS DISTINCT FROM acting('institution')
                            OR NOT is_theirs(%1$L, stood.entity))
                        THEN row_fault('an_entity_stays_with_its_institution', NULL) END], NULL)
                || CASE WHEN (drafted.draft) IS NULL THEN '{}' ELSE faults_of_draft(drafted.draft) END
                || CASE WHEN (stood.held) IS NULL AND NOT jsonb_strip_nulls($4 || stood.content) ?& $5
                    THEN ARRAY(SELECT row_fault('row_says_what_is_required', needed)
                        FROM unnest($5) AS needed WHERE ($4 || stood.content)->>needed IS NULL) ELSE '{}' END AS faults
            FROM (
                SELECT m.number, m.entity, m.faults AS found, r.content, coalesce(newest.revision, 0) AS newest,
                    coalesce(newest.status NOT IN ('draft', 'submitted', 'rejected') OR newest.seen, true) AS is_seen,
                    coalesce(newest.status = 'withdrawn' AND newest.public, false) AS is_over,
                    CASE WHEN newest.status IN ('draft', 'submitted', 'rejected') THEN newest.whole ELSE published.whole END AS held
                FROM %5$s AS m CROSS JOIN LATERAL (
                    SELECT r.content FROM import_row r WHERE r.import = $1 AND r.number = m.number OFFSET 0) AS r
                LEFT JOIN LATERAL (
                    SELECT t.revision, t.status, t.public, t AS whole, t.status NOT IN ('draft', 'submitted', 'rejected')
                        OR sees_work(%1$L, m.entity, t.revision, t.status, t.recorded_by, %6$s) AS seen
                    FROM %1$I AS t WHERE t.%2$I = m.entity::%7$s ORDER BY t.revision DESC LIMIT 1) AS newest ON true
                LEFT JOIN LATERAL (
                    SELECT t AS whole FROM %1$I AS t
                    WHERE t.%2$I = m.entity::%7$s AND t.status = 'published' AND t.replaced_at IS NULL
                    ORDER BY t.revision DESC LIMIT 1) AS published ON newest.revision IS NOT NULL
                OFFSET 0
            ) AS stood
            CROSS JOIN LATERAL (SELECT CASE WHEN %1$L = 'source' OR NOT ((stood.held) IS NULL)
                THEN draft_of(stood.held, CASE %1$L WHEN 'source' THEN stood.content ELSE stood.content - %2$L END, $4) END AS draft OFFSET 0) AS drafted
            OFFSET 0
        ) AS judged
        $sql$, noun, key, CASE noun WHEN 'source' THEN 'publisher' ELSE 'institution' END, format(owner_in(noun), '(stood.held)'),
        CASE noun WHEN 'source' THEN 'match_sources($1, $2, $3)' ELSE format('match_figures(%L, $1, $2, $3)', noun) END,
        format(owner_in(noun), 't'), CASE noun WHEN 'source' THEN 'text' ELSE 'uuid' END)
        USING the_import, first, last, defaults, required;
END $$;

-- Rows that come to nothing after all, with those that they lead.
CREATE FUNCTION reject_rows(the_import uuid, numbers integer[], with_faults jsonb[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require_running(the_import);
    UPDATE import_outcome o SET action = 'rejected', led_by = NULL, faults = jsonb_build_array(bad.fault)
        FROM unnest(numbers, with_faults) AS bad (number, fault)
        WHERE o.import = the_import AND (o.number = bad.number OR o.led_by = bad.number);
END $$;

-- Rows of one entity: the first that changes it is entered with the citations of all that say the same beside; one
-- that repeats another is unchanged; one that says something else contradicts its own file.
-- No nested loops: of a new import the planner knows nothing, and takes a million rows for one.
CREATE FUNCTION judge_repeats(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off AS $$
BEGIN
    PERFORM require_running(the_import);
    WITH repeated AS MATERIALIZED (
        SELECT o.entity, (array_agg(o.number ORDER BY o.action IN ('created', 'updated') DESC, o.number))[1] AS leader
        FROM import_outcome o WHERE o.import = the_import AND o.action <> 'rejected'
        GROUP BY o.entity HAVING count(*) > 1
    ), compared AS MATERIALIZED (
        SELECT o.number, o.action, led.number AS leader, led.line, r.content - 'citations' = led.content - 'citations' AS agrees,
            r.content = led.content AS is_repeat
        FROM repeated JOIN import_outcome o ON o.import = the_import AND o.entity = repeated.entity AND o.action <> 'rejected'
        JOIN import_row r ON r.import = the_import AND r.number = o.number
        JOIN import_row led ON led.import = the_import AND led.number = repeated.leader
        WHERE o.number <> repeated.leader
    )
    UPDATE import_outcome o SET
        led_by = CASE WHEN compared.agrees THEN compared.leader END,
        action = CASE WHEN NOT compared.agrees THEN 'rejected'
            WHEN compared.is_repeat OR o.action = 'unchanged' THEN 'unchanged' ELSE 'updated' END,
        faults = CASE WHEN NOT compared.agrees
            THEN jsonb_build_array(row_fault('row_agrees_with_its_file', NULL, compared.line::text)) END
    FROM compared WHERE o.import = the_import AND o.number = compared.number;
    WITH cited AS MATERIALIZED (
        SELECT coalesce(o.led_by, o.number) AS leader, citation, r.number, place
        FROM import_outcome o JOIN import_row r ON r.import = the_import AND r.number = o.number
            CROSS JOIN jsonb_array_elements(r.content->'citations') WITH ORDINALITY AS given (citation, place)
        WHERE o.import = the_import AND (o.led_by IS NOT NULL OR o.number IN (
            SELECT led.led_by FROM import_outcome led WHERE led.import = the_import AND led.led_by IS NOT NULL))
    ), once AS MATERIALIZED (
        SELECT DISTINCT ON (leader, citation - 'note') * FROM cited ORDER BY leader, citation - 'note', number, place
    ), gathered AS MATERIALIZED (
        SELECT leader, jsonb_agg(citation ORDER BY number, place) AS citations FROM once GROUP BY leader
    )
    UPDATE import_outcome o SET citations = gathered.citations FROM gathered
        WHERE o.import = the_import AND o.number = gathered.leader;
END $$;

-- A target may supersede one that is held or that the same file brings. Answers how many rows do not; what they would
-- have brought is not there for others, so it is asked again until there are none.
CREATE FUNCTION judge_superseding(the_import uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    rejections bigint;
BEGIN
    PERFORM require_running(the_import);
    IF NOT EXISTS (SELECT FROM import_row r WHERE r.import = the_import AND r.content->>'supersedes' IS NOT NULL) THEN
        RETURN 0;
    END IF;
    WITH later AS MATERIALIZED (
        SELECT l.number, (l.draft).supersedes AS of, (l.draft).indicator::text, (l.draft).nature, (l.draft).region::text,
            (l.draft).breakdown::text, coalesce((l.draft).stated_on, (l.draft).stated_not_after) AS latest
        FROM (SELECT o.number, draft_of((SELECT t FROM target t WHERE t.id = o.entity::uuid AND t.revision = o.base),
                r.content, '{"region": "ID", "breakdown": ""}') AS draft
            FROM import_outcome o JOIN import_row r ON r.import = the_import AND r.number = o.number
            WHERE o.import = the_import AND o.action IN ('created', 'updated')
                AND r.content->>'supersedes' IS NOT NULL OFFSET 0) AS l
    ), brought AS MATERIALIZED (
        SELECT o.entity::uuid AS id, r.content->>'indicator' AS indicator, r.content->>'nature' AS nature,
            coalesce(r.content->>'region', 'ID') AS region, coalesce(r.content->>'breakdown', '') AS breakdown,
            coalesce(r.content->>'stated_on', r.content->>'stated_not_after')::date AS latest
        FROM import_outcome o JOIN import_row r ON r.import = the_import AND r.number = o.number
        WHERE o.import = the_import AND o.action <> 'rejected'
    ), earlier AS MATERIALIZED (
        SELECT t.id, t.indicator::text, t.nature, t.region::text, t.breakdown::text, t.stated_latest::date AS latest
        FROM target t WHERE t.id = ANY (ARRAY(SELECT later.of FROM later)) AND t.replaced_at IS NULL AND t.status <> 'withdrawn'
        UNION ALL SELECT * FROM brought
    ), checked AS MATERIALIZED (
        SELECT later.number, CASE WHEN count(earlier.id) = 0 THEN 'target_supersedes_an_existing_target'
                WHEN NOT bool_or(fit.key) THEN 'target_supersedes_within_its_key'
                WHEN NOT bool_or(fit.key AND earlier.latest < later.latest) THEN 'target_supersedes_one_stated_earlier' END AS rule
        FROM later LEFT JOIN earlier ON earlier.id = later.of
        CROSS JOIN LATERAL (SELECT (earlier.indicator, earlier.nature, earlier.region, earlier.breakdown)
            = (later.indicator, later.nature, later.region, later.breakdown) AS key) AS fit
        GROUP BY later.number
    ), rejected AS (
        UPDATE import_outcome o SET action = 'rejected', faults = jsonb_build_array(row_fault(checked.rule, 'supersedes'))
        FROM checked WHERE o.import = the_import AND o.number = checked.number AND checked.rule IS NOT NULL RETURNING 1
    )
    SELECT count(*) INTO rejections FROM rejected;
    RETURN rejections;
END $$;

CREATE FUNCTION counts_of_import(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE action = 'created'), count(*) FILTER (WHERE action = 'updated'),
        count(*) FILTER (WHERE action = 'unchanged'), count(*) FILTER (WHERE action = 'rejected')
    FROM import_outcome WHERE import = the_import $$;

-- Everything that a plan promised of a stretch, in one hash.
CREATE FUNCTION hash_of_outcomes(the_import uuid, first integer, last integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(convert_to(coalesce(string_agg(concat_ws(' ', number, action, entity, newest, base, led_by, faults), E'\n'
        ORDER BY number), ''), 'UTF8')) FROM import_outcome WHERE import = the_import AND number BETWEEN first AND last $$;

-- Forgotten before it is judged anew.
CREATE FUNCTION forget_outcomes(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require_running(the_import);
    DELETE FROM import_outcome WHERE import = the_import;
END $$;

REVOKE EXECUTE ON FUNCTION unknown_among, match_figures, match_sources, judge_rows, judge_repeats, judge_superseding,
    reject_rows, counts_of_import, hash_of_outcomes, forget_outcomes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION judge_rows, judge_repeats, judge_superseding, reject_rows, counts_of_import, hash_of_outcomes, forget_outcomes
    TO capaian_service;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
