-- The database as the migrations make it. Written by `make schema`; change schema/migrations instead.


CREATE DOMAIN public.address AS text
	CONSTRAINT address_is_http_and_at_most_2000_characters CHECK (((VALUE ~ '^https?://[!-~]+$'::text) AND (length(VALUE) <= 2000)));

CREATE FUNCTION public.significant_digits(numeric) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN length(btrim(replace((trim_scale(abs($1)))::text, '.'::text, ''::text), '0'::text));

CREATE DOMAIN public.amount AS numeric
	CONSTRAINT amount_has_at_most_15_significant_digits CHECK ((public.significant_digits(VALUE) <= 15))
	CONSTRAINT amount_has_at_most_9_decimals CHECK ((scale(VALUE) <= 9))
	CONSTRAINT amount_is_a_number_below_10_to_the_18 CHECK ((abs(VALUE) < '1000000000000000000'::numeric));

CREATE FUNCTION public.is_canonical_breakdown(breakdown text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ((breakdown = ''::text) OR ((breakdown ~ '^[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*(,[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*){0,7}$'::text) AND (NOT (EXISTS (SELECT FROM generate_series(1, 8) n(n), LATERAL (SELECT split_part(is_canonical_breakdown.breakdown, ','::text, n.n) AS pair, split_part(is_canonical_breakdown.breakdown, ','::text, (n.n + 1)) AS following) two WHERE ((length(split_part(two.pair, ':'::text, 1)) > 64) OR (length(split_part(two.pair, ':'::text, 2)) > 64) OR ((two.following <> ''::text) AND ((split_part(two.pair, ':'::text, 1) COLLATE "C") >= split_part(two.following, ':'::text, 1)))))))));

CREATE DOMAIN public.breakdown AS text COLLATE pg_catalog."C"
	CONSTRAINT breakdown_is_sorted_pairs_of_codes CHECK (((VALUE = ''::text) OR public.is_canonical_breakdown(VALUE)));

CREATE DOMAIN public.code AS text COLLATE pg_catalog."C"
	CONSTRAINT code_is_2_to_64_lower_case_letters_digits_and_hyphens CHECK (((VALUE ~ '^[a-z0-9][a-z0-9-]+$'::text) AND (length(VALUE) <= 64)));

CREATE FUNCTION public.is_safe_in_a_spreadsheet(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ($1 !~ '^[-=+@\t\r]'::text);

CREATE DOMAIN public.label AS text
	CONSTRAINT label_has_1_to_500_characters CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 500)))
	CONSTRAINT label_is_plain_text CHECK ((VALUE !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]'::text))
	CONSTRAINT label_is_safe_in_a_spreadsheet CHECK (public.is_safe_in_a_spreadsheet(VALUE))
	CONSTRAINT label_is_trimmed CHECK ((VALUE = btrim(VALUE, '                　'::text)));

CREATE DOMAIN public.prose AS text
	CONSTRAINT prose_has_1_to_4000_characters CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 4000)))
	CONSTRAINT prose_has_no_control_characters CHECK ((VALUE !~ '[\u0001-\u0008\u000b-\u001f\u007f-\u009f]'::text))
	CONSTRAINT prose_is_safe_in_a_spreadsheet CHECK (public.is_safe_in_a_spreadsheet(VALUE));

