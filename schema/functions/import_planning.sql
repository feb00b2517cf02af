-- Planning an import: which record each row is about, what happens to it, and which errors it has.

CREATE OR REPLACE FUNCTION row_error(rule text, about text, VARIADIC named text[] DEFAULT '{}') RETURNS jsonb
    IMMUTABLE PARALLEL SAFE RETURN jsonb_build_object('rule', rule, 'column', about, 'named', named);
COMMENT ON FUNCTION row_error IS 'An error of a row. The service looks up the message by the rule (api/exchange/imports/report/row_errors.py).';

CREATE OR REPLACE FUNCTION match_figures(record_type text, the_import uuid, first integer, last integer)
    RETURNS TABLE (number integer, line integer, content jsonb, record_id text, errors jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    indicators text[];
    regions text[];
    institutions text[];
    sources text[];
    plans text[];
    -- The figure `t` has the identity that the row states, is current, and the user may read it.
    same_identity text := format($sql$
        natural_key(t.indicator, t.nature, t.region, t.breakdown, t.key_start, t.period_end, %2$s, t.institution,
                t.stated_on, t.stated_not_before, t.stated_latest)
            = natural_key(r.content->>'indicator', stated.nature, stated.region, stated.breakdown, stated.key_start,
                stated.last_day, stated.plan, stated.institution, stated.stated_on, stated.not_before, stated.latest)
        AND t.replaced_at IS NULL AND t.status <> 'withdrawn'
        -- Different figures may have the same hash, although rarely.
        AND t.indicator = r.content->>'indicator' AND t.region = stated.region AND t.period_end = stated.last_day
        AND t.institution = stated.institution AND t.stated_latest = stated.latest
        AND (t.status = 'published' OR can_read_unpublished(
            %1$L, t.id::text, t.revision, t.status, t.recorded_by, t.institution))$sql$,
        record_type, CASE record_type WHEN 'target' THEN 't.plan' ELSE 'NULL' END);
BEGIN
    SELECT find_missing_indicator(array_agg(DISTINCT r.content->>'indicator'), false),
            find_missing_region(array_agg(DISTINCT r.content->>'region'), false),
            find_missing_institution(array_agg(DISTINCT r.content->>'institution') || array_agg(DISTINCT r.content->>'on_behalf_of'), false)
        INTO indicators, regions, institutions
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    IF record_type = 'target' THEN
        SELECT find_missing_source(array_agg(DISTINCT r.content->>'plan'), false)
                || find_other_sources(array_agg(DISTINCT r.content->>'plan'), false) INTO plans
            FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    END IF;
    SELECT find_missing_source(array_agg(DISTINCT citation->>'source'), false) INTO sources
        FROM import_row r, jsonb_array_elements(r.content->'citations') AS citation
        WHERE r.import = the_import AND r.number BETWEEN first AND last;
    RETURN QUERY EXECUTE format($sql$
        SELECT r.number, r.line, r.content, CASE WHEN has_id THEN r.candidate ELSE coalesce(matched.ids[1]::text, r.candidate) END,
            array_remove(ARRAY[
                CASE WHEN r.content->>'indicator' = ANY ($4) THEN row_error('figure_counts_an_indicator', 'indicator', r.content->>'indicator') END,
                CASE WHEN r.content->>'region' = ANY ($5) THEN row_error('figure_is_about_a_region', 'region') END,
                CASE WHEN r.content->>'institution' = ANY ($6) THEN row_error('figure_is_stated_by_an_institution', 'institution', r.content->>'institution') END,
                CASE WHEN r.content->>'on_behalf_of' = ANY ($6) THEN row_error('figure_is_stated_by_an_institution', 'on_behalf_of', r.content->>'on_behalf_of') END,
                CASE WHEN $7 <> '{}' AND EXISTS (SELECT FROM jsonb_array_elements(r.content->'citations') AS citation
                    WHERE citation->>'source' = ANY ($7)) THEN row_error('figure_cites_sources', 'citations', (
                        SELECT min(citation->>'source') FROM jsonb_array_elements(r.content->'citations') AS citation
                        WHERE citation->>'source' = ANY ($7))) END,
                CASE WHEN r.content->>'plan' = ANY ($8) THEN row_error('not_a_plan', 'plan', r.content->>'plan') END,
                CASE WHEN r.must_match_indicator->>'unit' <> counted.unit
                        AND NOT (r.must_match_indicator->>'unit' = 'unit' AND EXISTS ( -- the general word for counts
                            SELECT FROM unit u WHERE u.code = counted.unit AND u.kind = 'count' AND u.replaced_at IS NULL))
                    THEN row_error('figure_is_in_the_unit_of_its_indicator', 'value', r.must_match_indicator->>'unit', counted.unit::text) END,
                CASE WHEN r.must_match_indicator->>'program' <> counted.program
                    THEN row_error('figure_has_the_program_of_its_indicator', 'program', counted.program::text) END,
                CASE WHEN r.content ? 'id' AND NOT has_id THEN (
                    SELECT CASE WHEN bool_or(other.public OR can_read_unpublished(%2$L, other.id::text, other.revision,
                            other.status, other.recorded_by, other.institution))
                        THEN row_error('figure_id_is_of_one_type', 'id', %2$L)
                        ELSE row_error('row_is_not_worked_on_by_another', 'id') END
                    FROM %2$I AS other WHERE other.id = r.candidate::uuid HAVING count(*) > 0) END,
                CASE WHEN cardinality(matched.ids) > 1
                    THEN row_error('row_is_about_one_figure', NULL, VARIADIC matched.ids::text[]) END,
                matched.contradiction,
                CASE WHEN named.ids IS NULL THEN NULL
                    WHEN NOT named.ids @> ARRAY(SELECT jsonb_array_elements_text(r.content->'distinct_from'))
                    THEN row_error('other_identity', 'distinct_from')
                    WHEN NOT EXISTS (SELECT FROM jsonb_array_elements(r.content->'citations') AS own
                        WHERE (own - 'quote' - 'note' = ANY (named.citations)) IS NOT TRUE)
                    THEN row_error('same_citation', 'citations') END], NULL)
        FROM import_row r
        LEFT JOIN LATERAL (SELECT t.indicator, t.public OR can_read_unpublished(
                    %1$L, t.id::text, t.revision, t.status, t.recorded_by, t.institution) AS is_visible
            FROM %1$I AS t WHERE r.content ? 'id' AND t.id = r.candidate::uuid
            ORDER BY t.revision DESC LIMIT 1) AS by_id ON true
        CROSS JOIN LATERAL (SELECT by_id.indicator IS NOT NULL AS has_id) AS identified
        LEFT JOIN LATERAL (SELECT i.program, i.unit FROM indicator i
            WHERE r.must_match_indicator <> '{}'
                AND i.code = coalesce(r.content->>'indicator', CASE WHEN by_id.is_visible THEN by_id.indicator END)
                AND (i.public OR can_read_unpublished(
                    'indicator', i.code, i.revision, i.status, i.recorded_by, leader_of_program(i.program)))
            ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1) AS counted ON true
        CROSS JOIN LATERAL (SELECT last_day_of(r.content->>'period') AS last_day OFFSET 0) AS ended
        CROSS JOIN LATERAL (SELECT r.content->>'nature' AS nature, coalesce(r.content->>'region', 'ID') AS region,
            coalesce(r.content->>'breakdown', '') AS breakdown, r.content->>'institution' AS institution,
            CASE WHEN r.content->>'nature' = 'stock' AND coalesce((r.content->>'day_known')::boolean, true)
                THEN ended.last_day ELSE first_day_of(r.content->>'period') END AS key_start,
            ended.last_day, r.content->>'plan' AS plan,
            (r.content->>'stated_on')::date AS stated_on, (r.content->>'stated_not_before')::date AS not_before,
            latest_stated_day((r.content->>'stated_on')::date, (r.content->>'stated_not_after')::date) AS latest) AS stated
        LEFT JOIN LATERAL (
            SELECT CASE WHEN count(DISTINCT fits.id) FILTER (WHERE fits.shares_citation) = 1
                    THEN array_agg(DISTINCT fits.id) FILTER (WHERE fits.shares_citation)
                    WHEN count(DISTINCT fits.id) FILTER (WHERE fits.shares_source) = 1
                    THEN array_agg(DISTINCT fits.id) FILTER (WHERE fits.shares_source)
                    ELSE array_agg(DISTINCT fits.id) END AS ids,
                -- Another source with another number is another statement, or an error of one of them.
                CASE WHEN count(DISTINCT fits.id) = 1 AND NOT bool_or(fits.shares_source OR fits.has_same_number)
                    THEN row_error('figure_exists', 'value', min(fits.id::text), min(fits.value::text), min(fits.sources)) END AS contradiction
            FROM (
                SELECT t.id, t.indicator, t.value, cited.sources, cited.shares_source, cited.shares_citation,
                    (t.value, coalesce(t.value_to, 'NaN'), t.qualifier, t.resolution) = ((r.content->>'value')::numeric,
                        coalesce((r.content->>'value_to')::numeric, 'NaN'),
                        CASE WHEN r.content ? 'qualifier' THEN coalesce(r.content->>'qualifier', 'exact') ELSE t.qualifier END,
                        coalesce((r.content->>'resolution')::numeric, t.resolution)) AS has_same_number
                FROM %1$I AS t CROSS JOIN LATERAL (
                    SELECT string_agg(DISTINCT old->>'source', ', ') AS sources,
                        coalesce(bool_or(new->>'source' = old->>'source'), count(old) = 0) AS shares_source,
                        coalesce(bool_or(new->>'source' = old->>'source'
                            AND new->>'locator' IS NOT DISTINCT FROM old->>'locator'), false) AS shares_citation
                    FROM jsonb_array_elements(t.citations) AS old
                    LEFT JOIN jsonb_array_elements(r.content->'citations') AS new ON true) AS cited
                WHERE NOT has_id AND %3$s AND NOT coalesce(r.content->'distinct_from' ? t.id::text, false)) AS fits
            GROUP BY fits.indicator) AS matched ON true
        LEFT JOIN LATERAL (
            SELECT coalesce(array_agg(t.id::text), '{}') AS ids, array_agg(cited - 'quote' - 'note') AS citations
            FROM %1$I AS t LEFT JOIN LATERAL jsonb_array_elements(t.citations) AS cited ON true
            WHERE r.content->'distinct_from' <> '[]' AND %3$s AND r.content->'distinct_from' ? t.id::text) AS named
            ON NOT has_id AND r.content->'distinct_from' <> '[]'
        WHERE r.import = $1 AND r.number BETWEEN $2 AND $3 AND r.errors IS NULL
        $sql$, record_type, CASE record_type WHEN 'target' THEN 'realization' ELSE 'target' END,
        same_identity)
        USING the_import, first, last, indicators, regions, institutions, sources, plans;
END $$;
COMMENT ON FUNCTION match_figures IS
    'The record of each row: the existing one, or the new one. A figure is found by its id, or by what it states: indicator, '
    'nature, region, breakdown, period, institution and day. With a source of the figure the row revises it; with another '
    'source it adds a citation to the same number, and contradicts another number. Work that the user may not read is not '
    'found; its id is taken.';

CREATE OR REPLACE FUNCTION match_sources(the_import uuid, first integer, last integer)
    RETURNS TABLE (number integer, line integer, content jsonb, record_id text, errors jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    publishers text[];
BEGIN
    SELECT find_missing_institution(array_agg(DISTINCT r.content->>'publisher'), false) INTO publishers
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    RETURN QUERY SELECT r.number, r.line, r.content, r.candidate, CASE WHEN r.content->>'publisher' = ANY (publishers)
            THEN ARRAY[row_error('source_names_its_publisher', 'publisher', r.content->>'publisher')] ELSE '{}' END
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.errors IS NULL;
END $$;
COMMENT ON FUNCTION match_sources IS 'The record of each row, by its code.';

CREATE OR REPLACE FUNCTION join_citations(existing jsonb, added jsonb) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE RETURN (
        SELECT coalesce(jsonb_agg(coalesce((SELECT citation FROM jsonb_array_elements(added) AS citation
            WHERE citation - 'note' = old - 'note' AND citation->>'note' IS NOT NULL LIMIT 1), old) ORDER BY position), '[]')
        FROM jsonb_array_elements(existing) WITH ORDINALITY AS before (old, position)) || coalesce((
        SELECT jsonb_agg(citation ORDER BY position) FROM jsonb_array_elements(added) WITH ORDINALITY AS given (citation, position)
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(existing) AS old WHERE old - 'note' = citation - 'note')), '[]');
COMMENT ON FUNCTION join_citations IS
    'The existing citations followed by the new ones. For the same location in a source, a new note replaces the old one.';

CREATE OR REPLACE FUNCTION build_draft(current_row anyelement, changes jsonb, defaults jsonb) RETURNS anyelement
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    current_fields jsonb;
BEGIN
    IF changes ? 'indicator' THEN
        changes := changes || jsonb_build_object('program', (SELECT i.program FROM indicator i
            WHERE i.code = changes->>'indicator' ORDER BY i.revision DESC LIMIT 1));
    END IF;
    IF current_row IS NULL THEN
        RETURN jsonb_populate_record(current_row, defaults || changes);
    END IF;
    current_fields := to_jsonb(current_row);
    -- The sources of the old number are not sources of the new one. A row without a source corrects a typing error.
    IF changes ? 'citations' AND ((changes->>'value')::numeric <> (current_fields->>'value')::numeric
            AND changes->'citations' <> '[]') IS NOT TRUE THEN
        changes := changes || jsonb_build_object('citations', join_citations(current_fields->'citations', changes->'citations'));
    END IF;
    -- A number without an upper end is no range.
    IF changes ? 'value' AND NOT changes ? 'value_to' THEN
        changes := changes || '{"value_to": null}';
    END IF;
    -- A period with the same last day is the same for a stock of a known day.
    IF coalesce(changes->>'nature', current_fields->>'nature') = 'stock' AND current_fields->>'nature' = 'stock' AND changes ? 'period'
            AND coalesce((changes->>'day_known')::boolean, (current_fields->>'day_known')::boolean, true)
            AND last_day_of(changes->>'period') = (current_fields->>'period_end')::date THEN
        changes := changes - 'period';
    END IF;
    RETURN jsonb_populate_record(current_row, changes);
END $$;
COMMENT ON FUNCTION build_draft IS
    'The record as the row would change it: the existing record with the stated fields, or the stated fields with defaults.';

-- The rules of the tables that a single row can break together with the existing record. The table itself would reject the
-- whole file.
CREATE OR REPLACE FUNCTION errors_of_draft(draft target) RETURNS jsonb[] IMMUTABLE RETURN array_remove(ARRAY[
    CASE WHEN NOT (draft.stated_on IS NOT NULL AND num_nonnulls(draft.stated_not_before, draft.stated_not_after) = 0
            OR draft.stated_on IS NULL AND num_nonnulls(draft.stated_not_before, draft.stated_not_after) = 2)
        THEN row_error('figure_is_stated_on_a_day_or_between_two', 'stated_on') END,
    CASE WHEN draft.stated_not_before > draft.stated_not_after
        THEN row_error('figure_bounds_are_in_order', 'stated_not_after') END,
    CASE WHEN jsonb_array_length(draft.citations) > 100
        THEN row_error('figure_has_at_most_100_citations', 'citations') END,
    CASE WHEN draft.value_to <= draft.value THEN row_error('figure_range_is_in_order', 'value_to') END,
    CASE WHEN draft.value_to IS NOT NULL AND draft.qualifier NOT IN ('exact', 'about')
        THEN row_error('figure_range_has_no_open_side', 'qualifier') END,
    CASE WHEN draft.retracted_on < coalesce(draft.stated_on, draft.stated_not_before)
        THEN row_error('figure_is_retracted_after_it_was_stated', 'retracted_on') END,
    CASE WHEN draft.supersedes = draft.id THEN row_error('target_does_not_supersede_itself', 'supersedes') END], NULL);
COMMENT ON FUNCTION errors_of_draft(target) IS 'Errors of the record that a row would create or change.';
CREATE OR REPLACE FUNCTION errors_of_draft(draft realization) RETURNS jsonb[] IMMUTABLE RETURN array_remove(ARRAY[
    CASE WHEN NOT (draft.stated_on IS NOT NULL AND num_nonnulls(draft.stated_not_before, draft.stated_not_after) = 0
            OR draft.stated_on IS NULL AND num_nonnulls(draft.stated_not_before, draft.stated_not_after) = 2)
        THEN row_error('figure_is_stated_on_a_day_or_between_two', 'stated_on') END,
    CASE WHEN draft.stated_not_before > draft.stated_not_after
        THEN row_error('figure_bounds_are_in_order', 'stated_not_after') END,
    CASE WHEN jsonb_array_length(draft.citations) > 100
        THEN row_error('figure_has_at_most_100_citations', 'citations') END,
    CASE WHEN draft.value_to <= draft.value THEN row_error('figure_range_is_in_order', 'value_to') END,
    CASE WHEN draft.value_to IS NOT NULL AND draft.qualifier NOT IN ('exact', 'about')
        THEN row_error('figure_range_has_no_open_side', 'qualifier') END,
    CASE WHEN draft.retracted_on < coalesce(draft.stated_on, draft.stated_not_before)
        THEN row_error('figure_is_retracted_after_it_was_stated', 'retracted_on') END], NULL);
COMMENT ON FUNCTION errors_of_draft(realization) IS 'Errors of the record that a row would create or change.';
CREATE OR REPLACE FUNCTION errors_of_draft(draft source) RETURNS jsonb[] IMMUTABLE RETURN array_remove(ARRAY[
    CASE WHEN NOT CASE draft.date_basis
            WHEN 'stated' THEN draft.published_on IS NOT NULL
                AND num_nonnulls(draft.published_not_before, draft.published_not_after) = 0
            WHEN 'inferred' THEN draft.published_on IS NOT NULL
                    AND num_nonnulls(draft.published_not_before, draft.published_not_after) = 0
                OR draft.published_on IS NULL AND num_nonnulls(draft.published_not_before, draft.published_not_after) = 2
            ELSE draft.published_on IS NULL END
        THEN row_error('source_date_basis_agrees_with_its_dates', 'date_basis') END,
    CASE WHEN draft.published_not_before > draft.published_not_after
        THEN row_error('source_bounds_are_in_order', 'published_not_after') END], NULL);
COMMENT ON FUNCTION errors_of_draft(source) IS 'Errors of the record that a row would create or change.';

CREATE OR REPLACE FUNCTION apply_column_resolution(the_import uuid, first integer, last integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    finest jsonb := (SELECT i.file->'resolutions' FROM import i WHERE i.id = the_import);
BEGIN
    IF finest IS NOT NULL THEN
        UPDATE import_row r SET content = jsonb_set(r.content, '{resolution}', to_jsonb(own.resolution))
            FROM (SELECT f.key::integer AS value_position, f.value::numeric AS resolution FROM jsonb_each_text(finest) f) own
            WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.errors IS NULL
                AND r.value_position = own.value_position
                AND r.content->'resolution' IS DISTINCT FROM to_jsonb(own.resolution);
    END IF;
END $$;
COMMENT ON FUNCTION apply_column_resolution IS
    'Set the resolution of the rows in a range to the finest of their column of values, which is known when the file has '
    'been read.';

-- In plpgsql for the same reason as errors_of_kind.
CREATE OR REPLACE FUNCTION errors_of_days(nature text, period text, day_known boolean, latest date) RETURNS jsonb[]
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF latest <= today_in_jakarta() AND (day_known IS NULL OR day_known AND last_day_of(period) <= latest) THEN
        RETURN '{}';
    END IF;
    RETURN array_remove(ARRAY[
        CASE WHEN latest > today_in_jakarta() THEN row_error('stated_in_future', 'stated_on') END,
        CASE WHEN NOT day_known AND (nature <> 'stock' OR first_day_of(period) = last_day_of(period))
            THEN row_error('only_the_day_of_a_stock_is_unknown', 'day_known') END,
        CASE WHEN CASE WHEN day_known THEN last_day_of(period) WHEN NOT day_known THEN first_day_of(period) END > latest
            THEN row_error('period_after_stated', 'period', latest::text, CASE WHEN first_day_of(period) < latest
                THEN first_day_of(period) || '/' || latest ELSE latest::text END) END], NULL);
END $$;
COMMENT ON FUNCTION errors_of_days IS
    'Errors of a figure that is stated in the future, and of a realization about a day after its statement or of a day that '
    'cannot be unknown. day_known is null for targets.';

CREATE OR REPLACE FUNCTION errors_of_resolution(changes jsonb, before numeric, resolution numeric) RETURNS jsonb[]
    IMMUTABLE PARALLEL SAFE RETURN CASE WHEN changes ? 'value' AND NOT changes ? 'resolution'
            AND (changes->>'value')::numeric <> before AND (changes->>'value')::numeric % resolution <> 0
        THEN ARRAY[row_error('resolution_required', 'resolution')] ELSE '{}'::jsonb[] END;
COMMENT ON FUNCTION errors_of_resolution IS
    'The error of a new number without a resolution that is no multiple of the resolution that the figure has.';

CREATE OR REPLACE FUNCTION plan_rows(record_type text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    key text := CASE record_type WHEN 'source' THEN 'code' ELSE 'id' END;
    kinds jsonb := CASE WHEN record_type <> 'source' THEN kinds_by_indicator(NULL) END;
    days_sql text := format($days$errors_of_days(coalesce(compared.content->>'nature', (compared.existing).nature),
            coalesce(compared.content->>'period', (compared.existing).period), %s,
            CASE WHEN compared.content ?| '{stated_on,stated_not_after}' OR (compared.existing) IS NULL
                THEN latest_stated_day((compared.content->>'stated_on')::date, (compared.content->>'stated_not_after')::date)
                ELSE (compared.existing).stated_latest END)
        || errors_of_resolution(compared.content, (compared.existing).value, (compared.existing).resolution)$days$,
        CASE record_type WHEN 'realization'
            THEN 'coalesce((compared.content->>''day_known'')::boolean, (compared.existing).day_known, true)' ELSE 'NULL' END);
BEGIN
    PERFORM require_running(the_import);
    PERFORM apply_column_resolution(the_import, first, last);
    INSERT INTO import_outcome (import, number, line, action, newest, errors)
        SELECT r.import, r.number, r.line, 'rejected', 0, r.errors FROM import_row r
        WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.errors IS NOT NULL;
    EXECUTE format($sql$
        INSERT INTO import_outcome (import, number, line, action, record_id, newest, base, errors)
        SELECT $1, planned.number, planned.line, CASE WHEN planned.errors <> '{}' THEN 'rejected' WHEN (planned.existing) IS NULL THEN 'created'
                WHEN planned.draft IS DISTINCT FROM planned.existing THEN 'updated' ELSE 'unchanged' END,
            planned.record_id, planned.newest, (planned.existing).revision, nullif(to_jsonb(planned.errors), '[]')
        FROM (
            SELECT compared.*, drafted.draft, compared.found || array_remove(ARRAY[
                    CASE WHEN NOT compared.is_visible THEN row_error('row_is_not_worked_on_by_another', NULL) END,
                    CASE WHEN compared.is_withdrawn THEN row_error('row_is_about_nothing_withdrawn', %2$L) END,
                    CASE WHEN session_variable('institution') IS NOT NULL AND (
                            (CASE WHEN compared.content ? %3$L THEN compared.content->>%3$L ELSE (%4$s) END)
                                IS DISTINCT FROM session_variable('institution')
                            OR NOT ((compared.existing) IS NULL) AND (%4$s) IS DISTINCT FROM session_variable('institution')
                            OR compared.is_visible AND NOT is_own_record(%1$L, compared.record_id))
                        THEN row_error('an_entity_stays_with_its_institution', NULL) END], NULL)
                || CASE WHEN (drafted.draft) IS NULL THEN '{}' ELSE errors_of_draft(drafted.draft) END
                -- Other errors come first: the indicator may be hidden from the user.
                || CASE WHEN $6 IS NULL OR compared.found <> '{}' THEN '{}'::jsonb[] ELSE %8$s END
                || %9$s
                || CASE WHEN (compared.existing) IS NULL AND NOT jsonb_strip_nulls(compared.content) ?& $5
                    THEN ARRAY(SELECT row_error('row_says_what_is_required', needed)
                        FROM unnest($5) AS needed WHERE compared.content->>needed IS NULL) ELSE '{}' END AS errors
            FROM (
                SELECT m.number, m.line, m.content, m.record_id, m.errors AS found, coalesce(newest.revision, 0) AS newest,
                    coalesce(newest.status NOT IN ('draft', 'submitted', 'rejected') OR newest.is_visible, true) AS is_visible,
                    coalesce(newest.status = 'withdrawn' AND newest.public, false) AS is_withdrawn,
                    -- A hidden draft has no part in the errors of the row, except that its code or id is taken.
                    CASE WHEN newest.status IN ('draft', 'submitted', 'rejected') AND newest.is_visible THEN newest.whole
                        ELSE published.whole END AS existing
                FROM %5$s AS m
                LEFT JOIN LATERAL (
                    SELECT t.revision, t.status, t.public, t AS whole, t.status NOT IN ('draft', 'submitted', 'rejected')
                        OR can_read_unpublished(%1$L, m.record_id, t.revision, t.status, t.recorded_by, %6$s) AS is_visible
                    FROM %1$I AS t WHERE t.%2$I = m.record_id::%7$s ORDER BY t.revision DESC LIMIT 1) AS newest ON true
                LEFT JOIN LATERAL (
                    SELECT t AS whole FROM %1$I AS t
                    WHERE newest.revision IS NOT NULL
                        AND t.%2$I = m.record_id::%7$s AND t.status = 'published' AND t.replaced_at IS NULL
                    ORDER BY t.revision DESC LIMIT 1) AS published ON true
                OFFSET 0
            ) AS compared
            CROSS JOIN LATERAL (SELECT CASE WHEN %1$L = 'source' OR NOT ((compared.existing) IS NULL)
                THEN build_draft(compared.existing, CASE %1$L WHEN 'source' THEN compared.content ELSE compared.content - %2$L END, $4)
                END AS draft OFFSET 0) AS drafted
            OFFSET 0
        ) AS planned
        $sql$, record_type, key, CASE record_type WHEN 'source' THEN 'publisher' ELSE 'institution' END,
        format(institution_sql(record_type), '(compared.existing)'),
        CASE record_type WHEN 'source' THEN 'match_sources($1, $2, $3)' ELSE format('match_figures(%L, $1, $2, $3)', record_type) END,
        format(institution_sql(record_type), 't'), CASE record_type WHEN 'source' THEN 'text' ELSE 'uuid' END,
        CASE record_type WHEN 'source' THEN '''{}''' ELSE $kind$CASE WHEN (drafted.draft) IS NULL
            THEN errors_of_kind($6->>(compared.content->>'indicator'), compared.content->>'nature',
                (compared.content->>'value')::numeric, (compared.content->>'value_to')::numeric,
                coalesce((compared.content->>'resolution')::numeric, ($4->>'resolution')::numeric))
            ELSE errors_of_kind($6->>(drafted.draft).indicator, (drafted.draft).nature, (drafted.draft).value,
                (drafted.draft).value_to, (drafted.draft).resolution) END$kind$ END,
        CASE record_type WHEN 'source' THEN '''{}''::jsonb[]' ELSE days_sql END)
        USING the_import, first, last, defaults, required, kinds;
    RETURN (SELECT count(*) FROM import_outcome o
        WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.action = 'rejected');
END $$;
COMMENT ON FUNCTION plan_rows IS
    'Plan the rows in a range, each by itself, and return how many are rejected. Rows that state the same figure are compared later. The function runs as the '
    'owner, because a row policy would repeat for every row what is the same for all; it checks visibility itself.';

CREATE OR REPLACE FUNCTION reject_rows(the_import uuid, numbers integer[], with_errors jsonb[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require_running(the_import);
    UPDATE import_outcome o SET action = 'rejected', first_row = NULL, errors = jsonb_build_array(bad.error)
        FROM unnest(numbers, with_errors) AS bad (number, error)
        WHERE o.import = the_import AND (o.number = bad.number OR o.first_row = bad.number);
END $$;
COMMENT ON FUNCTION reject_rows IS 'Reject planned rows, together with the rows that refer to them as the first of the same figure.';

-- The planner knows nothing about the rows of a new import and expects one. So nested loops are off.
CREATE OR REPLACE FUNCTION plan_repeated_rows(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off AS $$
BEGIN
    PERFORM require_running(the_import);
    WITH repeated AS MATERIALIZED (
        SELECT o.record_id, min(o.number) AS earliest
        FROM import_outcome o WHERE o.import = the_import AND o.action <> 'rejected'
        GROUP BY o.record_id HAVING count(*) > 1
    ), grouped AS MATERIALIZED (
        -- The first row decides which rows contradict it, so that the existing record does not.
        SELECT o.record_id, o.number, o.action, r.content, r.line, early.line AS earliest_line,
            r.content - 'citations' = early.content - 'citations' AS agrees
        FROM repeated JOIN import_outcome o ON o.import = the_import AND o.record_id = repeated.record_id AND o.action <> 'rejected'
        JOIN import_row r ON r.import = the_import AND r.number = o.number
        JOIN import_row early ON early.import = the_import AND early.number = repeated.earliest
    ), leaders AS MATERIALIZED (
        SELECT DISTINCT ON (record_id) record_id, number AS leader, content FROM grouped WHERE agrees
        ORDER BY record_id, action IN ('created', 'updated') DESC, number
    ), compared AS MATERIALIZED (
        SELECT g.number, g.action, led.leader, g.earliest_line AS line, g.agrees, g.content = led.content AS is_repeat
        FROM grouped g JOIN leaders led USING (record_id) WHERE g.number <> led.leader
    )
    UPDATE import_outcome o SET
        first_row = CASE WHEN compared.agrees THEN compared.leader END,
        action = CASE WHEN NOT compared.agrees THEN 'rejected'
            WHEN compared.is_repeat OR o.action = 'unchanged' THEN 'unchanged' ELSE 'updated' END,
        errors = CASE WHEN NOT compared.agrees
            THEN jsonb_build_array(row_error('row_agrees_with_its_file', NULL, compared.line::text)) END
    FROM compared WHERE o.import = the_import AND o.number = compared.number;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH cited AS MATERIALIZED (
        SELECT coalesce(o.first_row, o.number) AS leader, citation, r.number, position
        FROM import_outcome o JOIN import_row r ON r.import = the_import AND r.number = o.number
            CROSS JOIN jsonb_array_elements(r.content->'citations') WITH ORDINALITY AS given (citation, position)
        WHERE o.import = the_import AND (o.first_row IS NOT NULL OR o.number IN (
            SELECT led.first_row FROM import_outcome led WHERE led.import = the_import AND led.first_row IS NOT NULL))
    ), once AS MATERIALIZED (
        SELECT DISTINCT ON (leader, citation - 'note') * FROM cited ORDER BY leader, citation - 'note', number, position
    ), gathered AS MATERIALIZED (
        SELECT leader, jsonb_agg(citation ORDER BY number, position) AS citations FROM once GROUP BY leader
    )
    UPDATE import_outcome o SET citations = gathered.citations FROM gathered
        WHERE o.import = the_import AND o.number = gathered.leader;
END $$;
COMMENT ON FUNCTION plan_repeated_rows IS
    'Compare the rows about one record: the first that changes it is added with the citations of all rows that state the '
    'same; a repetition is unchanged; a row that states something else is rejected.';

CREATE OR REPLACE FUNCTION plan_superseding_rows(the_import uuid) RETURNS bigint
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
            (l.draft).breakdown::text, latest_stated_day((l.draft).stated_on, (l.draft).stated_not_after) AS latest
        FROM (SELECT o.number, build_draft((SELECT t FROM target t WHERE t.id = o.record_id::uuid AND t.revision = o.base),
                r.content, '{"region": "ID", "breakdown": ""}') AS draft
            FROM import_outcome o JOIN import_row r ON r.import = the_import AND r.number = o.number
            WHERE o.import = the_import AND o.action IN ('created', 'updated')
                AND r.content->>'supersedes' IS NOT NULL OFFSET 0) AS l
    ), added AS MATERIALIZED (
        SELECT o.record_id::uuid AS id, r.content->>'indicator' AS indicator, r.content->>'nature' AS nature,
            coalesce(r.content->>'region', 'ID') AS region, coalesce(r.content->>'breakdown', '') AS breakdown,
            latest_stated_day((r.content->>'stated_on')::date, (r.content->>'stated_not_after')::date) AS latest
        FROM import_outcome o JOIN import_row r ON r.import = the_import AND r.number = o.number
        WHERE o.import = the_import AND o.action <> 'rejected'
    ), earlier AS MATERIALIZED (
        SELECT t.id, t.indicator::text, t.nature, t.region::text, t.breakdown::text, t.stated_latest::date AS latest
        FROM target t WHERE t.id = ANY (ARRAY(SELECT later.of FROM later)) AND t.replaced_at IS NULL AND t.status <> 'withdrawn'
            AND (t.status = 'published' OR can_read_unpublished(
                'target', t.id::text, t.revision, t.status, t.recorded_by, t.institution))
        UNION ALL SELECT * FROM added
    ), renumbered AS MATERIALIZED (
        SELECT region_chains(NULL) AS chains
    ), checked AS MATERIALIZED (
        SELECT later.number, CASE WHEN count(earlier.id) = 0 THEN 'target_supersedes_an_existing_target'
                WHEN NOT bool_or(fit.key) THEN 'target_supersedes_within_its_key'
                WHEN NOT bool_or(fit.key AND earlier.latest < later.latest) THEN 'target_supersedes_one_stated_earlier' END AS rule
        FROM later LEFT JOIN earlier ON earlier.id = later.of
        CROSS JOIN renumbered
        CROSS JOIN LATERAL (
            SELECT (earlier.indicator, earlier.nature, coalesce(chains ->> earlier.region, earlier.region), earlier.breakdown)
                = (later.indicator, later.nature, coalesce(chains ->> later.region, later.region), later.breakdown) AS key) AS fit
        GROUP BY later.number
    ), rejected AS (
        UPDATE import_outcome o SET action = 'rejected', errors = jsonb_build_array(row_error(checked.rule, 'supersedes'))
        FROM checked WHERE o.import = the_import AND o.number = checked.number AND checked.rule IS NOT NULL RETURNING 1
    )
    SELECT count(*) INTO rejections FROM rejected;
    RETURN rejections;
END $$;
COMMENT ON FUNCTION plan_superseding_rows IS
    'Reject the rows that supersede neither an existing target nor one of the same file; return how many. Rejected rows are '
    'missing for others, so the caller repeats this until it returns 0.';

CREATE OR REPLACE FUNCTION count_import_rows(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE action = 'created'), count(*) FILTER (WHERE action = 'updated'),
        count(*) FILTER (WHERE action = 'unchanged'), count(*) FILTER (WHERE action = 'rejected')
    FROM import_outcome WHERE import = the_import $$;
COMMENT ON FUNCTION count_import_rows IS 'Number of rows per result.';

CREATE OR REPLACE FUNCTION plan_hash(the_import uuid, first integer, last integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(convert_to(coalesce(string_agg(concat_ws(' ', number, action, record_id, newest, base, first_row, errors), E'\n'
        ORDER BY number), ''), 'UTF8')) FROM import_outcome WHERE import = the_import AND number BETWEEN first AND last $$;
COMMENT ON FUNCTION plan_hash IS 'SHA-256 of all that is planned for the rows in a range.';

CREATE OR REPLACE FUNCTION delete_import_outcomes(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require_running(the_import);
    DELETE FROM import_outcome WHERE import = the_import;
END $$;
COMMENT ON FUNCTION delete_import_outcomes IS 'Delete the plan of an import, before it is planned again.';

REVOKE EXECUTE ON FUNCTION match_figures, match_sources, plan_rows, plan_repeated_rows, plan_superseding_rows,
    reject_rows, count_import_rows, plan_hash, delete_import_outcomes, apply_column_resolution FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plan_rows, plan_repeated_rows, plan_superseding_rows, reject_rows, count_import_rows, plan_hash, delete_import_outcomes
    TO capaian_service;