CREATE FUNCTION public.is_null_or_text(jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((jsonb_typeof($1) = ANY (ARRAY['null'::text, 'string'::text])), false);

CREATE FUNCTION public.is_list_of_citations(citations jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE jsonb_typeof(citations) WHEN 'array'::text THEN (NOT (EXISTS (SELECT FROM jsonb_array_elements(is_list_of_citations.citations) citation(value) WHERE (NOT CASE jsonb_typeof(citation.value) WHEN 'object'::text THEN (((citation.value - '{source,locator,quote,note}'::text[]) = '{}'::jsonb) AND COALESCE((jsonb_typeof((citation.value -> 'source'::text)) = 'string'::text), false) AND public.is_null_or_text((citation.value -> 'locator'::text)) AND public.is_null_or_text((citation.value -> 'quote'::text)) AND public.is_null_or_text((citation.value -> 'note'::text)) AND (((citation.value ->> 'source'::text))::public.code IS NOT NULL) AND (num_nonnulls(((citation.value ->> 'locator'::text))::public.label, ((citation.value ->> 'quote'::text))::public.prose) > 0) AND (num_nonnulls(((citation.value ->> 'note'::text))::public.prose) = ANY (ARRAY[0, 1]))) ELSE false END)))) ELSE false END;

CREATE DOMAIN public.citations AS jsonb
	CONSTRAINT citation_names_a_source_and_a_locator_or_quote CHECK (public.is_list_of_citations(VALUE));

CREATE DOMAIN public.day AS date
	CONSTRAINT day_lies_between_1900_and_2200 CHECK (((VALUE >= '1900-01-01'::date) AND (VALUE <= '2200-12-31'::date)));

CREATE DOMAIN public.moment AS timestamp with time zone
	CONSTRAINT moment_lies_between_1900_and_2200 CHECK (((VALUE >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (VALUE < '2201-01-01 00:00:00+00'::timestamp with time zone)));

CREATE FUNCTION public.day_named(text) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ($1 ~ '^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'::text) THEN CASE WHEN ((("right"($1, 2))::integer <= 28) OR ((("right"($1, 2))::integer)::numeric <= EXTRACT(day FROM ((make_date(("left"($1, 4))::integer, (substr($1, 6, 2))::integer, 1) + '1 mon'::interval) - '1 day'::interval)))) THEN make_date(("left"($1, 4))::integer, (substr($1, 6, 2))::integer, ("right"($1, 2))::integer) ELSE NULL::date END ELSE NULL::date END;

CREATE FUNCTION public.first_day_of(period text) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (length(period) = 4) THEN public.day_named((period || '-01-01'::text)) WHEN (period ~ '^[0-9]{4}-S[12]$'::text) THEN public.day_named((("left"(period, 5) || (ARRAY['01'::text, '07'::text])[("right"(period, 1))::integer]) || '-01'::text)) WHEN (period ~ '^[0-9]{4}-Q[1-4]$'::text) THEN public.day_named((("left"(period, 5) || (ARRAY['01'::text, '04'::text, '07'::text, '10'::text])[("right"(period, 1))::integer]) || '-01'::text)) WHEN (length(period) = 7) THEN public.day_named((period || '-01'::text)) WHEN ((length(period) = 10) OR ((length(period) = 21) AND (substr(period, 11, 1) = '/'::text))) THEN public.day_named("left"(period, 10)) ELSE NULL::date END;

CREATE FUNCTION public.is_calendar_period(first_day date, last_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((EXTRACT(day FROM first_day) = (1)::numeric) AND (EXTRACT(day FROM (last_day + 1)) = (1)::numeric) AND (((((12)::numeric * (EXTRACT(year FROM (last_day + 1)) - EXTRACT(year FROM first_day))) + EXTRACT(month FROM (last_day + 1))) - EXTRACT(month FROM first_day)) = ANY ((CASE (EXTRACT(month FROM first_day))::integer WHEN 1 THEN '{1,3,6,12}'::integer[] WHEN 7 THEN '{1,3,6}'::integer[] WHEN 4 THEN '{1,3}'::integer[] WHEN 10 THEN '{1,3}'::integer[] ELSE '{1}'::integer[] END)::numeric[])));

CREATE FUNCTION public.last_day_of(period text) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (length(period) = 4) THEN public.day_named((period || '-12-31'::text)) WHEN (period ~ '^[0-9]{4}-S[12]$'::text) THEN (((public.first_day_of(period) + '6 mons'::interval))::date - 1) WHEN (period ~ '^[0-9]{4}-Q[1-4]$'::text) THEN (((public.first_day_of(period) + '3 mons'::interval))::date - 1) WHEN (length(period) = 7) THEN (((public.first_day_of(period) + '1 mon'::interval))::date - 1) WHEN ((length(period) = 10) OR ((length(period) = 21) AND (substr(period, 11, 1) = '/'::text))) THEN public.day_named("right"(period, 10)) ELSE NULL::date END;

CREATE FUNCTION public.is_canonical_period(period text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (length(period) = 21) THEN COALESCE(((public.first_day_of(period) < public.last_day_of(period)) AND (NOT public.is_calendar_period(public.first_day_of(period), public.last_day_of(period)))), false) ELSE (public.first_day_of(period) IS NOT NULL) END;

CREATE DOMAIN public.period AS text COLLATE pg_catalog."C"
	CONSTRAINT period_is_canonical CHECK (((VALUE IS NULL) OR public.is_canonical_period(VALUE)));

CREATE DOMAIN public.region_code AS text COLLATE pg_catalog."C"
	CONSTRAINT region_code_is_of_kemendagri CHECK ((VALUE ~ '^(ID|[0-9]{2}(\.[0-9]{2})?)$'::text));

CREATE FUNCTION public.acting(what text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting(('capaian.'::text || what), true), ''::text);

CREATE FUNCTION public.acts_with(scope text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE((scope = ANY (string_to_array(public.acting('scopes'::text), ' '::text))), false);

CREATE FUNCTION public.as_read(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(NORMALIZE(name, NFKC));

CREATE FUNCTION public.current_epoch() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT max(number) FROM epoch $$;

CREATE FUNCTION public.below_horizon(epoch integer, xid xid8) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((epoch < public.current_epoch()) OR (xid < pg_snapshot_xmin(pg_current_snapshot())));

CREATE FUNCTION public.check_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.check_end_of_key() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF acting('principal') IS NULL THEN
        PERFORM refuse('somebody_ends_a_key', NEW.id, '42501');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.check_figure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.check_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.check_new_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF as_read(NEW.name) IN ('console', 'system') THEN
        PERFORM refuse('api_key_is_not_named_like_the_console', NEW.name);
    ELSIF NEW.name IS NOT NFC NORMALIZED OR NEW.name ~
            '[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]' THEN
        PERFORM refuse('api_key_name_hides_nothing', NEW.name);
    ELSIF NEW.created_by <> acting('principal') THEN
        PERFORM refuse('api_key_names_who_made_it', NEW.created_by, '42501');
    ELSIF acting('institution') IS NOT NULL THEN
        IF NEW.institution IS DISTINCT FROM acting('institution') THEN
            PERFORM refuse('a_bound_administrator_makes_keys_of_their_institution', NEW.name, '42501');
        ELSIF 'read:drafts' = ANY (NEW.scopes) AND NOT acts_with('read:drafts') THEN
            PERFORM refuse('a_bound_administrator_passes_on_what_they_have', NEW.name, '42501');
        ELSIF EXISTS (SELECT FROM api_key AS held
                WHERE as_read(held.name) = as_read(NEW.name) AND held.institution IS DISTINCT FROM NEW.institution) THEN
            PERFORM refuse('a_bound_administrator_names_nobody_from_elsewhere', NEW.name, '42501');
        END IF;
    END IF;
    PERFORM require('institution', ARRAY[NEW.institution::text], true, 'api_key_names_its_institution');
    RETURN NEW;
END $$;

CREATE FUNCTION public.check_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require('institution', array_agg(lead_institution::text), status = 'published', 'program_names_its_lead_institution')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

CREATE FUNCTION public.check_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require('region', array_agg(parent::text), status = 'published', 'region_lies_in_its_parent')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

CREATE FUNCTION public.check_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require('institution', array_agg(publisher::text), status = 'published', 'source_names_its_publisher')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

CREATE FUNCTION public.check_staged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT import FROM entered) AS named WHERE NOT EXISTS (
            SELECT FROM import WHERE id = named.import AND state = 'receiving' AND recorded_by = acting('principal'))) THEN
        PERFORM refuse('rows_are_staged_while_their_import_is_received', '', '42501');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.check_superseding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.content_hash(content jsonb) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(convert_to((jsonb_strip_nulls((content - '{replaced_at,magnitude,level,period_start,period_end,stated_latest}'::text[])))::text, 'UTF8'::name));

CREATE FUNCTION public.counts_of_import(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT count(*) FILTER (WHERE action = 'created'), count(*) FILTER (WHERE action = 'updated'),
        count(*) FILTER (WHERE action = 'unchanged'), count(*) FILTER (WHERE action = 'rejected')
    FROM import_outcome WHERE import = the_import $$;

CREATE FUNCTION public.discard_rows(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM import i WHERE i.id = the_import AND i.state IN ('failed', 'cancelled')
            AND sees_import(i.recorded_by, i.institution, i.stage)) THEN
        DELETE FROM import_row WHERE import = the_import;
    END IF;
END $$;

CREATE FUNCTION public.draft_of(held anyelement, said jsonb, defaults jsonb) RETURNS anyelement
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.end_of_chain(noun text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    of_key text := CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id = $1::uuid' ELSE 'code = $1' END;
BEGIN
    EXECUTE format('SELECT revision, status, public, EXISTS (SELECT FROM %1$I WHERE %2$s AND status = ''published''
        AND replaced_at IS NULL) FROM %1$I WHERE %2$s ORDER BY revision DESC LIMIT 1', noun, of_key)
        INTO newest, status, public, published USING key;
END $_$;

CREATE FUNCTION public.extend_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    fault record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Any other keeps the view of its beginning: having waited for a place, it would not see why.
        PERFORM refuse('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;
    EXECUTE format($sql$
        SELECT pg_advisory_xact_lock(places_of(%1$L), place) FROM (
            SELECT DISTINCT place_of(entered.%2$I::text) AS place FROM entered
            WHERE entered.revision > 1 AND (%1$L = 'indicator' OR entered.public AND EXISTS (
                SELECT FROM (SELECT earlier.status FROM %1$I AS earlier
                    WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision OFFSET 0) AS held
                WHERE held.status = 'published'))
            ORDER BY 1) AS sorted
        $sql$, TG_TABLE_NAME, TG_ARGV[0]);
    EXECUTE format($sql$
        UPDATE %1$I AS held SET replaced_at = yielding.moment
        FROM (
            SELECT entered.%2$I AS key, before.revision, entered.recorded_at AS moment
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS yielding
        WHERE held.%2$I = yielding.key AND held.revision = yielding.revision
        $sql$, TG_TABLE_NAME, TG_ARGV[0]);
    EXECUTE format($sql$
        SELECT * FROM (
            SELECT entered.%2$I::text AS key, CASE
                WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
                WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
                WHEN before.status = 'withdrawn' AND before.public
                    OR NOT may_follow(before.status, entered.status, entered.recorded_by = 'system')
                    THEN 'status_follows_its_transitions'
                WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                    THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                    THEN 'a_withdrawal_takes_back_what_is_there'
                -- A public withdrawal shows what was public; anything else shows what it decides about.
                WHEN CASE
                    WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                    WHEN entered.public AND entered.status = 'withdrawn'
                        THEN to_jsonb(entered) - %3$L::text[] <> to_jsonb(published) - %3$L::text[]
                    ELSE to_jsonb(entered) - %3$L::text[] <> to_jsonb(before) - %3$L::text[] END
                    THEN 'a_transition_changes_no_content'
                -- Who rejected a draft added nothing to it, and may publish what comes after.
                WHEN entered.status = 'published' AND entered.recorded_by <> 'system' AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM %1$I AS earlier
                        WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                    WHERE work.recorded_by = entered.recorded_by AND work.status <> 'rejected')
                    THEN 'nobody_publishes_what_they_worked_on'
                END AS rule
            FROM entered
            LEFT JOIN LATERAL (
                SELECT earlier.* FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
            LEFT JOIN LATERAL (
                SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision) AS last ON true
            LEFT JOIN LATERAL (
                SELECT earlier.* FROM %1$I AS earlier
                WHERE earlier.%2$I = entered.%2$I AND earlier.revision = last.revision OFFSET 0) AS published ON true
        ) AS checked WHERE rule IS NOT NULL LIMIT 1
        $sql$, TG_TABLE_NAME, TG_ARGV[0],
        '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}')
    INTO fault;
    IF fault.rule IS NOT NULL THEN
        -- Two writers at once: the later one began before the earlier one's moment, and may try again.
        PERFORM refuse(fault.rule, fault.key,
            CASE fault.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $_$;

CREATE FUNCTION public.extend_preference() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    before preference;
BEGIN
    SELECT * INTO before FROM preference
        WHERE preference.realization = NEW.realization AND preference.revision = NEW.revision - 1;
    IF NEW.revision > 1 AND before.revision IS NULL THEN
        PERFORM refuse('preference_revisions_have_no_gap', NEW.realization::text);
    ELSIF before.recorded_at >= NEW.recorded_at THEN
        PERFORM refuse('revisions_follow_each_other_in_time', NEW.realization::text, '40001');
    END IF;
    UPDATE preference SET replaced_at = NEW.recorded_at
        WHERE preference.realization = NEW.realization AND preference.revision = NEW.revision - 1;
    INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, revision, content_sha256)
        VALUES (NEW.recorded_by, acting('key_id'), acting('address'), acting('request_id'),
            coalesce(acting('action'), 'record'), 'preference', NEW.realization::text, NEW.revision,
            content_hash(to_jsonb(NEW)));
    INSERT INTO change (kind, noun, key, revision)
        VALUES (CASE WHEN NEW.stands THEN 'preferred' ELSE 'unpreferred' END, 'realization', NEW.realization::text, NEW.revision);
    PERFORM pg_notify('capaian_changes', '');
    RETURN NULL;
END $$;

CREATE FUNCTION public.level_of(region text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (region = 'ID'::text) THEN 'country'::text WHEN (length(region) = 2) THEN 'province'::text WHEN ((substr(region, 4, 2))::integer < 71) THEN 'regency'::text ELSE 'city'::text END;

CREATE FUNCTION public.row_fault(rule text, about text, VARIADIC named text[] DEFAULT '{}'::text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_build_object('rule', rule, 'column', about, 'named', named);

CREATE TABLE public.realization (
    id uuid CONSTRAINT figure_id_not_null NOT NULL,
    program public.code CONSTRAINT figure_program_not_null NOT NULL,
    indicator public.code CONSTRAINT figure_indicator_not_null NOT NULL,
    nature text CONSTRAINT figure_nature_not_null NOT NULL,
    region public.region_code CONSTRAINT figure_region_not_null NOT NULL,
    level text GENERATED ALWAYS AS (public.level_of((region)::text)) STORED CONSTRAINT figure_level_not_null NOT NULL,
    breakdown public.breakdown CONSTRAINT figure_breakdown_not_null NOT NULL,
    period public.period CONSTRAINT figure_period_not_null NOT NULL,
    period_start public.day GENERATED ALWAYS AS (public.first_day_of((period)::text)) STORED CONSTRAINT figure_period_start_not_null NOT NULL,
    period_end public.day GENERATED ALWAYS AS (public.last_day_of((period)::text)) STORED CONSTRAINT figure_period_end_not_null NOT NULL,
    value public.amount CONSTRAINT figure_value_not_null NOT NULL,
    magnitude double precision GENERATED ALWAYS AS ((value)::double precision) STORED CONSTRAINT figure_magnitude_not_null NOT NULL,
    qualifier text CONSTRAINT figure_qualifier_not_null NOT NULL,
    resolution public.amount CONSTRAINT figure_resolution_not_null NOT NULL,
    stated_on public.day,
    stated_not_before public.day,
    stated_not_after public.day,
    stated_latest public.day GENERATED ALWAYS AS (COALESCE(stated_on, stated_not_after)) STORED,
    retracted_on public.day,
    institution public.code CONSTRAINT figure_institution_not_null NOT NULL,
    on_behalf_of public.code,
    speaker public.label,
    citations public.citations CONSTRAINT figure_citations_not_null NOT NULL,
    note public.prose,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    quality text NOT NULL,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT figure_bounds_are_in_order CHECK (((stated_not_before)::date <= (stated_not_after)::date)),
    CONSTRAINT figure_has_at_most_100_citations CHECK ((jsonb_array_length((citations)::jsonb) <= 100)),
    CONSTRAINT figure_is_a_stock_or_a_flow CHECK ((nature = ANY (ARRAY['stock'::text, 'flow'::text]))),
    CONSTRAINT figure_is_retracted_after_it_was_stated CHECK (((retracted_on)::date >= (COALESCE(stated_on, stated_not_before))::date)),
    CONSTRAINT figure_is_stated_on_a_day_or_between_two CHECK ((((stated_on IS NOT NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 0)) OR ((stated_on IS NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 2)))),
    CONSTRAINT figure_qualifier_is_known CHECK ((qualifier = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text]))),
    CONSTRAINT figure_resolution_is_positive CHECK (((resolution)::numeric > (0)::numeric)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT published_figure_has_a_citation CHECK (((status <> 'published'::text) OR (jsonb_array_length((citations)::jsonb) > 0))),
    CONSTRAINT realization_quality_is_known CHECK ((quality = ANY (ARRAY['final'::text, 'provisional'::text, 'estimate'::text]))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE FUNCTION public.faults_of_draft(draft public.realization) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    RETURN array_remove(ARRAY[CASE WHEN (NOT ((((draft).stated_on IS NOT NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 0)) OR (((draft).stated_on IS NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 2)))) THEN public.row_fault('figure_is_stated_on_a_day_or_between_two'::text, 'stated_on'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).stated_not_before)::date > ((draft).stated_not_after)::date) THEN public.row_fault('figure_bounds_are_in_order'::text, 'stated_not_after'::text) ELSE NULL::jsonb END, CASE WHEN (jsonb_array_length(((draft).citations)::jsonb) > 100) THEN public.row_fault('figure_has_at_most_100_citations'::text, 'citations'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).retracted_on)::date < (COALESCE((draft).stated_on, (draft).stated_not_before))::date) THEN public.row_fault('figure_is_retracted_after_it_was_stated'::text, 'retracted_on'::text) ELSE NULL::jsonb END, NULL::jsonb], NULL::jsonb);

CREATE TABLE public.source (
    code public.code NOT NULL,
    kind text NOT NULL,
    title public.label NOT NULL,
    publisher public.code,
    authors public.label[] NOT NULL,
    url public.address,
    archived_url public.address,
    published_on public.day,
    published_not_before public.day,
    published_not_after public.day,
    date_basis text NOT NULL,
    language text,
    retrieved_at public.moment,
    content_sha256 text,
    note public.prose,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT source_authors_are_a_plain_list CHECK (((cardinality(authors) = 0) OR ((array_ndims(authors) = 1) AND (array_position(authors, (NULL::text)::public.label) IS NULL)))),
    CONSTRAINT source_bounds_are_in_order CHECK (((published_not_before)::date <= (published_not_after)::date)),
    CONSTRAINT source_date_basis_agrees_with_its_dates CHECK (
CASE date_basis
    WHEN 'stated'::text THEN ((published_on IS NOT NULL) AND (num_nonnulls(published_not_before, published_not_after) = 0))
    WHEN 'inferred'::text THEN (((published_on IS NOT NULL) AND (num_nonnulls(published_not_before, published_not_after) = 0)) OR ((published_on IS NULL) AND (num_nonnulls(published_not_before, published_not_after) = 2)))
    ELSE (published_on IS NULL)
END),
    CONSTRAINT source_date_basis_is_known CHECK ((date_basis = ANY (ARRAY['stated'::text, 'inferred'::text, 'unknown'::text]))),
    CONSTRAINT source_has_at_most_50_authors CHECK ((cardinality(authors) <= 50)),
    CONSTRAINT source_kind_is_known CHECK ((kind = ANY (ARRAY['regulation'::text, 'report'::text, 'press_release'::text, 'news'::text, 'speech'::text, 'dataset'::text]))),
    CONSTRAINT source_language_is_bcp_47 CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT source_sha256_is_64_hex_digits CHECK ((content_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE FUNCTION public.faults_of_draft(draft public.source) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    RETURN array_remove(ARRAY[CASE WHEN (NOT CASE (draft).date_basis WHEN 'stated'::text THEN (((draft).published_on IS NOT NULL) AND (num_nonnulls((draft).published_not_before, (draft).published_not_after) = 0)) WHEN 'inferred'::text THEN ((((draft).published_on IS NOT NULL) AND (num_nonnulls((draft).published_not_before, (draft).published_not_after) = 0)) OR (((draft).published_on IS NULL) AND (num_nonnulls((draft).published_not_before, (draft).published_not_after) = 2))) ELSE ((draft).published_on IS NULL) END) THEN public.row_fault('source_date_basis_agrees_with_its_dates'::text, 'date_basis'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).published_not_before)::date > ((draft).published_not_after)::date) THEN public.row_fault('source_bounds_are_in_order'::text, 'published_not_after'::text) ELSE NULL::jsonb END], NULL::jsonb);

CREATE TABLE public.target (
    id uuid CONSTRAINT figure_id_not_null NOT NULL,
    program public.code CONSTRAINT figure_program_not_null NOT NULL,
    indicator public.code CONSTRAINT figure_indicator_not_null NOT NULL,
    nature text CONSTRAINT figure_nature_not_null NOT NULL,
    region public.region_code CONSTRAINT figure_region_not_null NOT NULL,
    level text GENERATED ALWAYS AS (public.level_of((region)::text)) STORED CONSTRAINT figure_level_not_null NOT NULL,
    breakdown public.breakdown CONSTRAINT figure_breakdown_not_null NOT NULL,
    period public.period CONSTRAINT figure_period_not_null NOT NULL,
    period_start public.day GENERATED ALWAYS AS (public.first_day_of((period)::text)) STORED CONSTRAINT figure_period_start_not_null NOT NULL,
    period_end public.day GENERATED ALWAYS AS (public.last_day_of((period)::text)) STORED CONSTRAINT figure_period_end_not_null NOT NULL,
    value public.amount CONSTRAINT figure_value_not_null NOT NULL,
    magnitude double precision GENERATED ALWAYS AS ((value)::double precision) STORED CONSTRAINT figure_magnitude_not_null NOT NULL,
    qualifier text CONSTRAINT figure_qualifier_not_null NOT NULL,
    resolution public.amount CONSTRAINT figure_resolution_not_null NOT NULL,
    stated_on public.day,
    stated_not_before public.day,
    stated_not_after public.day,
    stated_latest public.day GENERATED ALWAYS AS (COALESCE(stated_on, stated_not_after)) STORED,
    retracted_on public.day,
    institution public.code CONSTRAINT figure_institution_not_null NOT NULL,
    on_behalf_of public.code,
    speaker public.label,
    citations public.citations CONSTRAINT figure_citations_not_null NOT NULL,
    note public.prose,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    supersedes uuid,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT figure_bounds_are_in_order CHECK (((stated_not_before)::date <= (stated_not_after)::date)),
    CONSTRAINT figure_has_at_most_100_citations CHECK ((jsonb_array_length((citations)::jsonb) <= 100)),
    CONSTRAINT figure_is_a_stock_or_a_flow CHECK ((nature = ANY (ARRAY['stock'::text, 'flow'::text]))),
    CONSTRAINT figure_is_retracted_after_it_was_stated CHECK (((retracted_on)::date >= (COALESCE(stated_on, stated_not_before))::date)),
    CONSTRAINT figure_is_stated_on_a_day_or_between_two CHECK ((((stated_on IS NOT NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 0)) OR ((stated_on IS NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 2)))),
    CONSTRAINT figure_qualifier_is_known CHECK ((qualifier = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text]))),
    CONSTRAINT figure_resolution_is_positive CHECK (((resolution)::numeric > (0)::numeric)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT published_figure_has_a_citation CHECK (((status <> 'published'::text) OR (jsonb_array_length((citations)::jsonb) > 0))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT target_does_not_supersede_itself CHECK ((supersedes <> id)),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE FUNCTION public.faults_of_draft(draft public.target) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    RETURN array_remove(ARRAY[CASE WHEN (NOT ((((draft).stated_on IS NOT NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 0)) OR (((draft).stated_on IS NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 2)))) THEN public.row_fault('figure_is_stated_on_a_day_or_between_two'::text, 'stated_on'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).stated_not_before)::date > ((draft).stated_not_after)::date) THEN public.row_fault('figure_bounds_are_in_order'::text, 'stated_not_after'::text) ELSE NULL::jsonb END, CASE WHEN (jsonb_array_length(((draft).citations)::jsonb) > 100) THEN public.row_fault('figure_has_at_most_100_citations'::text, 'citations'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).retracted_on)::date < (COALESCE((draft).stated_on, (draft).stated_not_before))::date) THEN public.row_fault('figure_is_retracted_after_it_was_stated'::text, 'retracted_on'::text) ELSE NULL::jsonb END, CASE WHEN ((draft).supersedes = (draft).id) THEN public.row_fault('target_does_not_supersede_itself'::text, 'supersedes'::text) ELSE NULL::jsonb END], NULL::jsonb);

CREATE FUNCTION public.find_preferred_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- See extend_chain().
        PERFORM refuse('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;
    PERFORM hold_places('realization', ARRAY[NEW.realization::text]);
    IF NEW.stands THEN
        SELECT held.indicator, held.nature, held.region, held.breakdown, held.period_start, held.period_end
            INTO NEW.indicator, NEW.nature, NEW.region, NEW.breakdown, NEW.first_day, NEW.last_day
            FROM realization AS held
            WHERE held.id = NEW.realization AND held.status = 'published' AND held.replaced_at IS NULL;
        IF NOT FOUND THEN
            PERFORM refuse('a_preferred_realization_is_published', NEW.realization::text, '23503');
        END IF;
    ELSE
        SELECT before.indicator, before.nature, before.region, before.breakdown, before.first_day, before.last_day
            INTO NEW.indicator, NEW.nature, NEW.region, NEW.breakdown, NEW.first_day, NEW.last_day
            FROM preference AS before
            WHERE before.realization = NEW.realization AND before.revision = NEW.revision - 1 AND before.stands;
        IF NOT FOUND THEN
            PERFORM refuse('a_withdrawn_preference_stood', NEW.realization::text);
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.forget_outcomes(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require_running(the_import);
    DELETE FROM import_outcome WHERE import = the_import;
END $$;

CREATE FUNCTION public.forget_rows(most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH gone AS (
        DELETE FROM import_row r USING (
            SELECT old.import, old.number FROM import i JOIN import_row old ON old.import = i.id
            WHERE coalesce(i.ended_at, i.received_at) < now() - interval '30 days' AND i.state NOT IN ('queued', 'running')
            LIMIT most) AS old
        WHERE r.import = old.import AND r.number = old.number RETURNING 1)
    SELECT count(*) FROM gone $$;

CREATE FUNCTION public.has_figures(its_program text, counted text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((EXISTS ( SELECT
            FROM public.target
           WHERE (((target.program)::text = has_figures.its_program) AND ((target.indicator)::text = has_figures.counted) AND (target.status = 'published'::text)))) OR (EXISTS ( SELECT
            FROM public.realization
           WHERE (((realization.program)::text = has_figures.its_program) AND ((realization.indicator)::text = has_figures.counted) AND (realization.status = 'published'::text)))) OR (EXISTS ( SELECT
            FROM public.target
           WHERE (((target.indicator)::text = has_figures.counted) AND (target.status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (target.replaced_at IS NULL)))) OR (EXISTS ( SELECT
            FROM public.realization
           WHERE (((realization.indicator)::text = has_figures.counted) AND (realization.status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (realization.replaced_at IS NULL)))));
END;

CREATE FUNCTION public.hash_of_outcomes(the_import uuid, first integer, last integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT sha256(convert_to(coalesce(string_agg(concat_ws(' ', number, action, entity, newest, base, led_by, faults), E'\n'
        ORDER BY number), ''), 'UTF8')) FROM import_outcome WHERE import = the_import AND number BETWEEN first AND last $$;

CREATE FUNCTION public.hold_places(noun text, keys text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- In one order, so that two who hold several do not wait for each other.
    PERFORM pg_advisory_xact_lock_shared(places_of(noun), place)
        FROM (SELECT DISTINCT place_of(key) AS place FROM unnest(keys) AS key WHERE key IS NOT NULL ORDER BY 1) AS sorted;
END $$;

CREATE FUNCTION public.is_theirs(noun text, key text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    answer boolean := true;
    of_key text := CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id = $1::uuid' ELSE 'code = $1' END;
BEGIN
    IF acting('institution') IS NOT NULL THEN
        EXECUTE format('SELECT bool_and((%s) IS NOT DISTINCT FROM acting(''institution'')) FROM %I AS before WHERE %s
            AND replaced_at IS NULL AND (status <> ''withdrawn'' OR public)',
            format(owner_in(noun), 'before'), noun, of_key) INTO answer USING key;
    END IF;
    RETURN coalesce(answer, true);
END $_$;

CREATE FUNCTION public.joined(held jsonb, said jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((SELECT COALESCE(jsonb_agg(COALESCE((SELECT citation.value AS citation FROM jsonb_array_elements(joined.said) citation(value) WHERE (((citation.value - 'note'::text) = (kept.old - 'note'::text)) AND ((citation.value ->> 'note'::text) IS NOT NULL)) LIMIT 1), kept.old) ORDER BY kept.place), '[]'::jsonb) AS "coalesce" FROM jsonb_array_elements(joined.held) WITH ORDINALITY kept(old, place)) || COALESCE((SELECT jsonb_agg(given.citation ORDER BY given.place) AS jsonb_agg FROM jsonb_array_elements(joined.said) WITH ORDINALITY given(citation, place) WHERE (NOT (EXISTS (SELECT FROM jsonb_array_elements(joined.held) old(value) WHERE ((old.value - 'note'::text) = (given.citation - 'note'::text)))))), '[]'::jsonb));

CREATE FUNCTION public.judge_repeats(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
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

CREATE FUNCTION public.judge_rows(noun text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
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
END $_$;

CREATE FUNCTION public.judge_superseding(the_import uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
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

CREATE FUNCTION public.keep_history() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM refuse('history_is_append_only', TG_OP || ' ' || TG_TABLE_NAME, '42501');
    RETURN NULL;
END $$;

CREATE FUNCTION public.keep_what_is_named() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
DECLARE
    taken_back text[];
    named text;
BEGIN
    EXECUTE format('SELECT array_agg(%I::text) FROM entered WHERE public AND status = ''withdrawn''',
        CASE WHEN TG_TABLE_NAME IN ('target', 'realization') THEN 'id' ELSE 'code' END) INTO taken_back;
    IF taken_back IS NULL THEN
        RETURN NULL;
    END IF;
    FOR pair IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format($sql$
            SELECT key FROM unnest($1) AS key WHERE EXISTS (
                SELECT FROM %1$I AS namer WHERE namer.status = 'published' AND namer.replaced_at IS NULL AND (%2$s))
            LIMIT 1
            $sql$, TG_ARGV[2 * pair], TG_ARGV[2 * pair + 1]) INTO named USING taken_back;
        IF named IS NOT NULL THEN
            PERFORM refuse(TG_TABLE_NAME || '_is_still_named', named || ' by a published ' || TG_ARGV[2 * pair], '23503');
        END IF;
    END LOOP;
    RETURN NULL;
END $_$;

CREATE FUNCTION public.leader_of_program(program text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT p.lead_institution::text FROM program p WHERE p.code = $1
        ORDER BY p.status = 'published' DESC, p.revision DESC LIMIT 1 $_$;

CREATE FUNCTION public.leader_of_realization(realization uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT p.lead_institution::text FROM realization r JOIN program p ON p.code = r.program
        WHERE r.id = $1 AND r.status = 'published' AND p.status = 'published'
        ORDER BY r.revision DESC, p.revision DESC LIMIT 1 $_$;

CREATE FUNCTION public.leave_trace() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
BEGIN
    EXECUTE format($sql$
        INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, revision, content_sha256)
        SELECT recorded_by, acting('key_id'), acting('address'), acting('request_id'),
            coalesce(acting('action'), 'record'), %1$L, %2$I::text, revision, content_hash(to_jsonb(entered))
        FROM entered ORDER BY %2$I
        $sql$, TG_TABLE_NAME, TG_ARGV[0]);
    EXECUTE format($sql$
        INSERT INTO change (kind, noun, key, revision)
        SELECT CASE WHEN status = 'withdrawn' THEN 'withdrawn'
                WHEN EXISTS (
                    SELECT FROM (SELECT held.status FROM %1$I AS held
                        WHERE held.%2$I = entered.%2$I AND held.revision < entered.revision OFFSET 0) AS earlier
                    WHERE earlier.status = 'published') THEN 'changed'
                ELSE 'published' END, %1$L, %2$I::text, revision
        FROM entered WHERE public ORDER BY %2$I
        $sql$, TG_TABLE_NAME, TG_ARGV[0]);
    IF EXISTS (SELECT FROM entered WHERE public) THEN
        PERFORM pg_notify('capaian_changes', '');
    END IF;
    RETURN NULL;
END $_$;

CREATE FUNCTION public.leave_trace_of_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, detail)
    VALUES (coalesce(acting('principal'), NEW.created_by), acting('key_id'), acting('address'), acting('request_id'),
        CASE WHEN TG_OP = 'INSERT' THEN 'create' WHEN NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN 'revoke'
            ELSE 'expire' END,
        'key', NEW.id, jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'scopes', NEW.scopes,
            'institution', NEW.institution, 'expires_at', NEW.expires_at AT TIME ZONE 'UTC')));
    RETURN NULL;
END $$;

CREATE FUNCTION public.match_figures(noun text, the_import uuid, first integer, last integer) RETURNS TABLE(number integer, entity text, faults jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
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
END $_$;

CREATE FUNCTION public.match_sources(the_import uuid, first integer, last integer) RETURNS TABLE(number integer, entity text, faults jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    publishers text[];
BEGIN
    SELECT unknown_among('institution', array_agg(DISTINCT content->>'publisher')) INTO publishers
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    RETURN QUERY SELECT r.number, r.candidate, CASE WHEN r.content->>'publisher' = ANY (publishers)
            THEN ARRAY[row_fault('source_names_its_publisher', 'publisher')] ELSE '{}' END
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.faults IS NULL;
END $$;

CREATE FUNCTION public.may_add(status text, public boolean, recorded_by text, owner text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE(((recorded_by = public.acting('principal'::text)) AND ((public.acting('institution'::text) IS NULL) OR (owner = public.acting('institution'::text))) AND CASE WHEN (recorded_by = 'system'::text) THEN true WHEN (status = ANY (ARRAY['draft'::text, 'submitted'::text])) THEN public.acts_with('write'::text) WHEN ((status = 'withdrawn'::text) AND (NOT public)) THEN (public.acts_with('write'::text) OR public.acts_with('publish'::text)) ELSE public.acts_with('publish'::text) END), false);

CREATE FUNCTION public.may_follow(before text, after text, by_system boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (by_system AND (after = 'published'::text)) THEN ((before IS NULL) OR (before = 'published'::text)) ELSE (((COALESCE(before, 'nothing'::text) || ' to '::text) || after) = ANY (ARRAY['nothing to draft'::text, 'draft to draft'::text, 'draft to submitted'::text, 'draft to withdrawn'::text, 'submitted to draft'::text, 'submitted to published'::text, 'submitted to rejected'::text, 'submitted to withdrawn'::text, 'rejected to draft'::text, 'rejected to submitted'::text, 'rejected to withdrawn'::text, 'published to draft'::text, 'published to withdrawn'::text, 'withdrawn to draft'::text, 'withdrawn to withdrawn'::text])) END;

CREATE FUNCTION public.may_keep_key(institution text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((public.acting('principal'::text) IS NOT NULL) AND public.acts_with('admin'::text) AND COALESCE(((public.acting('institution'::text) IS NULL) OR (institution = public.acting('institution'::text))), false));

CREATE FUNCTION public.natural_key(indicator text, nature text, region text, breakdown text, first_day date, last_day date, institution text, stated_on date, stated_not_before date, stated_latest date) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hash_record_extended(ROW((indicator COLLATE "C"), (nature COLLATE "C"), (region COLLATE "C"), (breakdown COLLATE "C"), CASE WHEN (nature = 'flow'::text) THEN first_day ELSE NULL::date END, last_day, (institution COLLATE "C"), stated_on, stated_not_before, stated_latest), (0)::bigint);

CREATE FUNCTION public.owner_in(noun text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE noun WHEN 'program'::text THEN '%s.lead_institution'::text WHEN 'indicator'::text THEN 'leader_of_program(%s.program)'::text WHEN 'source'::text THEN '%s.publisher'::text WHEN 'claim'::text THEN 'publisher_of_source(%s.source)'::text WHEN 'target'::text THEN '%s.institution'::text WHEN 'realization'::text THEN '%s.institution'::text ELSE 'NULL'::text END;

CREATE FUNCTION public.place_of(key text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (hashtext(key) & 127);

CREATE FUNCTION public.places_of(noun text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN hashtext(('capaian '::text || CASE WHEN (noun = ANY (ARRAY['target'::text, 'realization'::text])) THEN 'figure'::text ELSE noun END));

CREATE FUNCTION public.publisher_of_source(source text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT s.publisher::text FROM source s WHERE s.code = $1
        ORDER BY s.status = 'published' DESC, s.revision DESC LIMIT 1 $_$;

CREATE FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) RETURNS SETOF public.realization
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (drafted.draft).* FROM (
                    SELECT CASE WHEN o.base IS NULL
                            THEN jsonb_populate_record(NULL::realization, defaults || r.content || added.said || jsonb_build_object('program', (SELECT i.program FROM indicator i
                WHERE i.code = r.content->>'indicator' ORDER BY i.revision DESC LIMIT 1)))
                            ELSE draft_of((SELECT t FROM realization AS t WHERE t.id = o.entity::uuid AND t.revision = o.base),
                                r.content || added.said, defaults) END AS draft
                    FROM import_outcome o CROSS JOIN LATERAL (
                        SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
                    CROSS JOIN LATERAL (SELECT jsonb_build_object('id', o.entity, 'revision', o.newest + 1,
                            'status', 'draft', 'public', false, 'reason', NULL, 'recorded_by', acting('principal'))
                        || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
                        AS said) AS added
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND (r.content->>'supersedes' IS NOT NULL) = superseding
                    OFFSET 0) AS drafted;
            END $$;

CREATE FUNCTION public.realization_steps(the_import uuid, first integer, last integer, following text) RETURNS SETOF public.realization
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
            DECLARE
                starts text[] := CASE following WHEN 'submitted' THEN '{draft,rejected}'
                    WHEN 'published' THEN '{submitted}' WHEN 'rejected' THEN '{submitted}'
                    ELSE '{draft,submitted,rejected,published}' END;
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (made.next).* FROM (
                    SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
                        'status', following, 'public', following = 'published' OR newest.status = 'published',
                        'reason', i.reason, 'recorded_by', acting('principal'), 'replaced_at', NULL)) AS next
                    FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
                    CROSS JOIN LATERAL (SELECT t.revision, t.status, t.recorded_at, t AS whole FROM realization AS t
                        WHERE t.id = o.entity::uuid ORDER BY t.revision DESC LIMIT 1) AS newest
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND newest.recorded_at = i.stood_at AND newest.status = ANY (starts)
                    OFFSET 0) AS made;
            END $$;

CREATE FUNCTION public.realizations_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT realization.id FROM realization, unnest(sources) AS wanted
        WHERE realization.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (realization.public OR current_setting('role') = 'capaian_service') $$;

CREATE FUNCTION public.refuse(rule text, because text, sqlstate_code text DEFAULT '23514'::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = sqlstate_code, CONSTRAINT = rule, MESSAGE = rule || ': ' || because;
END $$;

CREATE FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_faults jsonb[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require_running(the_import);
    UPDATE import_outcome o SET action = 'rejected', led_by = NULL, faults = jsonb_build_array(bad.fault)
        FROM unnest(numbers, with_faults) AS bad (number, fault)
        WHERE o.import = the_import AND (o.number = bad.number OR o.led_by = bad.number);
END $$;

CREATE FUNCTION public.renew_epoch() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    last xid8;
BEGIN
    LOCK TABLE epoch IN EXCLUSIVE MODE;
    SELECT greatest(
        (SELECT xid FROM change WHERE change.epoch = current_epoch() ORDER BY xid DESC LIMIT 1),
        (SELECT xid FROM audit WHERE audit.epoch = current_epoch() ORDER BY xid DESC LIMIT 1)) INTO last;
    IF last >= pg_snapshot_xmax(pg_current_snapshot()) THEN
        INSERT INTO epoch SELECT max(number) + 1 FROM epoch;
    END IF;
    RETURN current_epoch();
END $$;

CREATE FUNCTION public.require(noun text, wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    missing text;
BEGIN
    PERFORM hold_places(noun, wanted);
    EXECUTE format($sql$
        SELECT w FROM unnest($1) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM %1$I AS named
            WHERE named.code = w AND named.replaced_at IS NULL AND named.status <> 'withdrawn'
                AND (named.status = 'published' OR NOT $2))
        LIMIT 1
        $sql$, noun) INTO missing USING wanted, is_published;
    IF missing IS NOT NULL THEN
        PERFORM refuse(rule, missing, '23503');
    END IF;
END $_$;

CREATE FUNCTION public.require_running(the_import uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM import WHERE id = the_import AND state = 'running'
            AND told->>'principal' = acting('principal')) THEN
        PERFORM refuse('an_import_runs_for_whoever_asked', the_import::text, '42501');
    END IF;
END $$;

CREATE FUNCTION public.rows_of_import(the_import uuid, after integer, most integer, wanted text[]) RETURNS TABLE(number integer, line integer, action text, entity text, base integer, led_by integer, faults jsonb, raw jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT o.number, r.line, o.action, o.entity, o.base, o.led_by, o.faults, r.raw
    FROM import_outcome o
        LEFT JOIN LATERAL (SELECT * FROM import_row r WHERE r.import = o.import AND r.number = o.number OFFSET 0) AS r ON true
    WHERE o.import = the_import AND o.number > after AND (wanted IS NULL OR o.action = ANY (wanted))
        AND EXISTS (SELECT FROM import i WHERE i.id = the_import AND sees_import(i.recorded_by, i.institution, i.stage))
    ORDER BY o.number LIMIT most $$;

CREATE FUNCTION public.sees_import(recorded_by text, institution text, stage text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE(((public.acting('principal'::text) = ANY (ARRAY[recorded_by, 'system'::text])) OR public.acts_with('read:drafts'::text) OR ((institution = public.acting('institution'::text)) AND (public.acts_with('write'::text) OR public.acts_with('publish'::text))) OR ((stage <> 'draft'::text) AND public.acts_with('publish'::text) AND (public.acting('institution'::text) IS NULL))), false);

CREATE FUNCTION public.worked_on(noun text, key text, revision integer) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    found boolean;
BEGIN
    EXECUTE format($sql$
        SELECT EXISTS (
            SELECT FROM %1$I AS work
            WHERE work.%2$I = $1::%3$s AND work.recorded_by = $3 AND work.status <> 'rejected'
                AND NOT (work.public AND work.status = 'withdrawn')
                AND work.revision > coalesce((SELECT max(held.revision) FROM %1$I AS held
                    WHERE held.%2$I = $1::%3$s AND (held.public OR held.status = 'withdrawn') AND held.revision < $2), 0)
                AND work.revision <= coalesce((SELECT min(held.revision) FROM %1$I AS held
                    WHERE held.%2$I = $1::%3$s AND (held.public OR held.status = 'withdrawn') AND held.revision >= $2), 2147483647))
        $sql$, noun, CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END,
        CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'uuid' ELSE 'text' END)
        INTO found USING key, revision, acting('principal');
    RETURN found;
END $_$;

CREATE FUNCTION public.sees_work(noun text, key text, revision integer, status text, recorded_by text, owner text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (COALESCE((public.acts_with('read:drafts'::text) OR (recorded_by = public.acting('principal'::text)) OR ((owner = public.acting('institution'::text)) AND (public.acts_with('write'::text) OR public.acts_with('publish'::text))) OR ((status = 'submitted'::text) AND public.acts_with('publish'::text) AND (public.acting('institution'::text) IS NULL))), false) OR ((public.acting('principal'::text) IS NOT NULL) AND public.worked_on(noun, key, revision)));

CREATE FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) RETURNS SETOF public.source
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (drafted.draft).* FROM (
                    SELECT CASE WHEN o.base IS NULL
                            THEN jsonb_populate_record(NULL::source, defaults || r.content || added.said )
                            ELSE draft_of((SELECT t FROM source AS t WHERE t.code = o.entity::text AND t.revision = o.base),
                                r.content || added.said, defaults) END AS draft
                    FROM import_outcome o CROSS JOIN LATERAL (
                        SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
                    CROSS JOIN LATERAL (SELECT jsonb_build_object('code', o.entity, 'revision', o.newest + 1,
                            'status', 'draft', 'public', false, 'reason', NULL, 'recorded_by', acting('principal'))
                        || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
                        AS said) AS added
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND (r.content->>'supersedes' IS NOT NULL) = superseding
                    OFFSET 0) AS drafted;
            END $$;

CREATE FUNCTION public.source_steps(the_import uuid, first integer, last integer, following text) RETURNS SETOF public.source
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
            DECLARE
                starts text[] := CASE following WHEN 'submitted' THEN '{draft,rejected}'
                    WHEN 'published' THEN '{submitted}' WHEN 'rejected' THEN '{submitted}'
                    ELSE '{draft,submitted,rejected,published}' END;
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (made.next).* FROM (
                    SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
                        'status', following, 'public', following = 'published' OR newest.status = 'published',
                        'reason', i.reason, 'recorded_by', acting('principal'), 'replaced_at', NULL)) AS next
                    FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
                    CROSS JOIN LATERAL (SELECT t.revision, t.status, t.recorded_at, t AS whole FROM source AS t
                        WHERE t.code = o.entity::text ORDER BY t.revision DESC LIMIT 1) AS newest
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND newest.recorded_at = i.stood_at AND newest.status = ANY (starts)
                    OFFSET 0) AS made;
            END $$;

CREATE FUNCTION public.stay_with_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    fault record;
BEGIN
    IF acting('principal') = 'system' THEN
        RETURN NULL;
    END IF;
    EXECUTE format($sql$
        SELECT entered.%2$I::text AS key, CASE
                WHEN acting('institution') IS NOT NULL AND EXISTS (SELECT FROM %1$I AS before
                    WHERE before.%2$I = entered.%2$I AND (%3$s) IS DISTINCT FROM acting('institution')
                        AND before.revision IN (entered.revision - 1, (
                            SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM %1$I AS last
                            WHERE last.%2$I = entered.%2$I AND last.revision < entered.revision)))
                    THEN 'an_entity_stays_with_its_institution'
                WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT acts_with('publish')
                    AND EXISTS (
                        SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM %1$I AS earlier
                            WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision
                                AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                    FROM %1$I AS last WHERE last.%2$I = entered.%2$I), 0) OFFSET 0) AS work
                        WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                    THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1
        $sql$, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1]) INTO fault;
    IF fault.rule IS NOT NULL THEN
        PERFORM refuse(fault.rule, fault.key, '42501');
    END IF;
    RETURN NULL;
END $_$;

CREATE FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) RETURNS SETOF public.target
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (drafted.draft).* FROM (
                    SELECT CASE WHEN o.base IS NULL
                            THEN jsonb_populate_record(NULL::target, defaults || r.content || added.said || jsonb_build_object('program', (SELECT i.program FROM indicator i
                WHERE i.code = r.content->>'indicator' ORDER BY i.revision DESC LIMIT 1)))
                            ELSE draft_of((SELECT t FROM target AS t WHERE t.id = o.entity::uuid AND t.revision = o.base),
                                r.content || added.said, defaults) END AS draft
                    FROM import_outcome o CROSS JOIN LATERAL (
                        SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
                    CROSS JOIN LATERAL (SELECT jsonb_build_object('id', o.entity, 'revision', o.newest + 1,
                            'status', 'draft', 'public', false, 'reason', NULL, 'recorded_by', acting('principal'))
                        || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
                        AS said) AS added
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND (r.content->>'supersedes' IS NOT NULL) = superseding
                    OFFSET 0) AS drafted;
            END $$;

CREATE FUNCTION public.target_steps(the_import uuid, first integer, last integer, following text) RETURNS SETOF public.target
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
            DECLARE
                starts text[] := CASE following WHEN 'submitted' THEN '{draft,rejected}'
                    WHEN 'published' THEN '{submitted}' WHEN 'rejected' THEN '{submitted}'
                    ELSE '{draft,submitted,rejected,published}' END;
            BEGIN
                PERFORM require_running(the_import);
                RETURN QUERY SELECT (made.next).* FROM (
                    SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
                        'status', following, 'public', following = 'published' OR newest.status = 'published',
                        'reason', i.reason, 'recorded_by', acting('principal'), 'replaced_at', NULL)) AS next
                    FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
                    CROSS JOIN LATERAL (SELECT t.revision, t.status, t.recorded_at, t AS whole FROM target AS t
                        WHERE t.id = o.entity::uuid ORDER BY t.revision DESC LIMIT 1) AS newest
                    WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.led_by IS NULL
                        AND o.action IN ('created', 'updated')
                        AND newest.recorded_at = i.stood_at AND newest.status = ANY (starts)
                    OFFSET 0) AS made;
            END $$;

CREATE FUNCTION public.targets_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT target.id FROM target, unnest(sources) AS wanted
        WHERE target.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (target.public OR current_setting('role') = 'capaian_service') $$;

CREATE FUNCTION public.unknown_among(noun text, wanted text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    missing text[];
BEGIN
    EXECUTE format($sql$
        SELECT coalesce(array_agg(w), '{}') FROM (SELECT DISTINCT w FROM unnest($1) AS w) AS named
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM %1$I AS held WHERE held.code = w AND held.replaced_at IS NULL AND held.status <> 'withdrawn')
        $sql$, noun) INTO missing USING wanted;
    RETURN missing;
END $_$;

CREATE TABLE public.api_key (
    id text NOT NULL,
    secret_sha256 bytea NOT NULL,
    name public.label NOT NULL,
    scopes text[] NOT NULL,
    institution public.code,
    created_at public.moment DEFAULT now() NOT NULL,
    created_by public.label NOT NULL,
    expires_at public.moment,
    revoked_at public.moment,
    last_used_on public.day,
    CONSTRAINT api_key_expires_after_it_was_created CHECK (((expires_at)::timestamp with time zone > (created_at)::timestamp with time zone)),
    CONSTRAINT api_key_id_is_10_letters_or_digits CHECK ((id ~ '^[0-9A-Za-z]{10}$'::text)),
    CONSTRAINT api_key_is_named_neither_system_nor_like_a_token CHECK ((((name)::text <> 'system'::text) AND ((name)::text !~ '#'::text))),
    CONSTRAINT api_key_keeps_a_hash CHECK ((length(secret_sha256) = 32)),
    CONSTRAINT api_key_scopes_are_known CHECK (((scopes <@ ARRAY['read:drafts'::text, 'write'::text, 'publish'::text, 'admin'::text]) AND (cardinality(scopes) > 0)))
);

CREATE TABLE public.audit (
    epoch integer DEFAULT public.current_epoch() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ordinal bigint NOT NULL,
    recorded_at public.moment DEFAULT now() NOT NULL,
    principal public.label NOT NULL,
    key_id text,
    address text,
    request_id text,
    action text NOT NULL,
    noun text,
    key text,
    revision integer,
    content_sha256 bytea,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE public.audit ALTER COLUMN ordinal ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_ordinal_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.change (
    epoch integer DEFAULT public.current_epoch() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ordinal bigint NOT NULL,
    kind text NOT NULL,
    noun text NOT NULL,
    key text NOT NULL,
    revision integer NOT NULL,
    recorded_at public.moment DEFAULT now() NOT NULL,
    CONSTRAINT change_kind_is_known CHECK ((kind = ANY (ARRAY['published'::text, 'changed'::text, 'withdrawn'::text, 'preferred'::text, 'unpreferred'::text])))
);

ALTER TABLE public.change ALTER COLUMN ordinal ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.change_ordinal_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.claim (
    id uuid NOT NULL,
    source public.code NOT NULL,
    locator public.label NOT NULL,
    kind text NOT NULL,
    subjects uuid[] NOT NULL,
    base text,
    base_figure uuid,
    stated_value public.amount,
    stated_resolution public.amount,
    stated_date public.day,
    stated_weekday text,
    note public.prose,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT claim_base_is_known CHECK ((base = ANY (ARRAY['target'::text, 'population'::text, 'previous'::text, 'total'::text]))),
    CONSTRAINT claim_has_at_most_100_subjects CHECK ((cardinality(subjects) <= 100)),
    CONSTRAINT claim_kind_is_known CHECK ((kind = ANY (ARRAY['ratio'::text, 'excess'::text, 'growth'::text, 'sum'::text, 'weekday'::text]))),
    CONSTRAINT claim_resolution_is_positive CHECK (((stated_resolution)::numeric > (0)::numeric)),
    CONSTRAINT claim_states_a_day_or_a_number CHECK (
CASE kind
    WHEN 'weekday'::text THEN ((num_nulls(stated_date, stated_weekday) = 0) AND (num_nonnulls(base, base_figure, stated_value, stated_resolution) = 0) AND (subjects = '{}'::uuid[]))
    ELSE ((num_nulls(stated_value, stated_resolution) = 0) AND (num_nonnulls(stated_date, stated_weekday) = 0) AND (subjects <> '{}'::uuid[]))
END),
    CONSTRAINT claim_subjects_are_a_plain_list CHECK (((cardinality(subjects) = 0) OR ((array_ndims(subjects) = 1) AND (array_position(subjects, NULL::uuid) IS NULL)))),
    CONSTRAINT claim_weekday_is_known CHECK ((stated_weekday = ANY (ARRAY['monday'::text, 'tuesday'::text, 'wednesday'::text, 'thursday'::text, 'friday'::text, 'saturday'::text, 'sunday'::text]))),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE TABLE public.epoch (
    number integer NOT NULL,
    began_at public.moment DEFAULT now() NOT NULL,
    CONSTRAINT epochs_count_from_1 CHECK ((number > 0))
);

CREATE TABLE public.import (
    id uuid NOT NULL,
    collection text NOT NULL,
    mode text NOT NULL,
    state text DEFAULT 'receiving'::text NOT NULL,
    doing text NOT NULL,
    stage text,
    media_type text NOT NULL,
    file jsonb DEFAULT '{}'::jsonb NOT NULL,
    columns text[] DEFAULT '{}'::text[] NOT NULL,
    rows integer DEFAULT 0 NOT NULL,
    rows_done integer DEFAULT 0 NOT NULL,
    created integer,
    updated integer,
    unchanged integer,
    rejected integer,
    moved integer,
    plan bytea,
    told jsonb NOT NULL,
    reason public.prose,
    problem jsonb,
    stop_asked boolean DEFAULT false NOT NULL,
    recorded_by public.label NOT NULL,
    institution public.code,
    received_at public.moment DEFAULT now() NOT NULL,
    began_at public.moment,
    ended_at public.moment,
    stood_at public.moment,
    CONSTRAINT import_does_what_is_known CHECK ((doing = ANY (ARRAY['plan'::text, 'enter'::text, 'submit'::text, 'publish'::text, 'reject'::text, 'withdraw'::text]))),
    CONSTRAINT import_is_of_a_collection CHECK ((collection = ANY (ARRAY['targets'::text, 'realizations'::text, 'sources'::text]))),
    CONSTRAINT import_mode_is_known CHECK ((mode = ANY (ARRAY['atomic'::text, 'partial'::text]))),
    CONSTRAINT import_plan_is_a_hash CHECK ((length(plan) = 32)),
    CONSTRAINT import_stage_is_a_status CHECK ((stage = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT import_state_is_known CHECK ((state = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text, 'planned'::text, 'done'::text, 'refused'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE public.import_outcome (
    import uuid NOT NULL,
    number integer NOT NULL,
    action text NOT NULL,
    entity text,
    newest integer NOT NULL,
    base integer,
    citations jsonb,
    led_by integer,
    faults jsonb,
    CONSTRAINT import_action_is_known CHECK ((action = ANY (ARRAY['created'::text, 'updated'::text, 'unchanged'::text, 'rejected'::text])))
);

CREATE TABLE public.import_row (
    import uuid NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    candidate text NOT NULL,
    content jsonb NOT NULL,
    beside jsonb NOT NULL,
    faults jsonb,
    raw jsonb NOT NULL
);

CREATE TABLE public.indicator (
    code public.code NOT NULL,
    program public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    definition public.prose,
    unit public.code NOT NULL,
    direction text NOT NULL,
    additive boolean NOT NULL,
    population_indicator public.code,
    expected_every text,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT indicator_direction_is_known CHECK ((direction = ANY (ARRAY['increase'::text, 'decrease'::text, 'maintain'::text]))),
    CONSTRAINT indicator_is_expected_every_iso_8601_duration CHECK ((expected_every ~ '^P([1-9][0-9]{0,2}Y|[1-9][0-9]{0,2}M|[1-9][0-9]{0,2}W|[1-9][0-9]{0,3}D)$'::text)),
    CONSTRAINT indicator_is_not_its_own_population CHECK (((population_indicator)::text <> (code)::text)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE TABLE public.institution (
    code public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    kind text NOT NULL,
    rank smallint NOT NULL,
    kode_klpd public.label,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT institution_kind_is_known CHECK ((kind = ANY (ARRAY['presidency'::text, 'coordinating_ministry'::text, 'ministry'::text, 'agency'::text, 'central_bank'::text, 'regional_government'::text, 'association'::text, 'media'::text, 'other'::text]))),
    CONSTRAINT institution_rank_counts_from_1 CHECK (((rank >= 1) AND (rank <= 99))),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE TABLE public.mapping (
    name public.code NOT NULL,
    revision integer NOT NULL,
    content jsonb NOT NULL,
    recorded_by public.label NOT NULL,
    recorded_at public.moment DEFAULT now() NOT NULL,
    CONSTRAINT mapping_revisions_count_from_1 CHECK ((revision > 0))
);

CREATE TABLE public.preference (
    realization uuid NOT NULL,
    revision integer NOT NULL,
    stands boolean NOT NULL,
    reason public.prose NOT NULL,
    indicator public.code NOT NULL,
    nature text NOT NULL,
    region public.region_code NOT NULL,
    breakdown public.breakdown NOT NULL,
    first_day public.day NOT NULL,
    last_day public.day NOT NULL,
    recorded_at public.moment DEFAULT now() NOT NULL,
    recorded_by public.label NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_preference_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT preference_revisions_count_from_1 CHECK ((revision > 0))
);

CREATE TABLE public.program (
    code public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    description public.prose,
    lead_institution public.code,
    starts_on public.day,
    ends_on public.day,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT program_ends_after_it_begins CHECK (((ends_on)::date >= (starts_on)::date)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE TABLE public.region (
    code public.region_code NOT NULL,
    name public.label NOT NULL,
    level text NOT NULL,
    parent public.region_code,
    valid_from public.day,
    valid_to public.day,
    bps_code text,
    iso_3166_2 text,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT region_bps_code_has_2_or_4_digits CHECK ((bps_code ~ '^[0-9]{2}([0-9]{2})?$'::text)),
    CONSTRAINT region_ends_after_it_begins CHECK (((valid_to)::date >= (valid_from)::date)),
    CONSTRAINT region_iso_code_is_of_a_province CHECK (((iso_3166_2 IS NULL) OR ((iso_3166_2 ~ '^ID-[A-Z]{2}$'::text) AND (level = 'province'::text)))),
    CONSTRAINT region_level_agrees_with_its_code CHECK ((level = public.level_of((code)::text))),
    CONSTRAINT region_level_is_known CHECK ((level = ANY (ARRAY['country'::text, 'province'::text, 'regency'::text, 'city'::text]))),
    CONSTRAINT region_parent_agrees_with_its_code CHECK ((NOT ((parent)::text IS DISTINCT FROM
CASE
    WHEN ((code)::text = 'ID'::text) THEN NULL::text
    WHEN (length((code)::text) = 2) THEN 'ID'::text
    ELSE "left"((code)::text, 2)
END))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

CREATE TABLE public.replay (
    principal public.label NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint,
    headers jsonb,
    body bytea,
    seen timestamp with time zone NOT NULL,
    CONSTRAINT replay_keeps_a_hash CHECK ((length(fingerprint) = 32)),
    CONSTRAINT replay_key_is_1_to_255_visible_characters CHECK ((key ~ '^[!-~]{1,255}$'::text))
);

CREATE TABLE public.seal (
    number bigint NOT NULL,
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    ordinal bigint NOT NULL,
    hash bytea NOT NULL,
    signature bytea,
    public_key bytea,
    sealed_at public.moment DEFAULT now() NOT NULL,
    CONSTRAINT seal_is_signed_by_somebody CHECK (((signature IS NULL) = (public_key IS NULL))),
    CONSTRAINT seal_keeps_a_hash CHECK ((length(hash) = 32)),
    CONSTRAINT seal_keeps_a_signature CHECK ((length(signature) = 64)),
    CONSTRAINT seal_names_its_signer CHECK ((length(public_key) = 32)),
    CONSTRAINT seals_count_from_1 CHECK ((number > 0))
);

CREATE TABLE public.unit (
    code public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    symbol public.label,
    revision integer CONSTRAINT chain_revision_not_null NOT NULL,
    status text CONSTRAINT chain_status_not_null NOT NULL,
    public boolean CONSTRAINT chain_public_not_null NOT NULL,
    reason public.prose,
    recorded_at public.moment DEFAULT now() CONSTRAINT chain_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT chain_recorded_by_not_null NOT NULL,
    replaced_at public.moment,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NULL) OR (status = ANY (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_has_one_row PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_has_one_place PRIMARY KEY (epoch, xid, ordinal);

ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_has_one_place PRIMARY KEY (epoch, xid, ordinal);

ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_has_one_row_per_revision PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.epoch
    ADD CONSTRAINT epoch_has_one_row PRIMARY KEY (number);

ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_has_one_id PRIMARY KEY (id);

ALTER TABLE ONLY public.import_outcome
    ADD CONSTRAINT import_outcome_has_one_number PRIMARY KEY (import, number);

ALTER TABLE ONLY public.import_row
    ADD CONSTRAINT import_row_has_one_number PRIMARY KEY (import, number);

ALTER TABLE ONLY public.indicator
    ADD CONSTRAINT indicator_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.institution
    ADD CONSTRAINT institution_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.mapping
    ADD CONSTRAINT mapping_has_one_row_per_revision PRIMARY KEY (name, revision);

ALTER TABLE ONLY public.preference
    ADD CONSTRAINT preference_has_one_row_per_revision PRIMARY KEY (realization, revision);

ALTER TABLE ONLY public.program
    ADD CONSTRAINT program_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.realization
    ADD CONSTRAINT realization_has_one_row_per_revision PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.region
    ADD CONSTRAINT region_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.replay
    ADD CONSTRAINT replay_is_of_one_request PRIMARY KEY (principal, key);

ALTER TABLE ONLY public.seal
    ADD CONSTRAINT seal_has_one_number PRIMARY KEY (number);

ALTER TABLE ONLY public.seal
    ADD CONSTRAINT seal_is_of_one_entry UNIQUE (epoch, xid, ordinal);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.target
    ADD CONSTRAINT target_has_one_row_per_revision PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_has_one_row_per_revision PRIMARY KEY (code, revision);

CREATE INDEX audit_is_of_an_entity ON public.audit USING btree (noun, key, epoch, xid, ordinal);

CREATE INDEX claim_is_about ON public.claim USING gin (((subjects || base_figure))) WHERE (status = 'published'::text);

CREATE INDEX claim_is_found_by_source ON public.claim USING btree (source, id);

CREATE INDEX claim_was_recorded ON public.claim USING btree (recorded_at, id);

CREATE INDEX import_is_listed ON public.import USING btree (received_at, id);

CREATE INDEX import_is_of_a_principal ON public.import USING btree (recorded_by, received_at, id);

CREATE INDEX import_is_under_way ON public.import USING btree (received_at) WHERE (state = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text]));

CREATE INDEX import_outcome_is_led ON public.import_outcome USING btree (import, led_by) WHERE (led_by IS NOT NULL);

CREATE INDEX indicator_is_found_by_program ON public.indicator USING btree (program, code);

CREATE INDEX indicator_was_recorded ON public.indicator USING btree (recorded_at, code);

CREATE INDEX institution_was_recorded ON public.institution USING btree (recorded_at, code);

CREATE INDEX preference_is_found_by_key ON public.preference USING btree (indicator, nature, region, breakdown, last_day, recorded_at) WHERE stands;

CREATE INDEX program_was_recorded ON public.program USING btree (recorded_at, code);

CREATE INDEX realization_cites ON public.realization USING gin (citations jsonb_path_ops);

CREATE INDEX realization_counts_flows ON public.realization USING btree (program, indicator, breakdown, level, period_end, period_start, region) WHERE ((status = 'published'::text) AND (nature = 'flow'::text));

CREATE INDEX realization_counts_stocks ON public.realization USING btree (program, indicator, breakdown, level, period_end, region) WHERE ((status = 'published'::text) AND (nature = 'stock'::text));

CREATE INDEX realization_is_known_by_what_it_states ON public.realization USING btree (public.natural_key((indicator)::text, nature, (region)::text, (breakdown)::text, (period_start)::date, (period_end)::date, (institution)::text, (stated_on)::date, (stated_not_before)::date, (stated_latest)::date)) WHERE ((replaced_at IS NULL) AND (status <> 'withdrawn'::text));

CREATE INDEX realization_is_stated_for_another ON public.realization USING btree (on_behalf_of) WHERE ((status = 'published'::text) AND (on_behalf_of IS NOT NULL));

CREATE INDEX realization_reads_by_institution ON public.realization USING btree (institution, program, indicator, nature, region, period_end, period_start, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_key ON public.realization USING btree (program, indicator, nature, region, period_end, period_start, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_part ON public.realization USING btree (breakdown, program, indicator, nature, region, period_end, period_start, stated_latest, id) WHERE ((status = 'published'::text) AND ((breakdown)::text <> ''::text));

CREATE INDEX realization_reads_by_period ON public.realization USING btree (period_end, period_start, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_precedence ON public.realization USING btree (program, indicator, nature, region, breakdown, period_end, array_position(ARRAY['final'::text, 'provisional'::text, 'estimate'::text], quality), ((stated_on IS NULL)), stated_latest DESC) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_recording ON public.realization USING btree (recorded_at, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_region ON public.realization USING btree (region, program, indicator, nature, period_end, period_start, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_statement ON public.realization USING btree (stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_by_value ON public.realization USING btree (program, indicator, magnitude, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_of_a_program_by_period ON public.realization USING btree (program, period_end, period_start, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_of_a_program_by_recording ON public.realization USING btree (program, recorded_at, id) WHERE (status = 'published'::text);

CREATE INDEX realization_reads_of_a_program_by_statement ON public.realization USING btree (program, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX realization_was_recorded ON public.realization USING btree (recorded_at, id);

CREATE INDEX realization_work_in_hand ON public.realization USING btree (status, id) WHERE ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (replaced_at IS NULL));

CREATE INDEX realization_work_on_an_indicator ON public.realization USING btree (indicator) WHERE ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (replaced_at IS NULL));

CREATE INDEX region_is_found_by_bps_code ON public.region USING btree (bps_code) WHERE (replaced_at IS NULL);

CREATE INDEX region_was_recorded ON public.region USING btree (recorded_at, code);

CREATE INDEX replay_grows_old ON public.replay USING btree (seen);

CREATE INDEX source_was_recorded ON public.source USING btree (recorded_at, code);

CREATE INDEX target_cites ON public.target USING gin (citations jsonb_path_ops);

CREATE INDEX target_is_known_by_what_it_states ON public.target USING btree (public.natural_key((indicator)::text, nature, (region)::text, (breakdown)::text, (period_start)::date, (period_end)::date, (institution)::text, (stated_on)::date, (stated_not_before)::date, (stated_latest)::date)) WHERE ((replaced_at IS NULL) AND (status <> 'withdrawn'::text));

CREATE INDEX target_is_stated_for_another ON public.target USING btree (on_behalf_of) WHERE ((status = 'published'::text) AND (on_behalf_of IS NOT NULL));

CREATE INDEX target_is_superseded ON public.target USING btree (supersedes) WHERE ((status = 'published'::text) AND (supersedes IS NOT NULL));

CREATE INDEX target_reads_by_institution ON public.target USING btree (institution, program, indicator, nature, region, period_end, period_start, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_by_key ON public.target USING btree (program, indicator, nature, region, period_end, period_start, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_by_part ON public.target USING btree (breakdown, program, indicator, nature, region, period_end, period_start, stated_latest, id) WHERE ((status = 'published'::text) AND ((breakdown)::text <> ''::text));

CREATE INDEX target_reads_by_period ON public.target USING btree (period_end, period_start, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_by_recording ON public.target USING btree (recorded_at, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_by_region ON public.target USING btree (region, program, indicator, nature, period_end, period_start, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_by_statement ON public.target USING btree (stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_by_value ON public.target USING btree (program, indicator, magnitude, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_of_a_program_by_period ON public.target USING btree (program, period_end, period_start, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_of_a_program_by_recording ON public.target USING btree (program, recorded_at, id) WHERE (status = 'published'::text);

CREATE INDEX target_reads_of_a_program_by_statement ON public.target USING btree (program, stated_latest, id) WHERE (status = 'published'::text);

CREATE INDEX target_was_recorded ON public.target USING btree (recorded_at, id);

CREATE INDEX target_work_in_hand ON public.target USING btree (status, id) WHERE ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (replaced_at IS NULL));

CREATE INDEX target_work_on_an_indicator ON public.target USING btree (indicator) WHERE ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (replaced_at IS NULL));

CREATE INDEX unit_was_recorded ON public.unit USING btree (recorded_at, code);

CREATE STATISTICS public.realization_has_the_program_of_its_indicator (dependencies) ON program, indicator FROM public.realization;

CREATE STATISTICS public.target_has_the_program_of_its_indicator (dependencies) ON program, indicator FROM public.target;

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('id', 'publisher_of_source(before.source)');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('code', 'leader_of_program(before.program)');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('code', 'NULL');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('code', 'before.lead_institution');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('id', 'before.institution');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('code', 'NULL');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('code', 'before.publisher');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('id', 'before.institution');

CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.stay_with_owner('code', 'NULL');

CREATE TRIGGER chain_grows AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('id');

CREATE TRIGGER chain_grows AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('code');

CREATE TRIGGER chain_grows AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('code');

CREATE TRIGGER chain_grows AFTER INSERT ON public.preference FOR EACH ROW EXECUTE FUNCTION public.extend_preference();

CREATE TRIGGER chain_grows AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('code');

CREATE TRIGGER chain_grows AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('id');

CREATE TRIGGER chain_grows AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('code');

CREATE TRIGGER chain_grows AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('code');

CREATE TRIGGER chain_grows AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('id');

CREATE TRIGGER chain_grows AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.extend_chain('code');

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.claim FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.indicator FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.institution FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.preference FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.program FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.realization FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.region FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.source FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.target FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON public.unit FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.change FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF id, source, locator, kind, subjects, base, base_figure, stated_value, stated_resolution, stated_date, stated_weekday, note, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.claim FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.epoch FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF code, program, name, name_en, definition, unit, direction, additive, population_indicator, expected_every, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.indicator FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF code, name, name_en, kind, rank, kode_klpd, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.institution FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.mapping FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF realization, revision, stands, reason, indicator, nature, region, breakdown, first_day, last_day, recorded_at, recorded_by OR TRUNCATE ON public.preference FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF code, name, name_en, description, lead_institution, starts_on, ends_on, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.program FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on, stated_not_before, stated_not_after, retracted_on, institution, on_behalf_of, speaker, citations, note, revision, status, public, reason, recorded_at, recorded_by, quality OR TRUNCATE ON public.realization FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF code, name, level, parent, valid_from, valid_to, bps_code, iso_3166_2, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.region FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.seal FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF code, kind, title, publisher, authors, url, archived_url, published_on, published_not_before, published_not_after, date_basis, language, retrieved_at, content_sha256, note, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.source FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on, stated_not_before, stated_not_after, retracted_on, institution, on_behalf_of, speaker, citations, note, revision, status, public, reason, recorded_at, recorded_by, supersedes OR TRUNCATE ON public.target FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER history_is_kept BEFORE DELETE OR UPDATE OF code, name, name_en, symbol, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.unit FOR EACH STATEMENT EXECUTE FUNCTION public.keep_history();

CREATE TRIGGER key_is_found BEFORE INSERT ON public.preference FOR EACH ROW EXECUTE FUNCTION public.find_preferred_key();

CREATE TRIGGER names_hold AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_claim();

CREATE TRIGGER names_hold AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_indicator();

CREATE TRIGGER names_hold AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_program();

CREATE TRIGGER names_hold AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_figure();

CREATE TRIGGER names_hold AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_region();

CREATE TRIGGER names_hold AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_source();

CREATE TRIGGER names_hold AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_figure();

CREATE TRIGGER rows_are_of_ones_own AFTER INSERT ON public.import_row REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_staged();

CREATE TRIGGER rules_hold BEFORE INSERT ON public.api_key FOR EACH ROW EXECUTE FUNCTION public.check_new_key();

CREATE TRIGGER somebody_ends_it BEFORE UPDATE OF expires_at, revoked_at ON public.api_key FOR EACH ROW EXECUTE FUNCTION public.check_end_of_key();

CREATE TRIGGER superseding_holds AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_superseding();

CREATE TRIGGER trace_is_left AFTER INSERT OR UPDATE OF expires_at, revoked_at ON public.api_key FOR EACH ROW EXECUTE FUNCTION public.leave_trace_of_key();

CREATE TRIGGER trace_is_left AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('id');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('code');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('code');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('code');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('id');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('code');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('code');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('id');

CREATE TRIGGER trace_is_left AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.leave_trace('code');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('indicator', 'namer.population_indicator = key', 'target', 'namer.indicator = key AND namer.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)', 'realization', 'namer.indicator = key AND namer.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('program', 'namer.lead_institution = key', 'source', 'namer.publisher = key', 'target', 'namer.institution = key', 'realization', 'namer.institution = key', 'target', 'namer.on_behalf_of = key', 'realization', 'namer.on_behalf_of = key');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('indicator', 'namer.program = key');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('claim', 'namer.subjects || namer.base_figure @> ARRAY[key::uuid]');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('region', 'namer.parent = key', 'target', 'namer.region = key', 'realization', 'namer.region = key');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('claim', 'namer.source = key', 'target', 'namer.citations @> jsonb_build_array(jsonb_build_object(''source'', key))', 'realization', 'namer.citations @> jsonb_build_array(jsonb_build_object(''source'', key))');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('target', 'namer.supersedes = key::uuid', 'claim', 'namer.subjects || namer.base_figure @> ARRAY[key::uuid]');

CREATE TRIGGER what_is_named_stays AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.keep_what_is_named('indicator', 'namer.unit = key');

CREATE POLICY administrators_end_theirs ON public.api_key FOR UPDATE TO capaian_service USING (public.may_keep_key((institution)::text));

CREATE POLICY administrators_make_theirs ON public.api_key FOR INSERT TO capaian_service WITH CHECK (public.may_keep_key((institution)::text));

CREATE POLICY administrators_of_all_read ON public.audit FOR SELECT TO capaian_service USING ((public.acts_with('admin'::text) AND (public.acting('institution'::text) IS NULL)));

CREATE POLICY administrators_of_all_save_them ON public.mapping FOR INSERT TO capaian_service WITH CHECK ((public.acts_with('admin'::text) AND (public.acting('institution'::text) IS NULL) AND ((recorded_by)::text = public.acting('principal'::text))));

CREATE POLICY administrators_see_theirs ON public.api_key FOR SELECT TO capaian_service USING (public.may_keep_key((institution)::text));

ALTER TABLE public.api_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit ENABLE ROW LEVEL SECURITY;

CREATE POLICY callers_add_what_they_did ON public.audit FOR INSERT TO capaian_service WITH CHECK (((principal)::text = public.acting('principal'::text)));

CREATE POLICY callers_have_their_own ON public.replay TO capaian_service USING (((principal)::text = public.acting('principal'::text))) WITH CHECK (((principal)::text = public.acting('principal'::text)));

CREATE POLICY callers_use_them ON public.mapping FOR SELECT TO capaian_service USING ((public.acting('principal'::text) IS NOT NULL));

ALTER TABLE public.claim ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody_sees ON public.preference FOR SELECT TO capaian_reader, capaian_service USING (true);

CREATE POLICY everybody_sees_what_is_public ON public.claim FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.indicator FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.institution FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.program FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.realization FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.region FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.source FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.target FOR SELECT TO capaian_reader USING (public);

CREATE POLICY everybody_sees_what_is_public ON public.unit FOR SELECT TO capaian_reader USING (public);

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.indicator ENABLE ROW LEVEL SECURITY;

CREATE POLICY insiders_add_what_is_theirs ON public.claim FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, public.publisher_of_source((source)::text)));

CREATE POLICY insiders_add_what_is_theirs ON public.indicator FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, public.leader_of_program((program)::text)));

CREATE POLICY insiders_add_what_is_theirs ON public.institution FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, NULL::text));

CREATE POLICY insiders_add_what_is_theirs ON public.program FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, (lead_institution)::text));

CREATE POLICY insiders_add_what_is_theirs ON public.realization FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, (institution)::text));

CREATE POLICY insiders_add_what_is_theirs ON public.region FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, NULL::text));

CREATE POLICY insiders_add_what_is_theirs ON public.source FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, (publisher)::text));

CREATE POLICY insiders_add_what_is_theirs ON public.target FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, (institution)::text));

CREATE POLICY insiders_add_what_is_theirs ON public.unit FOR INSERT TO capaian_service WITH CHECK (public.may_add(status, public, (recorded_by)::text, NULL::text));

CREATE POLICY insiders_go_on_with_them ON public.import FOR UPDATE TO capaian_service USING (public.sees_import((recorded_by)::text, (institution)::text, stage));

CREATE POLICY insiders_see_their_imports ON public.import FOR SELECT TO capaian_service USING (public.sees_import((recorded_by)::text, (institution)::text, stage));

CREATE POLICY insiders_see_their_work ON public.claim FOR SELECT TO capaian_service USING ((public OR public.sees_work('claim'::text, (id)::text, revision, status, (recorded_by)::text, public.publisher_of_source((source)::text))));

CREATE POLICY insiders_see_their_work ON public.indicator FOR SELECT TO capaian_service USING ((public OR public.sees_work('indicator'::text, (code)::text, revision, status, (recorded_by)::text, public.leader_of_program((program)::text))));

CREATE POLICY insiders_see_their_work ON public.institution FOR SELECT TO capaian_service USING ((public OR public.sees_work('institution'::text, (code)::text, revision, status, (recorded_by)::text, NULL::text)));

CREATE POLICY insiders_see_their_work ON public.program FOR SELECT TO capaian_service USING ((public OR public.sees_work('program'::text, (code)::text, revision, status, (recorded_by)::text, (lead_institution)::text)));

CREATE POLICY insiders_see_their_work ON public.realization FOR SELECT TO capaian_service USING ((public OR public.sees_work('realization'::text, (id)::text, revision, status, (recorded_by)::text, (institution)::text)));

CREATE POLICY insiders_see_their_work ON public.region FOR SELECT TO capaian_service USING ((public OR public.sees_work('region'::text, (code)::text, revision, status, (recorded_by)::text, NULL::text)));

CREATE POLICY insiders_see_their_work ON public.source FOR SELECT TO capaian_service USING ((public OR public.sees_work('source'::text, (code)::text, revision, status, (recorded_by)::text, (publisher)::text)));

CREATE POLICY insiders_see_their_work ON public.target FOR SELECT TO capaian_service USING ((public OR public.sees_work('target'::text, (id)::text, revision, status, (recorded_by)::text, (institution)::text)));

CREATE POLICY insiders_see_their_work ON public.unit FOR SELECT TO capaian_service USING ((public OR public.sees_work('unit'::text, (code)::text, revision, status, (recorded_by)::text, NULL::text)));

ALTER TABLE public.institution ENABLE ROW LEVEL SECURITY;

CREATE POLICY its_use_is_noted ON public.api_key FOR UPDATE TO capaian_service USING ((public.acting('principal'::text) IS NULL));

ALTER TABLE public.mapping ENABLE ROW LEVEL SECURITY;

CREATE POLICY old_ones_may_go ON public.replay TO capaian_service USING ((public.acts_with('admin'::text) AND (seen < (now() - '400 days'::interval)))) WITH CHECK (false);

ALTER TABLE public.preference ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.program ENABLE ROW LEVEL SECURITY;

CREATE POLICY publishers_decide ON public.preference FOR INSERT TO capaian_service WITH CHECK ((((recorded_by)::text = public.acting('principal'::text)) AND public.acts_with('publish'::text) AND ((public.acting('institution'::text) IS NULL) OR (public.leader_of_realization(realization) = public.acting('institution'::text)))));

ALTER TABLE public.realization ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.region ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.replay ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.source ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.target ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unit ENABLE ROW LEVEL SECURITY;

CREATE POLICY whose_it_is_is_asked ON public.api_key FOR SELECT TO capaian_service USING ((public.acting('principal'::text) IS NULL));

CREATE POLICY writers_send_their_own ON public.import FOR INSERT TO capaian_service WITH CHECK ((((recorded_by)::text = public.acting('principal'::text)) AND public.acts_with('write'::text) AND (NOT ((institution)::text IS DISTINCT FROM public.acting('institution'::text)))));

GRANT USAGE ON SCHEMA public TO capaian_reader;
GRANT USAGE ON SCHEMA public TO capaian_service;

REVOKE ALL ON FUNCTION public.counts_of_import(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.counts_of_import(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) TO capaian_service;

REVOKE ALL ON FUNCTION public.discard_rows(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.discard_rows(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.end_of_chain(noun text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_of_chain(noun text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) TO capaian_service;

GRANT SELECT ON TABLE public.realization TO capaian_reader;
GRANT SELECT ON TABLE public.realization TO capaian_service;

GRANT INSERT(id) ON TABLE public.realization TO capaian_service;

GRANT INSERT(program) ON TABLE public.realization TO capaian_service;

GRANT INSERT(indicator) ON TABLE public.realization TO capaian_service;

GRANT INSERT(nature) ON TABLE public.realization TO capaian_service;

GRANT INSERT(region) ON TABLE public.realization TO capaian_service;

GRANT INSERT(breakdown) ON TABLE public.realization TO capaian_service;

GRANT INSERT(period) ON TABLE public.realization TO capaian_service;

GRANT INSERT(value) ON TABLE public.realization TO capaian_service;

GRANT INSERT(qualifier) ON TABLE public.realization TO capaian_service;

GRANT INSERT(resolution) ON TABLE public.realization TO capaian_service;

GRANT INSERT(stated_on) ON TABLE public.realization TO capaian_service;

GRANT INSERT(stated_not_before) ON TABLE public.realization TO capaian_service;

GRANT INSERT(stated_not_after) ON TABLE public.realization TO capaian_service;

GRANT INSERT(retracted_on) ON TABLE public.realization TO capaian_service;

GRANT INSERT(institution) ON TABLE public.realization TO capaian_service;

GRANT INSERT(on_behalf_of) ON TABLE public.realization TO capaian_service;

GRANT INSERT(speaker) ON TABLE public.realization TO capaian_service;

GRANT INSERT(citations) ON TABLE public.realization TO capaian_service;

GRANT INSERT(note) ON TABLE public.realization TO capaian_service;

GRANT INSERT(revision) ON TABLE public.realization TO capaian_service;

GRANT INSERT(status) ON TABLE public.realization TO capaian_service;

GRANT INSERT(public) ON TABLE public.realization TO capaian_service;

GRANT INSERT(reason) ON TABLE public.realization TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.realization TO capaian_service;

GRANT INSERT(quality) ON TABLE public.realization TO capaian_service;

GRANT SELECT ON TABLE public.source TO capaian_reader;
GRANT SELECT ON TABLE public.source TO capaian_service;

GRANT INSERT(code) ON TABLE public.source TO capaian_service;

GRANT INSERT(kind) ON TABLE public.source TO capaian_service;

GRANT INSERT(title) ON TABLE public.source TO capaian_service;

GRANT INSERT(publisher) ON TABLE public.source TO capaian_service;

GRANT INSERT(authors) ON TABLE public.source TO capaian_service;

GRANT INSERT(url) ON TABLE public.source TO capaian_service;

GRANT INSERT(archived_url) ON TABLE public.source TO capaian_service;

GRANT INSERT(published_on) ON TABLE public.source TO capaian_service;

GRANT INSERT(published_not_before) ON TABLE public.source TO capaian_service;

GRANT INSERT(published_not_after) ON TABLE public.source TO capaian_service;

GRANT INSERT(date_basis) ON TABLE public.source TO capaian_service;

GRANT INSERT(language) ON TABLE public.source TO capaian_service;

GRANT INSERT(retrieved_at) ON TABLE public.source TO capaian_service;

GRANT INSERT(content_sha256) ON TABLE public.source TO capaian_service;

GRANT INSERT(note) ON TABLE public.source TO capaian_service;

GRANT INSERT(revision) ON TABLE public.source TO capaian_service;

GRANT INSERT(status) ON TABLE public.source TO capaian_service;

GRANT INSERT(public) ON TABLE public.source TO capaian_service;

GRANT INSERT(reason) ON TABLE public.source TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.source TO capaian_service;

GRANT SELECT ON TABLE public.target TO capaian_reader;
GRANT SELECT ON TABLE public.target TO capaian_service;

GRANT INSERT(id) ON TABLE public.target TO capaian_service;

GRANT INSERT(program) ON TABLE public.target TO capaian_service;

GRANT INSERT(indicator) ON TABLE public.target TO capaian_service;

GRANT INSERT(nature) ON TABLE public.target TO capaian_service;

GRANT INSERT(region) ON TABLE public.target TO capaian_service;

GRANT INSERT(breakdown) ON TABLE public.target TO capaian_service;

GRANT INSERT(period) ON TABLE public.target TO capaian_service;

GRANT INSERT(value) ON TABLE public.target TO capaian_service;

GRANT INSERT(qualifier) ON TABLE public.target TO capaian_service;

GRANT INSERT(resolution) ON TABLE public.target TO capaian_service;

GRANT INSERT(stated_on) ON TABLE public.target TO capaian_service;

GRANT INSERT(stated_not_before) ON TABLE public.target TO capaian_service;

GRANT INSERT(stated_not_after) ON TABLE public.target TO capaian_service;

GRANT INSERT(retracted_on) ON TABLE public.target TO capaian_service;

GRANT INSERT(institution) ON TABLE public.target TO capaian_service;

GRANT INSERT(on_behalf_of) ON TABLE public.target TO capaian_service;

GRANT INSERT(speaker) ON TABLE public.target TO capaian_service;

GRANT INSERT(citations) ON TABLE public.target TO capaian_service;

GRANT INSERT(note) ON TABLE public.target TO capaian_service;

GRANT INSERT(revision) ON TABLE public.target TO capaian_service;

GRANT INSERT(status) ON TABLE public.target TO capaian_service;

GRANT INSERT(public) ON TABLE public.target TO capaian_service;

GRANT INSERT(reason) ON TABLE public.target TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.target TO capaian_service;

GRANT INSERT(supersedes) ON TABLE public.target TO capaian_service;

REVOKE ALL ON FUNCTION public.forget_outcomes(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_outcomes(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.forget_rows(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_rows(most integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.has_figures(its_program text, counted text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.hash_of_outcomes(the_import uuid, first integer, last integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hash_of_outcomes(the_import uuid, first integer, last integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.hold_places(noun text, keys text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.is_theirs(noun text, key text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.is_theirs(noun text, key text) TO capaian_service;

REVOKE ALL ON FUNCTION public.judge_repeats(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.judge_repeats(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.judge_rows(noun text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.judge_rows(noun text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.judge_superseding(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.judge_superseding(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.leader_of_program(program text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.leader_of_program(program text) TO capaian_service;

REVOKE ALL ON FUNCTION public.leader_of_realization(realization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.leader_of_realization(realization uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.match_figures(noun text, the_import uuid, first integer, last integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.match_sources(the_import uuid, first integer, last integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.publisher_of_source(source text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.publisher_of_source(source text) TO capaian_service;

REVOKE ALL ON FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.realization_steps(the_import uuid, first integer, last integer, following text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realization_steps(the_import uuid, first integer, last integer, following text) TO capaian_service;

REVOKE ALL ON FUNCTION public.realizations_citing(sources text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realizations_citing(sources text[]) TO capaian_reader;
GRANT ALL ON FUNCTION public.realizations_citing(sources text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_faults jsonb[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_faults jsonb[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.renew_epoch() FROM PUBLIC;
GRANT ALL ON FUNCTION public.renew_epoch() TO capaian_service;

REVOKE ALL ON FUNCTION public.require(noun text, wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_running(the_import uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.rows_of_import(the_import uuid, after integer, most integer, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.rows_of_import(the_import uuid, after integer, most integer, wanted text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.worked_on(noun text, key text, revision integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.worked_on(noun text, key text, revision integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.source_steps(the_import uuid, first integer, last integer, following text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.source_steps(the_import uuid, first integer, last integer, following text) TO capaian_service;

REVOKE ALL ON FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.target_steps(the_import uuid, first integer, last integer, following text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.target_steps(the_import uuid, first integer, last integer, following text) TO capaian_service;

REVOKE ALL ON FUNCTION public.targets_citing(sources text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.targets_citing(sources text[]) TO capaian_reader;
GRANT ALL ON FUNCTION public.targets_citing(sources text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.unknown_among(noun text, wanted text[]) FROM PUBLIC;

GRANT SELECT ON TABLE public.api_key TO capaian_service;

GRANT INSERT(id) ON TABLE public.api_key TO capaian_service;

GRANT INSERT(secret_sha256) ON TABLE public.api_key TO capaian_service;

GRANT INSERT(name) ON TABLE public.api_key TO capaian_service;

GRANT INSERT(scopes) ON TABLE public.api_key TO capaian_service;

GRANT INSERT(institution) ON TABLE public.api_key TO capaian_service;

GRANT INSERT(created_by) ON TABLE public.api_key TO capaian_service;

GRANT INSERT(expires_at),UPDATE(expires_at) ON TABLE public.api_key TO capaian_service;

GRANT UPDATE(revoked_at) ON TABLE public.api_key TO capaian_service;

GRANT UPDATE(last_used_on) ON TABLE public.api_key TO capaian_service;

GRANT SELECT ON TABLE public.audit TO capaian_service;

GRANT INSERT(principal) ON TABLE public.audit TO capaian_service;

GRANT INSERT(key_id) ON TABLE public.audit TO capaian_service;

GRANT INSERT(address) ON TABLE public.audit TO capaian_service;

GRANT INSERT(request_id) ON TABLE public.audit TO capaian_service;

GRANT INSERT(action) ON TABLE public.audit TO capaian_service;

GRANT INSERT(noun) ON TABLE public.audit TO capaian_service;

GRANT INSERT(key) ON TABLE public.audit TO capaian_service;

GRANT INSERT(detail) ON TABLE public.audit TO capaian_service;

GRANT SELECT ON TABLE public.change TO capaian_reader;
GRANT SELECT ON TABLE public.change TO capaian_service;

GRANT SELECT ON TABLE public.claim TO capaian_reader;
GRANT SELECT ON TABLE public.claim TO capaian_service;

GRANT INSERT(id) ON TABLE public.claim TO capaian_service;

GRANT INSERT(source) ON TABLE public.claim TO capaian_service;

GRANT INSERT(locator) ON TABLE public.claim TO capaian_service;

GRANT INSERT(kind) ON TABLE public.claim TO capaian_service;

GRANT INSERT(subjects) ON TABLE public.claim TO capaian_service;

GRANT INSERT(base) ON TABLE public.claim TO capaian_service;

GRANT INSERT(base_figure) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_value) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_resolution) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_date) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_weekday) ON TABLE public.claim TO capaian_service;

GRANT INSERT(note) ON TABLE public.claim TO capaian_service;

GRANT INSERT(revision) ON TABLE public.claim TO capaian_service;

GRANT INSERT(status) ON TABLE public.claim TO capaian_service;

GRANT INSERT(public) ON TABLE public.claim TO capaian_service;

GRANT INSERT(reason) ON TABLE public.claim TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.claim TO capaian_service;

GRANT SELECT ON TABLE public.epoch TO capaian_reader;
GRANT SELECT ON TABLE public.epoch TO capaian_service;

GRANT SELECT ON TABLE public.import TO capaian_service;

GRANT INSERT(id) ON TABLE public.import TO capaian_service;

GRANT INSERT(collection) ON TABLE public.import TO capaian_service;

GRANT INSERT(mode) ON TABLE public.import TO capaian_service;

GRANT UPDATE(state) ON TABLE public.import TO capaian_service;

GRANT INSERT(doing),UPDATE(doing) ON TABLE public.import TO capaian_service;

GRANT UPDATE(stage) ON TABLE public.import TO capaian_service;

GRANT INSERT(media_type) ON TABLE public.import TO capaian_service;

GRANT UPDATE(file) ON TABLE public.import TO capaian_service;

GRANT UPDATE(columns) ON TABLE public.import TO capaian_service;

GRANT UPDATE(rows) ON TABLE public.import TO capaian_service;

GRANT UPDATE(rows_done) ON TABLE public.import TO capaian_service;

GRANT UPDATE(created) ON TABLE public.import TO capaian_service;

GRANT UPDATE(updated) ON TABLE public.import TO capaian_service;

GRANT UPDATE(unchanged) ON TABLE public.import TO capaian_service;

GRANT UPDATE(rejected) ON TABLE public.import TO capaian_service;

GRANT UPDATE(moved) ON TABLE public.import TO capaian_service;

GRANT UPDATE(plan) ON TABLE public.import TO capaian_service;

GRANT INSERT(told),UPDATE(told) ON TABLE public.import TO capaian_service;

GRANT UPDATE(reason) ON TABLE public.import TO capaian_service;

GRANT UPDATE(problem) ON TABLE public.import TO capaian_service;

GRANT UPDATE(stop_asked) ON TABLE public.import TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.import TO capaian_service;

GRANT INSERT(institution) ON TABLE public.import TO capaian_service;

GRANT UPDATE(began_at) ON TABLE public.import TO capaian_service;

GRANT UPDATE(ended_at) ON TABLE public.import TO capaian_service;

GRANT UPDATE(stood_at) ON TABLE public.import TO capaian_service;

GRANT INSERT ON TABLE public.import_row TO capaian_service;

GRANT SELECT ON TABLE public.indicator TO capaian_reader;
GRANT SELECT ON TABLE public.indicator TO capaian_service;

GRANT INSERT(code) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(program) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(name) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(definition) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(unit) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(direction) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(additive) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(population_indicator) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(expected_every) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(revision) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(status) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(public) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(reason) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.indicator TO capaian_service;

GRANT SELECT ON TABLE public.institution TO capaian_reader;
GRANT SELECT ON TABLE public.institution TO capaian_service;

GRANT INSERT(code) ON TABLE public.institution TO capaian_service;

GRANT INSERT(name) ON TABLE public.institution TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.institution TO capaian_service;

GRANT INSERT(kind) ON TABLE public.institution TO capaian_service;

GRANT INSERT(rank) ON TABLE public.institution TO capaian_service;

GRANT INSERT(kode_klpd) ON TABLE public.institution TO capaian_service;

GRANT INSERT(revision) ON TABLE public.institution TO capaian_service;

GRANT INSERT(status) ON TABLE public.institution TO capaian_service;

GRANT INSERT(public) ON TABLE public.institution TO capaian_service;

GRANT INSERT(reason) ON TABLE public.institution TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.institution TO capaian_service;

GRANT SELECT ON TABLE public.mapping TO capaian_service;

GRANT INSERT(name) ON TABLE public.mapping TO capaian_service;

GRANT INSERT(revision) ON TABLE public.mapping TO capaian_service;

GRANT INSERT(content) ON TABLE public.mapping TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.mapping TO capaian_service;

GRANT SELECT ON TABLE public.preference TO capaian_reader;
GRANT SELECT ON TABLE public.preference TO capaian_service;

GRANT INSERT(realization) ON TABLE public.preference TO capaian_service;

GRANT INSERT(revision) ON TABLE public.preference TO capaian_service;

GRANT INSERT(stands) ON TABLE public.preference TO capaian_service;

GRANT INSERT(reason) ON TABLE public.preference TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.preference TO capaian_service;

GRANT SELECT ON TABLE public.program TO capaian_reader;
GRANT SELECT ON TABLE public.program TO capaian_service;

GRANT INSERT(code) ON TABLE public.program TO capaian_service;

GRANT INSERT(name) ON TABLE public.program TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.program TO capaian_service;

GRANT INSERT(description) ON TABLE public.program TO capaian_service;

GRANT INSERT(lead_institution) ON TABLE public.program TO capaian_service;

GRANT INSERT(starts_on) ON TABLE public.program TO capaian_service;

GRANT INSERT(ends_on) ON TABLE public.program TO capaian_service;

GRANT INSERT(revision) ON TABLE public.program TO capaian_service;

GRANT INSERT(status) ON TABLE public.program TO capaian_service;

GRANT INSERT(public) ON TABLE public.program TO capaian_service;

GRANT INSERT(reason) ON TABLE public.program TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.program TO capaian_service;

GRANT SELECT ON TABLE public.region TO capaian_reader;
GRANT SELECT ON TABLE public.region TO capaian_service;

GRANT INSERT(code) ON TABLE public.region TO capaian_service;

GRANT INSERT(name) ON TABLE public.region TO capaian_service;

GRANT INSERT(level) ON TABLE public.region TO capaian_service;

GRANT INSERT(parent) ON TABLE public.region TO capaian_service;

GRANT INSERT(valid_from) ON TABLE public.region TO capaian_service;

GRANT INSERT(valid_to) ON TABLE public.region TO capaian_service;

GRANT INSERT(bps_code) ON TABLE public.region TO capaian_service;

GRANT INSERT(iso_3166_2) ON TABLE public.region TO capaian_service;

GRANT INSERT(revision) ON TABLE public.region TO capaian_service;

GRANT INSERT(status) ON TABLE public.region TO capaian_service;

GRANT INSERT(public) ON TABLE public.region TO capaian_service;

GRANT INSERT(reason) ON TABLE public.region TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.region TO capaian_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.replay TO capaian_service;

GRANT UPDATE(status) ON TABLE public.replay TO capaian_service;

GRANT UPDATE(headers) ON TABLE public.replay TO capaian_service;

GRANT UPDATE(body) ON TABLE public.replay TO capaian_service;

GRANT UPDATE(seen) ON TABLE public.replay TO capaian_service;

GRANT SELECT ON TABLE public.seal TO capaian_service;

GRANT INSERT(number) ON TABLE public.seal TO capaian_service;

GRANT INSERT(epoch) ON TABLE public.seal TO capaian_service;

GRANT INSERT(xid) ON TABLE public.seal TO capaian_service;

GRANT INSERT(ordinal) ON TABLE public.seal TO capaian_service;

GRANT INSERT(hash) ON TABLE public.seal TO capaian_service;

GRANT INSERT(signature) ON TABLE public.seal TO capaian_service;

GRANT INSERT(public_key) ON TABLE public.seal TO capaian_service;

GRANT SELECT ON TABLE public.unit TO capaian_reader;
GRANT SELECT ON TABLE public.unit TO capaian_service;

GRANT INSERT(code) ON TABLE public.unit TO capaian_service;

GRANT INSERT(name) ON TABLE public.unit TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.unit TO capaian_service;

GRANT INSERT(symbol) ON TABLE public.unit TO capaian_service;

GRANT INSERT(revision) ON TABLE public.unit TO capaian_service;

GRANT INSERT(status) ON TABLE public.unit TO capaian_service;

GRANT INSERT(public) ON TABLE public.unit TO capaian_service;

GRANT INSERT(reason) ON TABLE public.unit TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.unit TO capaian_service;
