-- The database as created from schema/migrations and schema/functions. Written by `make schema`; do not edit.


CREATE FUNCTION public.significant_digits(numeric) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
BEGIN
    RETURN length(btrim(replace(trim_scale(abs($1))::text, '.', ''), '0'));
END $_$;

COMMENT ON FUNCTION public.significant_digits(numeric) IS 'Number of digits between the first and the last digit that is not zero.';

CREATE DOMAIN public.amount AS numeric
	CONSTRAINT amount_has_at_most_15_significant_digits CHECK ((public.significant_digits(VALUE) <= 15))
	CONSTRAINT amount_has_at_most_9_decimals CHECK ((scale(VALUE) <= 9))
	CONSTRAINT amount_is_a_number_below_10_to_the_18 CHECK ((abs(VALUE) < '1000000000000000000'::numeric));

COMMENT ON DOMAIN public.amount IS 'A number that every JSON reader with 64-bit floats reads unchanged. Trailing zeros are stored and count as decimals.';

CREATE FUNCTION public.is_canonical_breakdown(breakdown text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
BEGIN
    RETURN breakdown = '' OR breakdown ~
        '^[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*(,[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*){0,7}$'
    AND NOT EXISTS (
        SELECT FROM generate_series(1, 8) AS n,
            LATERAL (SELECT split_part(breakdown, ',', n) AS pair, split_part(breakdown, ',', n + 1) AS following) AS two
        WHERE length(split_part(pair, ':', 1)) > 64 OR length(split_part(pair, ':', 2)) > 64
            OR following <> '' AND split_part(pair, ':', 1) COLLATE "C" >= split_part(following, ':', 1));
END $_$;

COMMENT ON FUNCTION public.is_canonical_breakdown(breakdown text) IS 'True for 0 to 8 pairs of dimension and value, each at most 64 characters, sorted by dimension, each dimension once.';

CREATE DOMAIN public.breakdown AS text COLLATE pg_catalog."C"
	CONSTRAINT breakdown_is_sorted_pairs_of_codes CHECK (((VALUE = ''::text) OR public.is_canonical_breakdown(VALUE)));

COMMENT ON DOMAIN public.breakdown IS 'The part that a figure counts, such as catalog:local,part:own; the empty text is the whole.';

CREATE FUNCTION public.is_list_of_citations(citations jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    citation jsonb;
BEGIN
    IF jsonb_typeof(citations) <> 'array' THEN
        RETURN false;
    END IF;
    -- A loop over expressions takes half as long as one query.
    FOR position IN 0 .. jsonb_array_length(citations) - 1 LOOP
        citation := citations->position;
        IF jsonb_typeof(citation) <> 'object' THEN
            RETURN false;
        END IF;
        IF NOT (citation - '{source,locator,quote,note}'::text[] = '{}'
                AND coalesce(jsonb_typeof(citation->'source') = 'string', false)
                AND public.is_null_or_text(citation->'locator') AND public.is_null_or_text(citation->'quote')
                AND public.is_null_or_text(citation->'note')
                AND (citation->>'source')::public.code IS NOT NULL
                AND num_nonnulls((citation->>'locator')::public.label, (citation->>'quote')::public.long_text) > 0
                AND num_nonnulls((citation->>'note')::public.long_text) IN (0, 1)) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

COMMENT ON FUNCTION public.is_list_of_citations(citations jsonb) IS 'True for a list of objects with all four fields: source, locator, quote and note; null is written out.';

CREATE DOMAIN public.citations AS jsonb
	CONSTRAINT citation_names_a_source_and_a_locator_or_quote CHECK (public.is_list_of_citations(VALUE));

COMMENT ON DOMAIN public.citations IS 'A list of citations: a source code and a locator or quote in it.';

CREATE DOMAIN public.code AS text COLLATE pg_catalog."C"
	CONSTRAINT code_is_2_to_64_lower_case_letters_digits_and_hyphens CHECK (((VALUE ~ '^[a-z0-9][a-z0-9-]+$'::text) AND (length(VALUE) <= 64)))
	CONSTRAINT code_is_not_the_name_of_a_url CHECK ((VALUE <> 'values'::text));

COMMENT ON DOMAIN public.code IS 'Identifier of a record: 2 to 64 lower-case letters, digits and hyphens.';

CREATE DOMAIN public.day AS date
	CONSTRAINT day_lies_between_1900_and_2200 CHECK (((VALUE >= '1900-01-01'::date) AND (VALUE <= '2200-12-31'::date)));

COMMENT ON DOMAIN public.day IS 'A date from 1900 to 2200. The range excludes infinity, which the driver reads as 9999-12-31.';

CREATE FUNCTION public.is_figure_key(key jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
BEGIN
    RETURN CASE jsonb_typeof(key) WHEN 'object' THEN
        key - '{indicator,nature,region,breakdown,period,day_known}'::text[] = '{}'
        AND coalesce(jsonb_typeof(key->'day_known') = 'boolean', false)
        AND coalesce(key->>'nature' IN ('stock', 'flow', 'rate'), false)
        AND (key->>'indicator')::public.code IS NOT NULL
        AND (key->>'region')::public.region_code IS NOT NULL
        AND (key->>'breakdown')::public.breakdown IS NOT NULL
        AND (key->>'period')::public.period IS NOT NULL
        AND ((key->>'day_known')::boolean OR key->>'nature' = 'stock'
            AND public.first_day_of(key->>'period') < public.last_day_of(key->>'period'))
        ELSE false END;
END $$;

COMMENT ON FUNCTION public.is_figure_key(key jsonb) IS 'True for an object with all fields of the key of a realization. Only the day of a stock can be unknown, and only in a period of several days.';

CREATE DOMAIN public.figure_key AS jsonb
	CONSTRAINT figure_key_names_a_realization CHECK (public.is_figure_key(VALUE));

COMMENT ON DOMAIN public.figure_key IS 'The key of a realization whose number is not stated.';

CREATE DOMAIN public.http_url AS text
	CONSTRAINT address_is_http_and_at_most_2000_characters CHECK (((VALUE ~ '^https?://[!-~]+$'::text) AND (length(VALUE) <= 2000)));

COMMENT ON DOMAIN public.http_url IS 'An http or https URL of at most 2000 ASCII characters.';

CREATE FUNCTION public.has_hidden_characters(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ($1 ~ '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'::text);

COMMENT ON FUNCTION public.has_hidden_characters(text) IS 'True for a text with control characters other than line breaks and tabs, or with bidirectional or zero-width characters that could disguise it. api/text_rules.py has the same rule.';

CREATE FUNCTION public.is_safe_in_a_spreadsheet(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ($1 !~ '^[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*[-=+@\u207a\u207c\u208a\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]'::text);

COMMENT ON FUNCTION public.is_safe_in_a_spreadsheet(text) IS 'False for a text that begins like a formula: after blanks, with =, +, - or @ of any width. A spreadsheet would execute it when it opens an export. api/text_rules.py has the same rule.';

CREATE DOMAIN public.label AS text
	CONSTRAINT label_has_1_to_500_characters CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 500)))
	CONSTRAINT label_is_plain_text CHECK (((strpos(VALUE, '
'::text) = 0) AND (strpos(VALUE, '	'::text) = 0) AND (NOT public.has_hidden_characters(VALUE))))
	CONSTRAINT label_is_safe_in_a_spreadsheet CHECK (public.is_safe_in_a_spreadsheet(VALUE))
	CONSTRAINT label_is_trimmed CHECK ((VALUE = btrim(VALUE, '                　'::text)));

COMMENT ON DOMAIN public.label IS 'One line of 1 to 500 characters, without control, bidirectional and zero-width characters that could disguise it.';

CREATE DOMAIN public.long_text AS text
	CONSTRAINT prose_has_1_to_4000_characters CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 4000)))
	CONSTRAINT prose_has_no_control_characters CHECK ((NOT public.has_hidden_characters(VALUE)))
	CONSTRAINT prose_is_safe_in_a_spreadsheet CHECK (public.is_safe_in_a_spreadsheet(VALUE));

COMMENT ON DOMAIN public.long_text IS 'A text of 1 to 4000 characters, with line breaks and tabs, without hidden characters; see label.';

CREATE FUNCTION public.is_canonical_period(period text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN CASE
        WHEN length(period) = 21 THEN coalesce(public.first_day_of(period) < public.last_day_of(period)
            AND NOT public.is_calendar_period(public.first_day_of(period), public.last_day_of(period)), false)
        ELSE public.first_day_of(period) IS NOT NULL END;
END $$;

COMMENT ON FUNCTION public.is_canonical_period(period text) IS 'True for the only notation of a period: a whole year is written 2024, not 2024-01-01/2024-12-31.';

CREATE DOMAIN public.period AS text COLLATE pg_catalog."C"
	CONSTRAINT period_is_canonical CHECK (((VALUE IS NULL) OR public.is_canonical_period(VALUE)));

COMMENT ON DOMAIN public.period IS 'A period in its canonical notation; see first_day_of.';

CREATE DOMAIN public.region_code AS text COLLATE pg_catalog."C"
	CONSTRAINT region_code_is_of_kemendagri CHECK ((VALUE ~ '^(ID|[0-9]{2}(\.[0-9]{2})?)$'::text));

COMMENT ON DOMAIN public.region_code IS 'Region code of the Ministry of Home Affairs: ID, 32 or 32.73.';

CREATE DOMAIN public.timestamp_value AS timestamp with time zone
	CONSTRAINT moment_lies_between_1900_and_2200 CHECK (((VALUE >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (VALUE < '2201-01-01 00:00:00+00'::timestamp with time zone)));

COMMENT ON DOMAIN public.timestamp_value IS 'A timestamp from 1900 to 2200; see day.';

CREATE FUNCTION public.add_preference_revision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    before preference;
    preferred realization;
BEGIN
    SELECT * INTO before FROM preference
        WHERE preference.realization = NEW.realization AND preference.revision = NEW.revision - 1;
    IF NEW.revision > 1 AND before.revision IS NULL THEN
        PERFORM raise_rule_violation('preference_revisions_have_no_gap', NEW.realization::text);
    ELSIF before.recorded_at >= NEW.recorded_at THEN
        PERFORM raise_rule_violation('revisions_follow_each_other_in_time', NEW.realization::text, '40001');
    END IF;
    UPDATE preference SET replaced_at = NEW.recorded_at
        WHERE preference.realization = NEW.realization AND preference.revision = NEW.revision - 1;
    SELECT * INTO preferred FROM realization WHERE id = NEW.realization AND status = 'published'
        ORDER BY revision DESC LIMIT 1;
    INSERT INTO audit_entry (recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id, revision, content_sha256,
            record_institution)
        VALUES (NEW.recorded_at, NEW.recorded_by, session_variable('key_id'), session_variable('client_ip'), session_variable('request_id'),
            coalesce(session_variable('action'), 'record'), 'preference', NEW.realization::text, NEW.revision,
            content_hash(to_jsonb(NEW)), preferred.institution);
    INSERT INTO change (recorded_at, action, record_type, record_id, revision, program, indicator, region, period)
        VALUES (NEW.recorded_at, CASE WHEN NEW.active THEN 'preferred' ELSE 'unpreferred' END, 'realization', NEW.realization::text, NEW.revision,
            preferred.program, preferred.indicator, preferred.region, preferred.period);
    PERFORM pg_notify('capaian_changes', '');
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_preference_revision() IS 'Trigger: replace the previous revision, and write the audit entry and the change.';

CREATE FUNCTION public.add_revision_of_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.id::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('claim'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.id::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('claim' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM claim AS earlier
                WHERE earlier.id = entered.id AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE claim AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.id AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM claim AS earlier
                WHERE earlier.id = entered.id AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.id = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'claim' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM claim AS earlier
                WHERE earlier.id = entered.id AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.id::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM claim AS earlier
                    WHERE earlier.id = entered.id AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM claim AS earlier
            WHERE earlier.id = entered.id AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM claim AS earlier
            WHERE earlier.id = entered.id AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM claim AS earlier
            WHERE earlier.id = entered.id AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_claim() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.code::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('indicator'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.code::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('indicator' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM indicator AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE indicator AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.code AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM indicator AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.code = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'indicator' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM indicator AS earlier
                WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.code::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM indicator AS earlier
                    WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM indicator AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM indicator AS earlier
            WHERE earlier.code = entered.code AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM indicator AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_indicator() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_institution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.code::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('institution'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.code::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('institution' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM institution AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE institution AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.code AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM institution AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.code = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'institution' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM institution AS earlier
                WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.code::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM institution AS earlier
                    WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM institution AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM institution AS earlier
            WHERE earlier.code = entered.code AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM institution AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_institution() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.code::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('program'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.code::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('program' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM program AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE program AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.code AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM program AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.code = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'program' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM program AS earlier
                WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.code::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM program AS earlier
                    WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM program AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM program AS earlier
            WHERE earlier.code = entered.code AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM program AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_program() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_realization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.id::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('realization'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.id::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('realization' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM realization AS earlier
                WHERE earlier.id = entered.id AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE realization AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.id AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM realization AS earlier
                WHERE earlier.id = entered.id AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.id = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'realization' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM realization AS earlier
                WHERE earlier.id = entered.id AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.id::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM realization AS earlier
                    WHERE earlier.id = entered.id AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM realization AS earlier
            WHERE earlier.id = entered.id AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM realization AS earlier
            WHERE earlier.id = entered.id AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM realization AS earlier
            WHERE earlier.id = entered.id AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_realization() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.code::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('region'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.code::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('region' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM region AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE region AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.code AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM region AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.code = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'region' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM region AS earlier
                WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.code::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM region AS earlier
                    WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM region AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM region AS earlier
            WHERE earlier.code = entered.code AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM region AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_region() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.code::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('source'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.code::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('source' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM source AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE source AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.code AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM source AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.code = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'source' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM source AS earlier
                WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.code::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM source AS earlier
                    WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM source AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM source AS earlier
            WHERE earlier.code = entered.code AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM source AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_source() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_target() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.id::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('target'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.id::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('target' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM target AS earlier
                WHERE earlier.id = entered.id AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE target AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.id AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM target AS earlier
                WHERE earlier.id = entered.id AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.id = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'target' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM target AS earlier
                WHERE earlier.id = entered.id AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.id::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM target AS earlier
                    WHERE earlier.id = entered.id AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM target AS earlier
            WHERE earlier.id = entered.id AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM target AS earlier
            WHERE earlier.id = entered.id AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM target AS earlier
            WHERE earlier.id = entered.id AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_target() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.add_revision_of_unit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
    bookkeeping constant text[] := '{revision,status,public,reason,recorded_at,recorded_by,replaced_at}';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- Other levels read the snapshot of their first statement: after a lock they would not see what they waited for.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;

    -- New records replace nothing and have no earlier revision: only their status can be wrong.
    IF NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        SELECT entered.code::text AS key INTO violation FROM entered
            WHERE NOT is_transition_allowed(NULL, entered.status, entered.recorded_by = 'system') LIMIT 1;
        IF FOUND THEN
            PERFORM raise_rule_violation('status_follows_its_transitions', violation.key);
        END IF;
        RETURN NULL;
    END IF;

    -- A writer that replaces or withdraws a publication waits for the transactions that refer to it; see references.sql.
    PERFORM pg_advisory_xact_lock(reference_lock_class('unit'), place) FROM (
        SELECT DISTINCT reference_lock_key(entered.code::text) AS place FROM entered
        WHERE entered.revision > 1 AND ('unit' IN ('indicator', 'unit') OR entered.public AND EXISTS (
            SELECT FROM (SELECT earlier.status FROM unit AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE before.status = 'published'))
        ORDER BY 1) AS sorted;

    UPDATE unit AS replaced SET replaced_at = replacing.recorded_at
        FROM (
            SELECT entered.code AS key, before.revision, entered.recorded_at
            FROM entered CROSS JOIN LATERAL (
                SELECT earlier.revision, earlier.status, earlier.recorded_at, earlier.replaced_at FROM unit AS earlier
                WHERE earlier.code = entered.code AND earlier.revision < entered.revision OFFSET 0) AS before
            WHERE entered.revision > 1 AND before.replaced_at IS NULL AND before.recorded_at < entered.recorded_at
                AND (before.status <> 'published' OR entered.public)
            OFFSET 0) AS replacing
        WHERE replaced.code = replacing.key AND replaced.revision = replacing.revision;

    -- The ETag of an import changes with its records: a publisher has read them as they were.
    IF 'unit' IN ('target', 'realization', 'source') THEN
        UPDATE import SET revision = import.revision + 1
            FROM (SELECT DISTINCT before.recorded_at FROM entered CROSS JOIN LATERAL (
                SELECT earlier.recorded_at FROM unit AS earlier
                WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before) AS revised
            WHERE import.status_changed_at = revised.recorded_at AND import.status <> 'running';
    END IF;

    SELECT * INTO violation FROM (
        SELECT entered.code::text AS key, CASE
            WHEN entered.revision > 1 AND before.revision IS NULL THEN 'revisions_have_no_gap'
            WHEN before.recorded_at >= entered.recorded_at THEN 'revisions_follow_each_other_in_time'
            WHEN before.status = 'withdrawn' AND before.public <> (entered.status = 'published')
                OR NOT is_transition_allowed(before.status, entered.status, entered.recorded_by = 'system')
                THEN 'status_follows_its_transitions'
            WHEN entered.status = 'withdrawn' AND CASE WHEN entered.public
                THEN published.revision IS NULL ELSE before.public OR before.status = 'withdrawn' END
                THEN 'a_withdrawal_takes_back_what_is_there'
            -- The withdrawal of a publication repeats the published content; other steps repeat the previous revision.
            WHEN CASE
                WHEN entered.status = 'draft' OR entered.status = 'published' AND entered.recorded_by = 'system' THEN false
                WHEN entered.public AND entered.status = 'withdrawn'
                    THEN to_jsonb(entered) - bookkeeping <> to_jsonb(published) - bookkeeping
                ELSE to_jsonb(entered) - bookkeeping <> to_jsonb(before) - bookkeeping END
                THEN 'a_transition_changes_no_content'
            WHEN entered.status = 'published' AND before.status <> 'submitted'
                AND (entered.reason IS NOT NULL) <> (before.status = 'withdrawn')
                THEN 'a_restoration_has_a_reason'
            -- The reason of a correction is submitted and published with it.
            WHEN before.status || ' to ' || entered.status IN ('draft to submitted', 'submitted to published')
                AND entered.reason IS DISTINCT FROM before.reason
                THEN 'a_correction_keeps_its_reason'
            -- Another user published the content before; only the withdrawal needs a second person.
            WHEN entered.status = 'published' AND before.status = 'withdrawn'
                AND comparable_name(before.recorded_by) = comparable_name(entered.recorded_by)
                THEN 'nobody_restores_what_they_withdrew'
            -- A user who only rejected a draft has not worked on it, and may publish it later.
            -- The names of keys are written in one way (check_new_key), the subjects of tokens (issuer#subject) are not.
            WHEN entered.status = 'published' AND before.status <> 'withdrawn' AND entered.recorded_by <> 'system'
                AND EXISTS (
                SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM unit AS earlier
                    WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                        AND earlier.revision > coalesce(published.revision, 0) OFFSET 0) AS work
                WHERE work.status <> 'rejected' AND (work.recorded_by = entered.recorded_by
                    OR strpos(entered.recorded_by, '#') > 0 AND strpos(work.recorded_by, '#') > 0
                        AND comparable_name(work.recorded_by) = comparable_name(entered.recorded_by)))
                THEN 'nobody_publishes_what_they_worked_on'
            END AS rule
        FROM entered
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM unit AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = entered.revision - 1 OFFSET 0) AS before ON true
        LEFT JOIN LATERAL (
            SELECT max(earlier.revision) FILTER (WHERE earlier.status = 'published') AS revision FROM unit AS earlier
            WHERE earlier.code = entered.code AND earlier.revision < entered.revision) AS last ON true
        LEFT JOIN LATERAL (
            SELECT earlier.* FROM unit AS earlier
            WHERE earlier.code = entered.code AND earlier.revision = last.revision OFFSET 0) AS published ON true
    ) AS checked WHERE rule IS NOT NULL LIMIT 1;
    IF FOUND THEN
        -- Of two concurrent writers, the one that began earlier but locks later has to try again.
        PERFORM raise_rule_violation(violation.rule, violation.key,
            CASE violation.rule WHEN 'revisions_follow_each_other_in_time' THEN '40001' ELSE '23514' END);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.add_revision_of_unit() IS 'Trigger: set replaced_at of the revisions that the new ones replace, and check that they may follow. It runs once per statement, for a million rows as for one.';

CREATE FUNCTION public.adds_up(kind text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (kind = ANY (ARRAY['count'::text, 'amount'::text]));

COMMENT ON FUNCTION public.adds_up(kind text) IS 'True if numbers of this kind of unit may be added up, over time or over regions.';

CREATE FUNCTION public.apply_column_resolution(the_import uuid, first integer, last integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.apply_column_resolution(the_import uuid, first integer, last integer) IS 'Set the resolution of the rows in a range to the finest of their column of values, which is known when the file has been read.';

CREATE FUNCTION public.breakdown_map(breakdown text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT coalesce(jsonb_object_agg(split_part(pair, ':', 1), split_part(pair, ':', 2)), '{}')
    FROM unnest(string_to_array(breakdown, ',')) AS pair $$;

COMMENT ON FUNCTION public.breakdown_map(breakdown text) IS 'A breakdown as a map of codes; the whole is {}.';

CREATE FUNCTION public.build_draft(current_row anyelement, changes jsonb, defaults jsonb) RETURNS anyelement
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.build_draft(current_row anyelement, changes jsonb, defaults jsonb) IS 'The record as the row would change it: the existing record with the stated fields, or the stated fields with defaults.';

CREATE FUNCTION public.session_variable(what text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting(('capaian.'::text || what), true), ''::text);

COMMENT ON FUNCTION public.session_variable(what text) IS 'A variable of the session: principal, scopes, institution, key_id, client_ip, request_id or action; null if it is not set.';

CREATE FUNCTION public.has_scope(scope text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE((scope = ANY (string_to_array(public.session_variable('scopes'::text), ' '::text))), false);

COMMENT ON FUNCTION public.has_scope(scope text) IS 'True if the key of the user has the scope.';

CREATE FUNCTION public.can_read_import(recorded_by text, institution text, owner text, records_status text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE(((public.session_variable('principal'::text) = ANY (ARRAY[recorded_by, 'system'::text])) OR public.has_scope('read:drafts'::text) OR ((institution = public.session_variable('institution'::text)) AND (public.has_scope('write'::text) OR public.has_scope('publish'::text))) OR ((records_status <> 'draft'::text) AND public.has_scope('publish'::text) AND ((public.session_variable('institution'::text) IS NULL) OR (owner = public.session_variable('institution'::text))))), false);

COMMENT ON FUNCTION public.can_read_import(recorded_by text, institution text, owner text, records_status text) IS 'True if the user may read the import: the sender, the institution of the sender, users with read:drafts, and, once the records were submitted, publishers who may publish all of them.';

CREATE FUNCTION public.took_part_in(record_type text, key text, revision integer) RETURNS boolean
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
                AND work.revision > coalesce((SELECT max(boundary.revision) FROM %1$I AS boundary
                    WHERE boundary.%2$I = $1::%3$s AND (boundary.public OR boundary.status = 'withdrawn')
                        AND boundary.revision < $2), 0)
                AND work.revision <= coalesce((SELECT min(boundary.revision) FROM %1$I AS boundary
                    WHERE boundary.%2$I = $1::%3$s AND (boundary.public OR boundary.status = 'withdrawn')
                        AND boundary.revision >= $2), 2147483647))
        $sql$, record_type, CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END,
        CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'uuid' ELSE 'text' END)
        INTO found USING key, revision, session_variable('principal');
    RETURN found;
END $_$;

COMMENT ON FUNCTION public.took_part_in(record_type text, key text, revision integer) IS 'True if the user wrote part of the work that the revision belongs to: the revisions after the previous publication or withdrawal, up to the next one. The withdrawal of a publication does not count as work on a draft next to it.';

CREATE FUNCTION public.can_read_unpublished(record_type text, key text, revision integer, status text, recorded_by text, owner text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (COALESCE((public.has_scope('read:drafts'::text) OR (recorded_by = public.session_variable('principal'::text)) OR ((owner = public.session_variable('institution'::text)) AND (public.has_scope('write'::text) OR public.has_scope('publish'::text))) OR ((status = 'submitted'::text) AND public.has_scope('publish'::text) AND (public.session_variable('institution'::text) IS NULL))), false) OR ((public.session_variable('principal'::text) IS NOT NULL) AND public.took_part_in(record_type, key, revision)));

COMMENT ON FUNCTION public.can_read_unpublished(record_type text, key text, revision integer, status text, recorded_by text, owner text) IS 'True if the user may read an unpublished revision: with read:drafts, own work, work of the institution of the key, or submitted work for a publisher whose key is not restricted.';

CREATE FUNCTION public.change_columns_sql(record_type text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE record_type WHEN 'program'::text THEN '%1$s.code AS program, NULL AS indicator, NULL AS region, NULL AS period'::text WHEN 'indicator'::text THEN '%1$s.program, %1$s.code AS indicator, NULL AS region, NULL AS period'::text WHEN 'region'::text THEN 'NULL AS program, NULL AS indicator, %1$s.code AS region, NULL AS period'::text WHEN 'target'::text THEN '%1$s.program, %1$s.indicator, %1$s.region, %1$s.period'::text WHEN 'realization'::text THEN '%1$s.program, %1$s.indicator, %1$s.region, %1$s.period'::text ELSE 'NULL AS program, NULL AS indicator, NULL AS region, NULL AS period'::text END;

COMMENT ON FUNCTION public.change_columns_sql(record_type text) IS 'SQL expressions for what a row of this type is about, as columns of the table change; %1$s is the alias of the row.';

CREATE FUNCTION public.changed_programs(record_type text, programs text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((record_type = ANY (ARRAY['target'::text, 'realization'::text])) AND (length(programs) < 7000)) THEN programs ELSE ''::text END;

COMMENT ON FUNCTION public.changed_programs(record_type text, programs text) IS 'Payload of the notification of a change: the programs of changed figures, separated by spaces. It is empty if other responses can change, too, or if the list would exceed the limit of PostgreSQL, which is 8000 bytes.';

CREATE FUNCTION public.check_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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

COMMENT ON FUNCTION public.check_claim() IS 'Trigger: source and figures, or the indicator and region of a key, exist and are visible to the user; a published claim is about published figures.';

CREATE FUNCTION public.check_end_of_key() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF session_variable('principal') IS NULL THEN
        PERFORM raise_rule_violation('somebody_ends_a_key', NEW.id, '42501');
    END IF;
    RETURN NEW;
END $$;

COMMENT ON FUNCTION public.check_end_of_key() IS 'Trigger: only a known user ends a key, because the audit entry names the user.';

CREATE FUNCTION public.check_figure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
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

COMMENT ON FUNCTION public.check_figure() IS 'Trigger: indicator, region, institutions and cited sources exist; the program is that of the indicator; the number is valid in its unit, which has not changed since the previous step.';

CREATE FUNCTION public.check_identity_of_realization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    compared record;
    violation record;
    ignored text;
BEGIN
    SELECT array_agg(natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, NULL, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest)) AS identities, bool_or(status = 'published') AS any_published,
            bool_or(status = 'draft' AND distinct_from <> '{}') AS any_distinct
        INTO compared FROM entered WHERE entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM realization AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND natural_key(before.indicator, before.nature, before.region, before.breakdown, before.key_start, before.period_end, NULL, before.institution, before.stated_on, before.stated_not_before, before.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, NULL, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND before.distinct_from = entered.distinct_from));
    IF compared.identities IS NULL THEN
        RETURN NULL;
    END IF;
    ignored := lock_identities(compared.identities, compared.any_published);
    SELECT string_agg(DISTINCT same.id::text, ' ') AS ids INTO violation
        FROM entered CROSS JOIN LATERAL (SELECT t.id, t.distinct_from FROM realization AS t
            WHERE natural_key(t.indicator, t.nature, t.region, t.breakdown, t.key_start, t.period_end, NULL, t.institution, t.stated_on, t.stated_not_before, t.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, NULL, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND t.replaced_at IS NULL AND t.status <> 'withdrawn' AND t.id <> entered.id
                -- Different figures may have the same hash, although rarely.
                AND (t.indicator, t.region, t.period_end, t.institution, t.stated_latest)
                    = (entered.indicator, entered.region, entered.period_end, entered.institution, entered.stated_latest)
                AND (t.status = 'published' OR entered.status = 'draft' AND can_read_unpublished(
                    'realization', t.id::text, t.revision, t.status, t.recorded_by, t.institution))
            OFFSET 0) AS same
        WHERE entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM realization AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND natural_key(before.indicator, before.nature, before.region, before.breakdown, before.key_start, before.period_end, NULL, before.institution, before.stated_on, before.stated_not_before, before.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, NULL, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND before.distinct_from = entered.distinct_from)) AND same.id <> ALL (entered.distinct_from) AND entered.id <> ALL (same.distinct_from)
        GROUP BY entered.id LIMIT 1;
    IF violation.ids IS NOT NULL THEN
        PERFORM raise_rule_violation('figure_exists', violation.ids, '23505', 'realization');
    END IF;
    IF NOT compared.any_distinct THEN
        RETURN NULL;
    END IF;
    SELECT entered.id, CASE WHEN named.ids @> entered.distinct_from THEN 'same_citation' ELSE 'other_identity' END AS rule
        INTO violation
        FROM entered CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(t.id), '{}') AS ids, array_agg(cited - 'quote' - 'note') AS citations
            FROM realization AS t LEFT JOIN LATERAL jsonb_array_elements(t.citations) AS cited ON true
            WHERE t.id = ANY (entered.distinct_from) AND t.id <> entered.id AND natural_key(t.indicator, t.nature, t.region, t.breakdown, t.key_start, t.period_end, NULL, t.institution, t.stated_on, t.stated_not_before, t.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, NULL, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest)
                AND t.replaced_at IS NULL AND t.status <> 'withdrawn' AND (t.status = 'published' OR can_read_unpublished(
                    'realization', t.id::text, t.revision, t.status, t.recorded_by, t.institution))) AS named
        WHERE entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM realization AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND natural_key(before.indicator, before.nature, before.region, before.breakdown, before.key_start, before.period_end, NULL, before.institution, before.stated_on, before.stated_not_before, before.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, NULL, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND before.distinct_from = entered.distinct_from)) AND entered.status = 'draft' AND entered.distinct_from <> '{}'
            AND (NOT named.ids @> entered.distinct_from OR NOT EXISTS (
                SELECT FROM jsonb_array_elements(entered.citations) AS own
                WHERE (own - 'quote' - 'note' = ANY (named.citations)) IS NOT TRUE))
        LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.id::text);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_identity_of_realization() IS 'Trigger: a statement is entered once; a second statement names the others and cites another source or locator.';

CREATE FUNCTION public.check_identity_of_target() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    compared record;
    violation record;
    ignored text;
BEGIN
    SELECT array_agg(natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, entered.plan, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest)) AS identities, bool_or(status = 'published') AS any_published,
            bool_or(status = 'draft' AND distinct_from <> '{}') AS any_distinct
        INTO compared FROM entered WHERE entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM target AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND natural_key(before.indicator, before.nature, before.region, before.breakdown, before.key_start, before.period_end, before.plan, before.institution, before.stated_on, before.stated_not_before, before.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, entered.plan, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND before.distinct_from = entered.distinct_from));
    IF compared.identities IS NULL THEN
        RETURN NULL;
    END IF;
    ignored := lock_identities(compared.identities, compared.any_published);
    SELECT string_agg(DISTINCT same.id::text, ' ') AS ids INTO violation
        FROM entered CROSS JOIN LATERAL (SELECT t.id, t.distinct_from FROM target AS t
            WHERE natural_key(t.indicator, t.nature, t.region, t.breakdown, t.key_start, t.period_end, t.plan, t.institution, t.stated_on, t.stated_not_before, t.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, entered.plan, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND t.replaced_at IS NULL AND t.status <> 'withdrawn' AND t.id <> entered.id
                -- Different figures may have the same hash, although rarely.
                AND (t.indicator, t.region, t.period_end, t.institution, t.stated_latest)
                    = (entered.indicator, entered.region, entered.period_end, entered.institution, entered.stated_latest)
                AND (t.status = 'published' OR entered.status = 'draft' AND can_read_unpublished(
                    'target', t.id::text, t.revision, t.status, t.recorded_by, t.institution))
            OFFSET 0) AS same
        WHERE entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM target AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND natural_key(before.indicator, before.nature, before.region, before.breakdown, before.key_start, before.period_end, before.plan, before.institution, before.stated_on, before.stated_not_before, before.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, entered.plan, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND before.distinct_from = entered.distinct_from)) AND same.id <> ALL (entered.distinct_from) AND entered.id <> ALL (same.distinct_from)
        GROUP BY entered.id LIMIT 1;
    IF violation.ids IS NOT NULL THEN
        PERFORM raise_rule_violation('figure_exists', violation.ids, '23505', 'target');
    END IF;
    IF NOT compared.any_distinct THEN
        RETURN NULL;
    END IF;
    SELECT entered.id, CASE WHEN named.ids @> entered.distinct_from THEN 'same_citation' ELSE 'other_identity' END AS rule
        INTO violation
        FROM entered CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(t.id), '{}') AS ids, array_agg(cited - 'quote' - 'note') AS citations
            FROM target AS t LEFT JOIN LATERAL jsonb_array_elements(t.citations) AS cited ON true
            WHERE t.id = ANY (entered.distinct_from) AND t.id <> entered.id AND natural_key(t.indicator, t.nature, t.region, t.breakdown, t.key_start, t.period_end, t.plan, t.institution, t.stated_on, t.stated_not_before, t.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, entered.plan, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest)
                AND t.replaced_at IS NULL AND t.status <> 'withdrawn' AND (t.status = 'published' OR can_read_unpublished(
                    'target', t.id::text, t.revision, t.status, t.recorded_by, t.institution))) AS named
        WHERE entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM target AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND natural_key(before.indicator, before.nature, before.region, before.breakdown, before.key_start, before.period_end, before.plan, before.institution, before.stated_on, before.stated_not_before, before.stated_latest) = natural_key(entered.indicator, entered.nature, entered.region, entered.breakdown, entered.key_start, entered.period_end, entered.plan, entered.institution, entered.stated_on, entered.stated_not_before, entered.stated_latest) AND before.distinct_from = entered.distinct_from)) AND entered.status = 'draft' AND entered.distinct_from <> '{}'
            AND (NOT named.ids @> entered.distinct_from OR NOT EXISTS (
                SELECT FROM jsonb_array_elements(entered.citations) AS own
                WHERE (own - 'quote' - 'note' = ANY (named.citations)) IS NOT TRUE))
        LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.id::text);
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_identity_of_target() IS 'Trigger: a statement is entered once; a second statement names the others and cites another source or locator.';

CREATE FUNCTION public.check_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.check_indicator() IS 'Trigger: program, unit, population and variant exist; the program never changes, and the unit not while figures exist; an additive indicator has a unit that adds up.';

CREATE FUNCTION public.check_institution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.check_institution() IS 'Trigger: the successors exist, and no institution succeeds itself.';

CREATE FUNCTION public.check_institution_of_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.id::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM claim AS before
                WHERE before.id = entered.id AND (publisher_of_source(before.source)) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM claim AS last
                        WHERE last.id = entered.id AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM claim AS earlier
                        WHERE earlier.id = entered.id AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM claim AS last WHERE last.id = entered.id), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_claim() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.code::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM indicator AS before
                WHERE before.code = entered.code AND (leader_of_program(before.program)) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM indicator AS last
                        WHERE last.code = entered.code AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM indicator AS earlier
                        WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM indicator AS last WHERE last.code = entered.code), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_indicator() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_institution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.code::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM institution AS before
                WHERE before.code = entered.code AND (NULL) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM institution AS last
                        WHERE last.code = entered.code AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM institution AS earlier
                        WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM institution AS last WHERE last.code = entered.code), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_institution() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.code::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM program AS before
                WHERE before.code = entered.code AND (before.lead_institution) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM program AS last
                        WHERE last.code = entered.code AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM program AS earlier
                        WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM program AS last WHERE last.code = entered.code), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_program() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_realization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.id::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM realization AS before
                WHERE before.id = entered.id AND (before.institution) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM realization AS last
                        WHERE last.id = entered.id AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM realization AS earlier
                        WHERE earlier.id = entered.id AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM realization AS last WHERE last.id = entered.id), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_realization() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.code::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM region AS before
                WHERE before.code = entered.code AND (NULL) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM region AS last
                        WHERE last.code = entered.code AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM region AS earlier
                        WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM region AS last WHERE last.code = entered.code), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_region() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.code::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM source AS before
                WHERE before.code = entered.code AND (before.publisher) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM source AS last
                        WHERE last.code = entered.code AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM source AS earlier
                        WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM source AS last WHERE last.code = entered.code), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_source() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_target() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.id::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM target AS before
                WHERE before.id = entered.id AND (before.institution) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM target AS last
                        WHERE last.id = entered.id AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM target AS earlier
                        WHERE earlier.id = entered.id AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM target AS last WHERE last.id = entered.id), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_target() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_institution_of_unit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.code::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM unit AS before
                WHERE before.code = entered.code AND (NULL) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM unit AS last
                        WHERE last.code = entered.code AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM unit AS earlier
                        WHERE earlier.code = entered.code AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM unit AS last WHERE last.code = entered.code), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_institution_of_unit() IS 'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';

CREATE FUNCTION public.check_new_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    new_name text := comparable_name(NEW.name);
BEGIN
    IF new_name IN ('console', 'system') THEN
        PERFORM raise_rule_violation('api_key_is_not_named_like_the_console', NEW.name);
    ELSIF NEW.name IS NOT NFC NORMALIZED OR NEW.name ~
            '[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]' THEN
        PERFORM raise_rule_violation('api_key_name_hides_nothing', NEW.name);
    ELSIF new_name ~ '#' THEN
        PERFORM raise_rule_violation('api_key_is_named_neither_system_nor_like_a_token', NEW.name);
    ELSIF mixes_scripts(NEW.name) THEN
        PERFORM raise_rule_violation('api_key_name_has_one_script', NEW.name);
    ELSIF NEW.created_by <> session_variable('principal') THEN
        PERFORM raise_rule_violation('api_key_names_who_made_it', NEW.created_by, '42501');
    ELSIF session_variable('institution') IS NOT NULL THEN
        IF NEW.institution IS DISTINCT FROM session_variable('institution') THEN
            PERFORM raise_rule_violation('a_bound_administrator_makes_keys_of_their_institution', NEW.name, '42501');
        ELSIF 'read:drafts' = ANY (NEW.scopes) AND NOT has_scope('read:drafts') THEN
            PERFORM raise_rule_violation('a_bound_administrator_passes_on_what_they_have', NEW.name, '42501');
        ELSIF EXISTS (SELECT FROM api_key AS other
                JOIN principal ON principal.name = other.name
                WHERE principal.comparable_name = new_name AND other.institution IS DISTINCT FROM NEW.institution) THEN
            PERFORM raise_rule_violation('a_bound_administrator_names_nobody_from_elsewhere', NEW.name, '42501');
        END IF;
    END IF;
    PERFORM require_institution(ARRAY[NEW.institution::text], true, 'api_key_names_its_institution');
    INSERT INTO principal (comparable_name, name) VALUES (new_name, NEW.name) ON CONFLICT DO NOTHING;
    IF NEW.name <> (SELECT name FROM principal WHERE principal.comparable_name = new_name) THEN
        PERFORM raise_rule_violation('a_principal_is_written_in_one_way', NEW.name);
    END IF;
    RETURN NEW;
END $$;

COMMENT ON FUNCTION public.check_new_key() IS 'Trigger: the name is not reserved, has one script and no invisible characters, and is written as in other keys of the same user; a restricted administrator stays within the limits.';

CREATE FUNCTION public.check_plan() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.check_plan() IS 'Trigger: the plan of a target is an existing source that is a plan or a regulation.';

CREATE FUNCTION public.check_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require_institution(array_agg(lead_institution::text), status = 'published', 'program_names_its_lead_institution')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_program() IS 'Trigger: the lead institution exists.';

CREATE FUNCTION public.check_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.check_region() IS 'Trigger: the parent and the replaced region exist; a published region replaces one that ended the day before, and no other region replaces that one.';

CREATE FUNCTION public.check_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.check_source() IS 'Trigger: the publisher exists, and a plan of published targets stays a plan.';

CREATE FUNCTION public.check_staged_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT import FROM entered) AS staged WHERE NOT EXISTS (
            SELECT FROM import WHERE id = staged.import AND status = 'receiving' AND recorded_by = session_variable('principal'))) THEN
        PERFORM raise_rule_violation('rows_are_staged_while_their_import_is_received', '', '42501');
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.check_staged_rows() IS 'Trigger: a user stages rows of own imports only, while their file arrives.';

CREATE FUNCTION public.check_still_referenced() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
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
END $_$;

COMMENT ON FUNCTION public.check_still_referenced() IS 'Trigger: a record that a published record refers to cannot be withdrawn. Withdrawals are rare, so the statements are dynamic.';

CREATE FUNCTION public.check_superseding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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

COMMENT ON FUNCTION public.check_superseding() IS 'Trigger: a target supersedes one with the same key that was stated earlier, so there are no cycles. A publication requires a published one.';

CREATE FUNCTION public.check_unit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION public.check_unit() IS 'Trigger: the kind never changes while figures exist, nor to one that does not add up while an indicator is additive.';

CREATE FUNCTION public.check_variants() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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

COMMENT ON FUNCTION public.check_variants() IS 'Trigger: an indicator and its variant have different units, and no indicator is a variant of itself over others.';

CREATE FUNCTION public.recording_time() RETURNS timestamp with time zone
    LANGUAGE plpgsql
    AS $$
DECLARE
    stored text := current_setting('capaian.recording_time', true);
BEGIN
    IF stored <> '' AND stored::timestamptz >= now() THEN
        RETURN stored::timestamptz;
    END IF;
    RETURN public.start_recording();
END $$;

COMMENT ON FUNCTION public.recording_time() IS 'Time of all rows that this transaction records: the time of its first one, later than every row that it can see.';

CREATE FUNCTION public.search_words(VARIADIC texts text[]) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce((
        SELECT array_to_tsvector(array_agg(DISTINCT left(word, 100)))
        FROM regexp_split_to_table(
            regexp_replace(
                lower(normalize(array_to_string(texts, ' ') COLLATE "C", NFKD)), '[\u0300-\u036f]+', '', 'g'),
            '[^0-9a-z\u00c0-\u1fff\u2070-\u2fff\u3040-\U0010ffff]+') AS word
        WHERE word <> ''), '');
END $$;

COMMENT ON FUNCTION public.search_words(VARIADIC texts text[]) IS 'The words of texts in lower case and without accents, at most 100 characters of each: letters and digits between punctuation. api/text_rules.py splits the words of a search in the same way.';

CREATE TABLE public.source (
    code public.code NOT NULL,
    kind text NOT NULL,
    title public.label NOT NULL,
    publisher public.code,
    authors public.label[] NOT NULL,
    original_url public.http_url,
    archived_url public.http_url,
    published_on public.day,
    published_not_before public.day,
    published_not_after public.day,
    date_basis text NOT NULL,
    language text,
    retrieved_at public.timestamp_value,
    content_sha256 text,
    note public.long_text,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(code)::text, (title)::text, (note)::text])) STORED NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
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
    CONSTRAINT source_kind_is_known CHECK ((kind = ANY (ARRAY['regulation'::text, 'plan'::text, 'report'::text, 'press_release'::text, 'news'::text, 'website'::text, 'video'::text, 'social_post'::text, 'speech'::text, 'dataset'::text]))),
    CONSTRAINT source_language_is_bcp_47 CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT source_sha256_is_64_hex_digits CHECK ((content_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.source IS 'Documents that state figures; one row per revision.';

COMMENT ON COLUMN public.source.code IS 'Identifier of the source.';

COMMENT ON COLUMN public.source.kind IS 'Class of the document.';

COMMENT ON COLUMN public.source.title IS 'Title in the language of the document.';

COMMENT ON COLUMN public.source.publisher IS 'Code of the institution that published the document and owns the record.';

COMMENT ON COLUMN public.source.authors IS 'Names of the authors, in the order of the document.';

COMMENT ON COLUMN public.source.original_url IS 'URL of the document.';

COMMENT ON COLUMN public.source.archived_url IS 'URL of an archived copy.';

COMMENT ON COLUMN public.source.published_on IS 'Date of publication, if it is known exactly.';

COMMENT ON COLUMN public.source.published_not_before IS 'Earliest possible date of publication.';

COMMENT ON COLUMN public.source.published_not_after IS 'Latest possible date of publication.';

COMMENT ON COLUMN public.source.date_basis IS 'Whether the document states its date, or the editors inferred it.';

COMMENT ON COLUMN public.source.language IS 'Language of the document, a BCP 47 tag such as id or en-GB.';

COMMENT ON COLUMN public.source.retrieved_at IS 'Time when the document was retrieved.';

COMMENT ON COLUMN public.source.content_sha256 IS 'Hash of the retrieved file, in hexadecimal.';

COMMENT ON COLUMN public.source.note IS 'Remark of the editors.';

COMMENT ON COLUMN public.source.search IS 'Words for the search with q.';

COMMENT ON COLUMN public.source.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.source.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.source.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.source.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.source.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.source.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.source.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE FUNCTION public.cited_source_publications(the_import uuid) RETURNS SETOF public.source
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    record_type text;
    submitted_at timestamptz;
BEGIN
    PERFORM require_running(the_import);
    SELECT rtrim(i.collection, 's'), i.status_changed_at INTO record_type, submitted_at FROM import AS i WHERE i.id = the_import;
    RETURN QUERY EXECUTE format($sql$
        SELECT (made.next).* FROM (
            SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
                'status', 'published', 'public', true, 'recorded_by', session_variable('principal'),
                'replaced_at', NULL)) AS next
            FROM (
                SELECT DISTINCT citation->>'source' AS code FROM import_outcome o JOIN %1$I AS t
                    ON t.id = o.record_id::uuid AND t.replaced_at IS NULL AND t.status = 'submitted'
                    CROSS JOIN jsonb_array_elements(t.citations) AS citation
                WHERE o.import = $1 AND o.first_row IS NULL AND o.action IN ('created', 'updated')) AS cited
            CROSS JOIN LATERAL (SELECT s.revision, s.status, s AS whole FROM source AS s
                WHERE s.code = cited.code ORDER BY s.revision DESC LIMIT 1) AS newest
            -- The ETag of the import does not change with its sources, so the publisher may not have read a later revision.
            WHERE newest.status = 'submitted' AND (newest.whole).recorded_at < $2
            OFFSET 0) AS made
        $sql$, record_type) USING the_import, submitted_at;
END $_$;

COMMENT ON FUNCTION public.cited_source_publications(the_import uuid) IS 'The publications of the sources that the submitted figures of the import cite and that were submitted before it.';

CREATE FUNCTION public.comparable_name(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(btrim(regexp_replace(replace(lower(replace(NORMALIZE(name, NFKC), 'İ'::text, 'i'::text)), 'ß'::text, 'ss'::text), ' +'::text, ' '::text, 'g'::text), ' '::text), 'авсеһнікморѕтухјԁԛԝѵӏαβεζηικμνορτυχıς'::text, 'abcehhikmopstyxjdqwvlabezhikmnoptyxiσ'::text);

COMMENT ON FUNCTION public.comparable_name(name text) IS 'A name without differences that readers overlook: width, case, composition, number of spaces, and Cyrillic and Greek letters that look like Latin ones.';

CREATE FUNCTION public.complete_until(of_public boolean) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    seen constant pg_snapshot := pg_current_snapshot();
    horizon constant xid8 := pg_snapshot_xmin(seen);
    epoch_now constant integer := (SELECT max(number) FROM epoch);
    last record;
BEGIN
    IF of_public THEN
        SELECT began_at, recorded_at INTO last FROM change WHERE (epoch, xid, ordinal) < (epoch_now, horizon, 0::bigint)
            ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1;
    ELSE
        SELECT began_at, recorded_at INTO last FROM audit_entry WHERE (epoch, xid, ordinal) < (epoch_now, horizon, 0::bigint)
            ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1;
    END IF;
    IF NOT FOUND THEN
        RETURN (SELECT min(started_at) FROM epoch);
    ELSIF horizon = pg_snapshot_xmax(seen) AND NOT pg_is_in_recovery() THEN
        RETURN last.recorded_at + interval '1 microsecond';
    END IF;
    RETURN last.began_at;
END $$;

COMMENT ON FUNCTION public.complete_until(of_public boolean) IS 'A time such that the snapshot of the calling statement contains every row with an earlier recorded_at, now and for good; of public rows, or of all. It changes only with what is written, so equal responses stay equal.';

CREATE FUNCTION public.content_hash(content jsonb) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(convert_to((jsonb_strip_nulls((content - '{replaced_at,magnitude,level,period_start,period_end,stated_latest,search}'::text[])))::text, 'UTF8'::name));

COMMENT ON FUNCTION public.content_hash(content jsonb) IS 'SHA-256 of a revision without generated columns, null columns and replaced_at. It is the same on every server and in every time zone. A column that is added later must be null in existing rows.';

CREATE FUNCTION public.count_import_rows(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT count(*) FILTER (WHERE action = 'created'), count(*) FILTER (WHERE action = 'updated'),
        count(*) FILTER (WHERE action = 'unchanged'), count(*) FILTER (WHERE action = 'rejected')
    FROM import_outcome WHERE import = the_import $$;

COMMENT ON FUNCTION public.count_import_rows(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) IS 'Number of rows per result.';

CREATE FUNCTION public.current_epoch() RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT max(number) FROM epoch);
END $$;

COMMENT ON FUNCTION public.current_epoch() IS 'Number of the epoch of new rows.';

CREATE FUNCTION public.delete_import_outcomes(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require_running(the_import);
    DELETE FROM import_outcome WHERE import = the_import;
END $$;

COMMENT ON FUNCTION public.delete_import_outcomes(the_import uuid) IS 'Delete the plan of an import, before it is planned again.';

CREATE FUNCTION public.describe_figure(record_type text, fields jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT jsonb_build_object('indicator', fields->'indicator', 'nature', fields->'nature', 'region', fields->'region',
            'region_name', (SELECT r.name FROM region r WHERE r.code = fields->>'region' AND r.status = 'published'
                ORDER BY r.revision DESC LIMIT 1),
            'breakdown', breakdown_map(fields->>'breakdown'),
            'period', fields->'period', 'value', fields->'value', 'value_to', fields->'value_to',
            'unit', find_unit(fields->>'indicator'),
            'qualifier', fields->'qualifier', 'resolution', fields->'resolution', 'stated_on', fields->'stated_on',
            'stated_not_before', fields->'stated_not_before', 'stated_not_after', fields->'stated_not_after',
            'institution', fields->'institution', 'sources', (SELECT coalesce(jsonb_agg(cited.source ORDER BY cited.position), '[]')
                FROM (SELECT citation->>'source' AS source, min(position) AS position
                    FROM jsonb_array_elements(fields->'citations') WITH ORDINALITY AS given (citation, position)
                    GROUP BY 1) AS cited))
        || CASE record_type WHEN 'target' THEN jsonb_build_object('plan', fields->'plan', 'due_on', fields->'due_on')
            ELSE jsonb_build_object('quality', fields->'quality', 'day_known', fields->'day_known') END $$;

COMMENT ON FUNCTION public.describe_figure(record_type text, fields jsonb) IS 'The fields of a figure that the report of an import shows, with the name of its region and the unit of its indicator.';

CREATE FUNCTION public.describe_source(record_type text, fields jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN jsonb_build_object('code', (fields -> 'code'::text), 'kind', (fields -> 'kind'::text), 'title', (fields -> 'title'::text), 'publisher', (fields -> 'publisher'::text), 'original_url', (fields -> 'original_url'::text), 'published_on', (fields -> 'published_on'::text), 'published_not_before', (fields -> 'published_not_before'::text), 'published_not_after', (fields -> 'published_not_after'::text), 'date_basis', (fields -> 'date_basis'::text));

COMMENT ON FUNCTION public.describe_source(record_type text, fields jsonb) IS 'The fields of a source that the report of an import shows.';

CREATE FUNCTION public.entered_by(record_type text, key text, revision integer) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    result text;
BEGIN
    EXECUTE format($sql$
        SELECT draft.recorded_by FROM %1$I AS draft
        WHERE draft.%2$I = $1::%3$s AND draft.status = 'draft' AND draft.revision <= (
            SELECT CASE WHEN NOT of_revision.public THEN $2 ELSE (
                SELECT max(submitted.revision) FROM %1$I AS submitted JOIN %1$I AS published
                    ON published.%2$I = submitted.%2$I AND published.revision = submitted.revision + 1
                WHERE submitted.%2$I = $1::%3$s AND submitted.status = 'submitted' AND published.status = 'published'
                    AND submitted.revision < $2) END
            FROM %1$I AS of_revision WHERE of_revision.%2$I = $1::%3$s AND of_revision.revision = $2)
        ORDER BY draft.revision DESC LIMIT 1
        $sql$, record_type, CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END,
        CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'uuid' ELSE 'text' END)
        INTO result USING key, revision;
    RETURN result;
END $_$;

COMMENT ON FUNCTION public.entered_by(record_type text, key text, revision integer) IS 'The user who wrote the content of a revision: of the draft that was published, also for its withdrawal and restoration. Null for seed data.';

CREATE FUNCTION public.errors_of_days(nature text, period text, day_known boolean, latest date) RETURNS jsonb[]
    LANGUAGE plpgsql STABLE
    AS $$
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

COMMENT ON FUNCTION public.errors_of_days(nature text, period text, day_known boolean, latest date) IS 'Errors of a figure that is stated in the future, and of a realization about a day after its statement or of a day that cannot be unknown. day_known is null for targets.';

CREATE FUNCTION public.first_day_of(period text) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
BEGIN
    RETURN CASE length(period)
        WHEN 4 THEN public.parse_day(period || '-01-01')
        WHEN 7 THEN public.parse_day(CASE substr(period, 6, 1)
            WHEN 'S' THEN left(period, 5) || CASE right(period, 1) WHEN '1' THEN '01-01' WHEN '2' THEN '07-01' END
            WHEN 'Q' THEN left(period, 5) || CASE right(period, 1)
                WHEN '1' THEN '01-01' WHEN '2' THEN '04-01' WHEN '3' THEN '07-01' WHEN '4' THEN '10-01' END
            ELSE period || '-01' END)
        WHEN 8 THEN CASE WHEN period ~ '^[0-9]{4}-W[0-9]{2}$' THEN public.first_day_of_week(period) END
        WHEN 10 THEN public.parse_day(period)
        WHEN 21 THEN CASE substr(period, 11, 1) WHEN '/' THEN public.parse_day(left(period, 10)) END
    END;
END $_$;

COMMENT ON FUNCTION public.first_day_of(period text) IS 'First day of a period: 2024, 2024-S1, 2024-Q1, 2024-W01, 2024-01, 2024-01-31 or 2024-01-15/2024-03-10; null if it is invalid.';

CREATE FUNCTION public.last_day_of(period text) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
BEGIN
    RETURN CASE length(period)
        WHEN 4 THEN public.parse_day(period || '-12-31')
        WHEN 7 THEN (public.first_day_of(period) + CASE substr(period, 6, 1)
            WHEN 'S' THEN interval '6 months' WHEN 'Q' THEN interval '3 months' ELSE interval '1 month' END)::date - 1
        WHEN 8 THEN CASE WHEN period ~ '^[0-9]{4}-W[0-9]{2}$' THEN public.first_day_of_week(period) + 6 END
        WHEN 10 THEN public.parse_day(period)
        WHEN 21 THEN CASE substr(period, 11, 1) WHEN '/' THEN public.parse_day(right(period, 10)) END
    END;
END $_$;

COMMENT ON FUNCTION public.last_day_of(period text) IS 'Last day of a period; see first_day_of.';

CREATE FUNCTION public.latest_stated_day(stated_on date, stated_not_after date) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN coalesce(stated_on, stated_not_after);
END $$;

COMMENT ON FUNCTION public.latest_stated_day(stated_on date, stated_not_after date) IS 'Day from which on a figure is certainly stated: the day of the statement, otherwise its latest possible day.';

CREATE FUNCTION public.level_of(region text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN CASE
        WHEN region = 'ID' THEN 'country'
        WHEN length(region) = 2 THEN 'province'
        WHEN substr(region, 4, 2)::integer < 71 THEN 'regency'
        ELSE 'city'
    END;
END $$;

COMMENT ON FUNCTION public.level_of(region text) IS 'Administrative level of a region code. Codes from 71 on are cities.';

CREATE FUNCTION public.row_error(rule text, about text, VARIADIC named text[] DEFAULT '{}'::text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN jsonb_build_object('rule', rule, 'column', about, 'named', named);

COMMENT ON FUNCTION public.row_error(rule text, about text, VARIADIC named text[]) IS 'An error of a row. The service looks up the message by the rule (api/exchange/imports/report/row_errors.py).';

CREATE TABLE public.realization (
    id uuid CONSTRAINT figure_columns_id_not_null NOT NULL,
    program public.code CONSTRAINT figure_columns_program_not_null NOT NULL,
    indicator public.code CONSTRAINT figure_columns_indicator_not_null NOT NULL,
    nature text CONSTRAINT figure_columns_nature_not_null NOT NULL,
    region public.region_code CONSTRAINT figure_columns_region_not_null NOT NULL,
    level text GENERATED ALWAYS AS (public.level_of((region)::text)) STORED CONSTRAINT figure_columns_level_not_null NOT NULL,
    breakdown public.breakdown CONSTRAINT figure_columns_breakdown_not_null NOT NULL,
    period public.period CONSTRAINT figure_columns_period_not_null NOT NULL,
    period_start public.day GENERATED ALWAYS AS (public.first_day_of((period)::text)) STORED CONSTRAINT figure_columns_period_start_not_null NOT NULL,
    period_end public.day GENERATED ALWAYS AS (public.last_day_of((period)::text)) STORED CONSTRAINT figure_columns_period_end_not_null NOT NULL,
    value public.amount CONSTRAINT figure_columns_value_not_null NOT NULL,
    value_to public.amount,
    magnitude double precision GENERATED ALWAYS AS ((value)::double precision) STORED CONSTRAINT figure_columns_magnitude_not_null NOT NULL,
    qualifier text CONSTRAINT figure_columns_qualifier_not_null NOT NULL,
    resolution public.amount CONSTRAINT figure_columns_resolution_not_null NOT NULL,
    stated_on public.day,
    stated_not_before public.day,
    stated_not_after public.day,
    stated_latest public.day GENERATED ALWAYS AS (public.latest_stated_day((stated_on)::date, (stated_not_after)::date)) STORED,
    retracted_on public.day,
    institution public.code CONSTRAINT figure_columns_institution_not_null NOT NULL,
    on_behalf_of public.code,
    speaker public.label,
    citations public.citations CONSTRAINT figure_columns_citations_not_null NOT NULL,
    note public.long_text,
    distinct_from uuid[] DEFAULT '{}'::uuid[] CONSTRAINT figure_columns_distinct_from_not_null NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    quality text NOT NULL,
    day_known boolean DEFAULT true NOT NULL,
    key_start public.day GENERATED ALWAYS AS (
CASE
    WHEN ((nature = 'stock'::text) AND day_known) THEN public.last_day_of((period)::text)
    ELSE public.first_day_of((period)::text)
END) STORED NOT NULL,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT figure_bounds_are_in_order CHECK (((stated_not_before)::date <= (stated_not_after)::date)),
    CONSTRAINT figure_has_at_most_100_citations CHECK ((jsonb_array_length((citations)::jsonb) <= 100)),
    CONSTRAINT figure_is_distinct_from_a_plain_list CHECK (((cardinality(distinct_from) = 0) OR ((array_ndims(distinct_from) = 1) AND (array_position(distinct_from, NULL::uuid) IS NULL)))),
    CONSTRAINT figure_is_distinct_from_at_most_100 CHECK ((cardinality(distinct_from) <= 100)),
    CONSTRAINT figure_is_retracted_after_it_was_stated CHECK (((retracted_on)::date >= (COALESCE(stated_on, stated_not_before))::date)),
    CONSTRAINT figure_is_stated_on_a_day_or_between_two CHECK ((((stated_on IS NOT NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 0)) OR ((stated_on IS NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 2)))),
    CONSTRAINT figure_nature_is_known CHECK ((nature = ANY (ARRAY['stock'::text, 'flow'::text, 'rate'::text]))),
    CONSTRAINT figure_qualifier_is_known CHECK ((qualifier = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text, 'nearly'::text]))),
    CONSTRAINT figure_range_has_no_open_side CHECK (((value_to IS NULL) OR (qualifier = ANY (ARRAY['exact'::text, 'about'::text])))),
    CONSTRAINT figure_range_is_in_order CHECK (((value_to)::numeric > (value)::numeric)),
    CONSTRAINT figure_resolution_is_positive CHECK (((resolution)::numeric > (0)::numeric)),
    CONSTRAINT only_the_day_of_a_stock_is_unknown CHECK ((day_known OR ((nature = 'stock'::text) AND ((period_start)::date < (period_end)::date)))),
    CONSTRAINT period_after_stated CHECK (((
CASE
    WHEN day_known THEN period_end
    ELSE period_start
END)::date <= (stated_latest)::date)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT published_figure_has_a_citation CHECK (((status <> 'published'::text) OR (jsonb_array_length((citations)::jsonb) > 0))),
    CONSTRAINT realization_quality_is_known CHECK ((quality = ANY (ARRAY['final'::text, 'provisional'::text, 'estimate'::text]))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.realization IS 'Numbers that were reported as reached; one row per revision.';

COMMENT ON COLUMN public.realization.id IS 'Identifier of the figure.';

COMMENT ON COLUMN public.realization.program IS 'Program of the indicator, which never changes; stored here so that lists need no join.';

COMMENT ON COLUMN public.realization.indicator IS 'Code of the indicator, which has the unit.';

COMMENT ON COLUMN public.realization.nature IS 'stock: the number on the last day of the period. flow: the number added during the period.';

COMMENT ON COLUMN public.realization.region IS 'Code of the region that the figure counts.';

COMMENT ON COLUMN public.realization.level IS 'Administrative level of the region.';

COMMENT ON COLUMN public.realization.breakdown IS 'The part that the figure counts; the empty text is the whole.';

COMMENT ON COLUMN public.realization.period IS 'Period in its canonical notation, such as 2024-Q1.';

COMMENT ON COLUMN public.realization.period_start IS 'First day of the period.';

COMMENT ON COLUMN public.realization.period_end IS 'Last day of the period.';

COMMENT ON COLUMN public.realization.value IS 'The number as stated, in the unit of the indicator.';

COMMENT ON COLUMN public.realization.value_to IS 'Upper end, if a range is stated; null for one number.';

COMMENT ON COLUMN public.realization.magnitude IS 'value as a double, to sort by. A row policy prevents sorting by an index on numeric, which has no leakproof comparison.';

COMMENT ON COLUMN public.realization.qualifier IS 'Whether the source states the number exactly, about, as a minimum, as a maximum, or as just missed.';

COMMENT ON COLUMN public.realization.resolution IS 'Step to which the number is rounded, in the same unit; 100000 for 7.6 million.';

COMMENT ON COLUMN public.realization.stated_on IS 'Day on which the figure was stated, if it is known exactly.';

COMMENT ON COLUMN public.realization.stated_not_before IS 'Earliest possible day of the statement.';

COMMENT ON COLUMN public.realization.stated_not_after IS 'Latest possible day of the statement.';

COMMENT ON COLUMN public.realization.stated_latest IS 'From this day on the figure is certainly stated; see latest_stated_day.';

COMMENT ON COLUMN public.realization.retracted_on IS 'Day on which the institution retracted the figure.';

COMMENT ON COLUMN public.realization.institution IS 'Code of the institution that stated the figure and owns the record.';

COMMENT ON COLUMN public.realization.on_behalf_of IS 'Code of the institution for which it was stated.';

COMMENT ON COLUMN public.realization.speaker IS 'Name of the person who stated the figure.';

COMMENT ON COLUMN public.realization.citations IS 'Sources that state the figure, with the locations in them.';

COMMENT ON COLUMN public.realization.note IS 'Remark of the editors.';

COMMENT ON COLUMN public.realization.distinct_from IS 'Ids of the figures with the same key, institution and stated day, from which this one differs.';

COMMENT ON COLUMN public.realization.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.realization.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.realization.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.realization.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.realization.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.realization.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.realization.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

COMMENT ON COLUMN public.realization.quality IS 'final, provisional or estimate, in the order of precedence.';

COMMENT ON COLUMN public.realization.day_known IS 'False for a stock of some day of its period.';

COMMENT ON COLUMN public.realization.key_start IS 'First day of the key: the last day of the period for a stock of a known day.';

CREATE FUNCTION public.errors_of_draft(draft public.realization) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    RETURN array_remove(ARRAY[CASE WHEN (NOT ((((draft).stated_on IS NOT NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 0)) OR (((draft).stated_on IS NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 2)))) THEN public.row_error('figure_is_stated_on_a_day_or_between_two'::text, 'stated_on'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).stated_not_before)::date > ((draft).stated_not_after)::date) THEN public.row_error('figure_bounds_are_in_order'::text, 'stated_not_after'::text) ELSE NULL::jsonb END, CASE WHEN (jsonb_array_length(((draft).citations)::jsonb) > 100) THEN public.row_error('figure_has_at_most_100_citations'::text, 'citations'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).value_to)::numeric <= ((draft).value)::numeric) THEN public.row_error('figure_range_is_in_order'::text, 'value_to'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).value_to IS NOT NULL) AND ((draft).qualifier <> ALL (ARRAY['exact'::text, 'about'::text]))) THEN public.row_error('figure_range_has_no_open_side'::text, 'qualifier'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).retracted_on)::date < (COALESCE((draft).stated_on, (draft).stated_not_before))::date) THEN public.row_error('figure_is_retracted_after_it_was_stated'::text, 'retracted_on'::text) ELSE NULL::jsonb END], NULL::jsonb);

COMMENT ON FUNCTION public.errors_of_draft(draft public.realization) IS 'Errors of the record that a row would create or change.';

CREATE FUNCTION public.errors_of_draft(draft public.source) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    RETURN array_remove(ARRAY[CASE WHEN (NOT CASE (draft).date_basis WHEN 'stated'::text THEN (((draft).published_on IS NOT NULL) AND (num_nonnulls((draft).published_not_before, (draft).published_not_after) = 0)) WHEN 'inferred'::text THEN ((((draft).published_on IS NOT NULL) AND (num_nonnulls((draft).published_not_before, (draft).published_not_after) = 0)) OR (((draft).published_on IS NULL) AND (num_nonnulls((draft).published_not_before, (draft).published_not_after) = 2))) ELSE ((draft).published_on IS NULL) END) THEN public.row_error('source_date_basis_agrees_with_its_dates'::text, 'date_basis'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).published_not_before)::date > ((draft).published_not_after)::date) THEN public.row_error('source_bounds_are_in_order'::text, 'published_not_after'::text) ELSE NULL::jsonb END], NULL::jsonb);

COMMENT ON FUNCTION public.errors_of_draft(draft public.source) IS 'Errors of the record that a row would create or change.';

CREATE TABLE public.target (
    id uuid CONSTRAINT figure_columns_id_not_null NOT NULL,
    program public.code CONSTRAINT figure_columns_program_not_null NOT NULL,
    indicator public.code CONSTRAINT figure_columns_indicator_not_null NOT NULL,
    nature text CONSTRAINT figure_columns_nature_not_null NOT NULL,
    region public.region_code CONSTRAINT figure_columns_region_not_null NOT NULL,
    level text GENERATED ALWAYS AS (public.level_of((region)::text)) STORED CONSTRAINT figure_columns_level_not_null NOT NULL,
    breakdown public.breakdown CONSTRAINT figure_columns_breakdown_not_null NOT NULL,
    period public.period CONSTRAINT figure_columns_period_not_null NOT NULL,
    period_start public.day GENERATED ALWAYS AS (public.first_day_of((period)::text)) STORED CONSTRAINT figure_columns_period_start_not_null NOT NULL,
    period_end public.day GENERATED ALWAYS AS (public.last_day_of((period)::text)) STORED CONSTRAINT figure_columns_period_end_not_null NOT NULL,
    value public.amount CONSTRAINT figure_columns_value_not_null NOT NULL,
    value_to public.amount,
    magnitude double precision GENERATED ALWAYS AS ((value)::double precision) STORED CONSTRAINT figure_columns_magnitude_not_null NOT NULL,
    qualifier text CONSTRAINT figure_columns_qualifier_not_null NOT NULL,
    resolution public.amount CONSTRAINT figure_columns_resolution_not_null NOT NULL,
    stated_on public.day,
    stated_not_before public.day,
    stated_not_after public.day,
    stated_latest public.day GENERATED ALWAYS AS (public.latest_stated_day((stated_on)::date, (stated_not_after)::date)) STORED,
    retracted_on public.day,
    institution public.code CONSTRAINT figure_columns_institution_not_null NOT NULL,
    on_behalf_of public.code,
    speaker public.label,
    citations public.citations CONSTRAINT figure_columns_citations_not_null NOT NULL,
    note public.long_text,
    distinct_from uuid[] DEFAULT '{}'::uuid[] CONSTRAINT figure_columns_distinct_from_not_null NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    key_start public.day GENERATED ALWAYS AS (
CASE nature
    WHEN 'stock'::text THEN public.last_day_of((period)::text)
    ELSE public.first_day_of((period)::text)
END) STORED NOT NULL,
    plan public.code,
    due_on public.day,
    supersedes uuid,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT due_before_period CHECK (((due_on)::date >= (period_end)::date)),
    CONSTRAINT figure_bounds_are_in_order CHECK (((stated_not_before)::date <= (stated_not_after)::date)),
    CONSTRAINT figure_has_at_most_100_citations CHECK ((jsonb_array_length((citations)::jsonb) <= 100)),
    CONSTRAINT figure_is_distinct_from_a_plain_list CHECK (((cardinality(distinct_from) = 0) OR ((array_ndims(distinct_from) = 1) AND (array_position(distinct_from, NULL::uuid) IS NULL)))),
    CONSTRAINT figure_is_distinct_from_at_most_100 CHECK ((cardinality(distinct_from) <= 100)),
    CONSTRAINT figure_is_retracted_after_it_was_stated CHECK (((retracted_on)::date >= (COALESCE(stated_on, stated_not_before))::date)),
    CONSTRAINT figure_is_stated_on_a_day_or_between_two CHECK ((((stated_on IS NOT NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 0)) OR ((stated_on IS NULL) AND (num_nonnulls(stated_not_before, stated_not_after) = 2)))),
    CONSTRAINT figure_nature_is_known CHECK ((nature = ANY (ARRAY['stock'::text, 'flow'::text, 'rate'::text]))),
    CONSTRAINT figure_qualifier_is_known CHECK ((qualifier = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text, 'nearly'::text]))),
    CONSTRAINT figure_range_has_no_open_side CHECK (((value_to IS NULL) OR (qualifier = ANY (ARRAY['exact'::text, 'about'::text])))),
    CONSTRAINT figure_range_is_in_order CHECK (((value_to)::numeric > (value)::numeric)),
    CONSTRAINT figure_resolution_is_positive CHECK (((resolution)::numeric > (0)::numeric)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT published_figure_has_a_citation CHECK (((status <> 'published'::text) OR (jsonb_array_length((citations)::jsonb) > 0))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT target_does_not_supersede_itself CHECK ((supersedes <> id)),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.target IS 'Numbers that were promised; one row per revision.';

COMMENT ON COLUMN public.target.id IS 'Identifier of the figure.';

COMMENT ON COLUMN public.target.program IS 'Program of the indicator, which never changes; stored here so that lists need no join.';

COMMENT ON COLUMN public.target.indicator IS 'Code of the indicator, which has the unit.';

COMMENT ON COLUMN public.target.nature IS 'stock: the number on the last day of the period. flow: the number added during the period.';

COMMENT ON COLUMN public.target.region IS 'Code of the region that the figure counts.';

COMMENT ON COLUMN public.target.level IS 'Administrative level of the region.';

COMMENT ON COLUMN public.target.breakdown IS 'The part that the figure counts; the empty text is the whole.';

COMMENT ON COLUMN public.target.period IS 'Period in its canonical notation, such as 2024-Q1.';

COMMENT ON COLUMN public.target.period_start IS 'First day of the period.';

COMMENT ON COLUMN public.target.period_end IS 'Last day of the period.';

COMMENT ON COLUMN public.target.value IS 'The number as stated, in the unit of the indicator.';

COMMENT ON COLUMN public.target.value_to IS 'Upper end, if a range is stated; null for one number.';

COMMENT ON COLUMN public.target.magnitude IS 'value as a double, to sort by. A row policy prevents sorting by an index on numeric, which has no leakproof comparison.';

COMMENT ON COLUMN public.target.qualifier IS 'Whether the source states the number exactly, about, as a minimum, as a maximum, or as just missed.';

COMMENT ON COLUMN public.target.resolution IS 'Step to which the number is rounded, in the same unit; 100000 for 7.6 million.';

COMMENT ON COLUMN public.target.stated_on IS 'Day on which the figure was stated, if it is known exactly.';

COMMENT ON COLUMN public.target.stated_not_before IS 'Earliest possible day of the statement.';

COMMENT ON COLUMN public.target.stated_not_after IS 'Latest possible day of the statement.';

COMMENT ON COLUMN public.target.stated_latest IS 'From this day on the figure is certainly stated; see latest_stated_day.';

COMMENT ON COLUMN public.target.retracted_on IS 'Day on which the institution retracted the figure.';

COMMENT ON COLUMN public.target.institution IS 'Code of the institution that stated the figure and owns the record.';

COMMENT ON COLUMN public.target.on_behalf_of IS 'Code of the institution for which it was stated.';

COMMENT ON COLUMN public.target.speaker IS 'Name of the person who stated the figure.';

COMMENT ON COLUMN public.target.citations IS 'Sources that state the figure, with the locations in them.';

COMMENT ON COLUMN public.target.note IS 'Remark of the editors.';

COMMENT ON COLUMN public.target.distinct_from IS 'Ids of the figures with the same key, institution and stated day, from which this one differs.';

COMMENT ON COLUMN public.target.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.target.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.target.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.target.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.target.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.target.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.target.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

COMMENT ON COLUMN public.target.key_start IS 'First day of the key: the last day of the period for a stock.';

COMMENT ON COLUMN public.target.plan IS 'Code of the source, a plan or a regulation, that the target belongs to.';

COMMENT ON COLUMN public.target.due_on IS 'Deadline after the last day of the period; nothing is missed before it.';

COMMENT ON COLUMN public.target.supersedes IS 'Id of the earlier target that this one replaces; it can have another period and another plan.';

CREATE FUNCTION public.errors_of_draft(draft public.target) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE
    RETURN array_remove(ARRAY[CASE WHEN (NOT ((((draft).stated_on IS NOT NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 0)) OR (((draft).stated_on IS NULL) AND (num_nonnulls((draft).stated_not_before, (draft).stated_not_after) = 2)))) THEN public.row_error('figure_is_stated_on_a_day_or_between_two'::text, 'stated_on'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).stated_not_before)::date > ((draft).stated_not_after)::date) THEN public.row_error('figure_bounds_are_in_order'::text, 'stated_not_after'::text) ELSE NULL::jsonb END, CASE WHEN (jsonb_array_length(((draft).citations)::jsonb) > 100) THEN public.row_error('figure_has_at_most_100_citations'::text, 'citations'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).value_to)::numeric <= ((draft).value)::numeric) THEN public.row_error('figure_range_is_in_order'::text, 'value_to'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).value_to IS NOT NULL) AND ((draft).qualifier <> ALL (ARRAY['exact'::text, 'about'::text]))) THEN public.row_error('figure_range_has_no_open_side'::text, 'qualifier'::text) ELSE NULL::jsonb END, CASE WHEN (((draft).retracted_on)::date < (COALESCE((draft).stated_on, (draft).stated_not_before))::date) THEN public.row_error('figure_is_retracted_after_it_was_stated'::text, 'retracted_on'::text) ELSE NULL::jsonb END, CASE WHEN ((draft).supersedes = (draft).id) THEN public.row_error('target_does_not_supersede_itself'::text, 'supersedes'::text) ELSE NULL::jsonb END], NULL::jsonb);

COMMENT ON FUNCTION public.errors_of_draft(draft public.target) IS 'Errors of the record that a row would create or change.';

CREATE FUNCTION public.errors_of_kind(kind text, nature text, value numeric, value_to numeric, resolution numeric) RETURNS jsonb[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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

COMMENT ON FUNCTION public.errors_of_kind(kind text, nature text, value numeric, value_to numeric, resolution numeric) IS 'Errors of a figure in a unit of this kind: a count or rank is whole and not too small, and only what adds up is a flow.';

CREATE FUNCTION public.errors_of_resolution(changes jsonb, before numeric, resolution numeric) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((changes ? 'value'::text) AND (NOT (changes ? 'resolution'::text)) AND (((changes ->> 'value'::text))::numeric <> before) AND ((((changes ->> 'value'::text))::numeric % resolution) <> (0)::numeric)) THEN ARRAY[public.row_error('resolution_required'::text, 'resolution'::text)] ELSE '{}'::jsonb[] END;

COMMENT ON FUNCTION public.errors_of_resolution(changes jsonb, before numeric, resolution numeric) IS 'The error of a new number without a resolution that is no multiple of the resolution that the figure has.';

CREATE FUNCTION public.find_missing_indicator(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM indicator AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM indicator AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'indicator', w, referenced.revision, referenced.status, referenced.recorded_by, leader_of_program(referenced.program))
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_indicator(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_institution(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM institution AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM institution AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'institution', w, referenced.revision, referenced.status, referenced.recorded_by, NULL)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_institution(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_program(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM program AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM program AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'program', w, referenced.revision, referenced.status, referenced.recorded_by, referenced.lead_institution)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_program(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_realization(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM realization AS referenced
            WHERE referenced.id = w::uuid AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM realization AS referenced
            WHERE referenced.id = w::uuid AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'realization', w, referenced.revision, referenced.status, referenced.recorded_by, referenced.institution)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_realization(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_region(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM region AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM region AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'region', w, referenced.revision, referenced.status, referenced.recorded_by, NULL)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_region(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_source(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM source AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM source AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'source', w, referenced.revision, referenced.status, referenced.recorded_by, referenced.publisher)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_source(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_target(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM target AS referenced
            WHERE referenced.id = w::uuid AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM target AS referenced
            WHERE referenced.id = w::uuid AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'target', w, referenced.revision, referenced.status, referenced.recorded_by, referenced.institution)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_target(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_missing_unit(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    missing text[];
BEGIN
    missing := ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w
        WHERE w IS NOT NULL AND NOT EXISTS (
            SELECT FROM unit AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status = 'published'
            OFFSET 0));
    IF missing = '{}' OR is_published THEN
        RETURN missing;
    END IF;
    RETURN ARRAY(SELECT w FROM unnest(missing) AS w
        WHERE NOT EXISTS (
            SELECT FROM unit AS referenced
            WHERE referenced.code = w::text AND referenced.replaced_at IS NULL AND referenced.status <> 'withdrawn'
                AND can_read_unpublished(
                    'unit', w, referenced.revision, referenced.status, referenced.recorded_by, NULL)
            OFFSET 0));
END $$;

COMMENT ON FUNCTION public.find_missing_unit(wanted text[], is_published boolean) IS 'The keys of records that do not exist, are withdrawn or hidden from the user; or not published, if that is required.';

CREATE FUNCTION public.find_other_sources(wanted text[], is_published boolean) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT ARRAY(SELECT DISTINCT w FROM unnest(wanted) AS w WHERE w IS NOT NULL AND NOT EXISTS (
        SELECT FROM source WHERE source.code = w AND source.replaced_at IS NULL AND is_plan(source.kind)
            AND (source.status = 'published' OR NOT is_published))) $$;

COMMENT ON FUNCTION public.find_other_sources(wanted text[], is_published boolean) IS 'The codes of sources that are neither a plan nor a regulation.';

CREATE FUNCTION public.find_preferred_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- See revisions.sql.
        PERFORM raise_rule_violation('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;
    PERFORM lock_references('realization', ARRAY[NEW.realization::text]);
    IF NEW.active THEN
        SELECT current.indicator, current.nature, current.region, current.breakdown, current.key_start, current.period_end
            INTO NEW.indicator, NEW.nature, NEW.region, NEW.breakdown, NEW.first_day, NEW.last_day
            FROM realization AS current
            WHERE current.id = NEW.realization AND current.status = 'published' AND current.replaced_at IS NULL;
        IF NOT FOUND THEN
            PERFORM raise_rule_violation('a_preferred_realization_is_published', NEW.realization::text, '23503');
        END IF;
    ELSE
        SELECT before.indicator, before.nature, before.region, before.breakdown, before.first_day, before.last_day
            INTO NEW.indicator, NEW.nature, NEW.region, NEW.breakdown, NEW.first_day, NEW.last_day
            FROM preference AS before
            WHERE before.realization = NEW.realization AND before.revision = NEW.revision - 1 AND before.active;
        IF NOT FOUND THEN
            PERFORM raise_rule_violation('a_withdrawn_preference_stood', NEW.realization::text);
        END IF;
    END IF;
    RETURN NEW;
END $$;

COMMENT ON FUNCTION public.find_preferred_key() IS 'Trigger: fill in the key, from the published realization for a new preference, or from the preference that ends.';

CREATE FUNCTION public.find_realization_owner(the_import uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    own_time constant timestamptz := recording_time();  -- of all rows of this transaction
    owners text[];
BEGIN
    PERFORM require_running(the_import);
    owners := ARRAY(SELECT DISTINCT (t.institution)::text FROM realization AS t WHERE t.recorded_at = own_time);
    RETURN CASE WHEN cardinality(owners) = 1 THEN owners[1] END;
END $$;

COMMENT ON FUNCTION public.find_realization_owner(the_import uuid) IS 'The institution that owns all records that the import added; null if they have several owners.';

CREATE FUNCTION public.find_source_owner(the_import uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    own_time constant timestamptz := recording_time();  -- of all rows of this transaction
    owners text[];
BEGIN
    PERFORM require_running(the_import);
    owners := ARRAY(SELECT DISTINCT (t.publisher)::text FROM source AS t WHERE t.recorded_at = own_time);
    RETURN CASE WHEN cardinality(owners) = 1 THEN owners[1] END;
END $$;

COMMENT ON FUNCTION public.find_source_owner(the_import uuid) IS 'The institution that owns all records that the import added; null if they have several owners.';

CREATE FUNCTION public.find_target_owner(the_import uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    own_time constant timestamptz := recording_time();  -- of all rows of this transaction
    owners text[];
BEGIN
    PERFORM require_running(the_import);
    owners := ARRAY(SELECT DISTINCT (t.institution)::text FROM target AS t WHERE t.recorded_at = own_time);
    RETURN CASE WHEN cardinality(owners) = 1 THEN owners[1] END;
END $$;

COMMENT ON FUNCTION public.find_target_owner(the_import uuid) IS 'The institution that owns all records that the import added; null if they have several owners.';

CREATE FUNCTION public.find_unit(indicator text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
    SELECT i.unit::text FROM indicator i WHERE i.code = $1 AND (i.public OR can_read_unpublished(
            'indicator', i.code, i.revision, i.status, i.recorded_by, leader_of_program(i.program)))
        ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1 $_$;

COMMENT ON FUNCTION public.find_unit(indicator text) IS 'The unit of an indicator that the user may read: of the published revision, else of the latest one.';

CREATE FUNCTION public.first_day_of_week(period text) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    -- 4 January lies in the first week of every year.
    fourth date := public.parse_day(left(period, 4) || '-01-04');
    monday date := fourth - extract(isodow FROM fourth)::integer + 1 + 7 * (right(period, 2)::integer - 1);
BEGIN
    RETURN CASE WHEN extract(isoyear FROM monday) = left(period, 4)::integer THEN monday END;
END $$;

COMMENT ON FUNCTION public.first_day_of_week(period text) IS 'Monday of an ISO 8601 week such as 2021-W20; null if the year has no such week.';

CREATE FUNCTION public.forbid_update_and_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM raise_rule_violation('history_is_append_only', TG_OP || ' ' || TG_TABLE_NAME, '42501');
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.forbid_update_and_delete() IS 'Trigger: reject updates and deletes, by every role including the owner.';

CREATE FUNCTION public.group_import_errors(the_import uuid, skipped integer, max_groups integer) RETURNS TABLE(error jsonb, received text, "position" bigint, row_count bigint, lines integer[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT e.error, cells.received, named.position, count(*), (array_agg(o.line ORDER BY o.number))[1:10]
    FROM import i JOIN import_outcome o ON o.import = i.id AND o.action = 'rejected'
    CROSS JOIN LATERAL jsonb_array_elements(o.errors) AS e (error)
    -- Errors of the parser have the name of the column in the file, the others its name in the API.
    LEFT JOIN LATERAL (SELECT given.position FROM unnest(i.columns) WITH ORDINALITY AS given (pair, position)
        CROSS JOIN LATERAL (SELECT split_part(given.pair, '=', 1) AS api_name, substr(given.pair, strpos(given.pair, '=') + 1) AS name) AS n
        WHERE CASE WHEN e.error ? 'rule' OR e.error ? 'of_database'
            THEN n.api_name = e.error->>'column' OR n.api_name = 'source' AND e.error->>'column' = 'citations'
            ELSE e.error->>'column' IN (n.name, left(n.name, 199) || '…') END
        ORDER BY given.position LIMIT 1) AS named ON true
    LEFT JOIN LATERAL (SELECT left(r.raw->>(named.position - 1)::integer, 201) AS received FROM import_row r
        WHERE r.import = o.import AND r.number = o.number OFFSET 0) AS cells ON true
    WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status)
    GROUP BY e.error, cells.received, named.position
    ORDER BY count(*) DESC, min(o.number), named.position, e.error OFFSET skipped LIMIT max_groups $$;

COMMENT ON FUNCTION public.group_import_errors(the_import uuid, skipped integer, max_groups integer) IS 'The errors of the rejected rows, equal ones together, the most frequent first: their column from 1, the content of its cell, the number of rows, and the first lines.';

CREATE FUNCTION public.has_figures(its_program text, counted text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((EXISTS ( SELECT
            FROM public.target
           WHERE (((target.program)::text = has_figures.its_program) AND ((target.indicator)::text = has_figures.counted) AND (target.status = 'published'::text)))) OR (EXISTS ( SELECT
            FROM public.realization
           WHERE (((realization.program)::text = has_figures.its_program) AND ((realization.indicator)::text = has_figures.counted) AND (realization.status = 'published'::text)))) OR (EXISTS ( SELECT
            FROM public.target t
           WHERE (((t.indicator)::text = has_figures.counted) AND (t.status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (t.replaced_at IS NULL) AND public.can_read_unpublished('target'::text, (t.id)::text, t.revision, t.status, (t.recorded_by)::text, (t.institution)::text)))) OR (EXISTS ( SELECT
            FROM public.realization t
           WHERE (((t.indicator)::text = has_figures.counted) AND (t.status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (t.replaced_at IS NULL) AND public.can_read_unpublished('realization'::text, (t.id)::text, t.revision, t.status, (t.recorded_by)::text, (t.institution)::text)))));
END;

COMMENT ON FUNCTION public.has_figures(its_program text, counted text) IS 'True if a figure of the indicator was ever published, or is a draft that the user may read; withdrawn drafts do not count. For the drafts of others see figure_is_in_the_unit_of_its_draft.';

CREATE FUNCTION public.identify_server(OUT system_identifier bigint, OUT timeline integer) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    BEGIN
        system_identifier := (SELECT control.system_identifier FROM pg_control_system() AS control);
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_function THEN
        system_identifier := NULL;
    END;
    BEGIN
        timeline := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_function THEN
        timeline := NULL;
    END;
END $$;

COMMENT ON FUNCTION public.identify_server(OUT system_identifier bigint, OUT timeline integer) IS 'System identifier and current WAL timeline of this server, each null if the owner may not read it. Fails on a standby.';

CREATE FUNCTION public.indicator_unit(indicator_code text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT i.unit FROM indicator i WHERE i.code = indicator_code
        ORDER BY i.status IN ('rejected', 'withdrawn'), i.revision DESC LIMIT 1);
END $$;

COMMENT ON FUNCTION public.indicator_unit(indicator_code text) IS 'Unit of an indicator, also if it has no published revision.';

CREATE FUNCTION public.institution_sql(record_type text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE record_type WHEN 'program'::text THEN '%s.lead_institution'::text WHEN 'indicator'::text THEN 'leader_of_program(%s.program)'::text WHEN 'source'::text THEN '%s.publisher'::text WHEN 'claim'::text THEN 'publisher_of_source(%s.source)'::text WHEN 'target'::text THEN '%s.institution'::text WHEN 'realization'::text THEN '%s.institution'::text ELSE 'NULL'::text END;

COMMENT ON FUNCTION public.institution_sql(record_type text) IS 'SQL expression for the institution that owns a row of this type; %s is the alias of the row.';

CREATE FUNCTION public.is_below_horizon(epoch integer, xid xid8) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((epoch < public.current_epoch()) OR (xid < pg_snapshot_xmin(pg_current_snapshot())));

COMMENT ON FUNCTION public.is_below_horizon(epoch integer, xid xid8) IS 'True if no running transaction can still add a row before this one; only such rows are sealed or returned.';

CREATE FUNCTION public.is_calendar_period(first_day date, last_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((EXTRACT(day FROM first_day) = (1)::numeric) AND (EXTRACT(day FROM (last_day + 1)) = (1)::numeric) AND (((((12)::numeric * (EXTRACT(year FROM (last_day + 1)) - EXTRACT(year FROM first_day))) + EXTRACT(month FROM (last_day + 1))) - EXTRACT(month FROM first_day)) = ANY ((CASE (EXTRACT(month FROM first_day))::integer WHEN 1 THEN '{1,3,6,12}'::integer[] WHEN 7 THEN '{1,3,6}'::integer[] WHEN 4 THEN '{1,3}'::integer[] WHEN 10 THEN '{1,3}'::integer[] ELSE '{1}'::integer[] END)::numeric[]))) OR (((last_day - first_day) = 6) AND (EXTRACT(isodow FROM first_day) = (1)::numeric)));

COMMENT ON FUNCTION public.is_calendar_period(first_day date, last_day date) IS 'True if the days are those of a week, month, quarter, half-year or year, which have a notation of their own.';

CREATE FUNCTION public.is_epoch_current(seal_epoch integer, seal_number bigint, seal_hash bytea) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    latest epoch;
    here record;
    last xid8;
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN true;  -- only the primary begins epochs
    END IF;
    SELECT * INTO latest FROM epoch ORDER BY number DESC LIMIT 1;
    SELECT * INTO here FROM identify_server();
    IF latest.system_identifier <> here.system_identifier OR latest.timeline <> here.timeline THEN
        RETURN false;
    ELSIF seal_epoch >= latest.number
            AND NOT EXISTS (SELECT FROM audit_seal WHERE number = seal_number AND hash = seal_hash) THEN
        RETURN false;
    END IF;
    SELECT greatest(
        (SELECT xid FROM change WHERE change.epoch = latest.number ORDER BY xid DESC LIMIT 1),
        (SELECT xid FROM audit_entry WHERE audit_entry.epoch = latest.number ORDER BY xid DESC LIMIT 1)) INTO last;
    RETURN coalesce(last < pg_snapshot_xmax(pg_current_snapshot()), true);
END $$;

COMMENT ON FUNCTION public.is_epoch_current(seal_epoch integer, seal_number bigint, seal_hash bytea) IS 'False if transaction numbers of the latest epoch may be used again: it began on another server or timeline, this server counts from a lower number, or the database has lost a seal that the caller has read. The caller has written nothing.';

CREATE FUNCTION public.is_key_change_allowed(institution text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((public.session_variable('principal'::text) IS NOT NULL) AND public.has_scope('admin'::text) AND COALESCE(((public.session_variable('institution'::text) IS NULL) OR (institution = public.session_variable('institution'::text))), false));

COMMENT ON FUNCTION public.is_key_change_allowed(institution text) IS 'True if the user may see, create and end keys of the institution.';

CREATE FUNCTION public.is_list_of_breakdown_keys(text[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
BEGIN
    RETURN cardinality($1) = 0 OR array_ndims($1) = 1 AND cardinality($1) <= 8
        AND NOT EXISTS (SELECT FROM unnest($1) AS key
            WHERE key IS NULL OR key !~ '^[a-z0-9][a-z0-9-]*$' OR length(key) > 64 OR key = 'part')
        AND cardinality($1) = (SELECT count(DISTINCT key) FROM unnest($1) AS key);
END $_$;

COMMENT ON FUNCTION public.is_list_of_breakdown_keys(text[]) IS 'True for a list of 0 to 8 different keys of breakdowns. It excludes part, which names the offices of a region.';

CREATE FUNCTION public.is_null_or_text(jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((jsonb_typeof($1) = ANY (ARRAY['null'::text, 'string'::text])), false);

COMMENT ON FUNCTION public.is_null_or_text(jsonb) IS 'True for a JSON null or string; false for other values and for a missing field.';

CREATE FUNCTION public.is_own_record(record_type text, key text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    result boolean := true;
    of_key text := CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id = $1::uuid' ELSE 'code = $1' END;
BEGIN
    IF session_variable('institution') IS NOT NULL THEN
        EXECUTE format('SELECT bool_and((%s) IS NOT DISTINCT FROM session_variable(''institution'')) FROM %I AS before WHERE %s
            AND replaced_at IS NULL AND (status <> ''withdrawn'' OR public)',
            format(institution_sql(record_type), 'before'), record_type, of_key) INTO result USING key;
    END IF;
    RETURN coalesce(result, true);
END $_$;

COMMENT ON FUNCTION public.is_own_record(record_type text, key text) IS 'True if the user may continue the record: the key is not restricted to an institution, or that institution owns the latest and the published revision. A trigger applies the same rule to new revisions.';

CREATE FUNCTION public.is_plan(kind text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (kind = ANY (ARRAY['plan'::text, 'regulation'::text]));

COMMENT ON FUNCTION public.is_plan(kind text) IS 'True if targets can belong to sources of this kind.';

CREATE FUNCTION public.is_revision_allowed(status text, public boolean, recorded_by text, owner text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE(((recorded_by = public.session_variable('principal'::text)) AND ((public.session_variable('institution'::text) IS NULL) OR (owner = public.session_variable('institution'::text))) AND CASE WHEN (recorded_by = 'system'::text) THEN true WHEN (status = ANY (ARRAY['draft'::text, 'submitted'::text])) THEN public.has_scope('write'::text) WHEN ((status = 'withdrawn'::text) AND (NOT public)) THEN (public.has_scope('write'::text) OR public.has_scope('publish'::text)) ELSE public.has_scope('publish'::text) END), false);

COMMENT ON FUNCTION public.is_revision_allowed(status text, public boolean, recorded_by text, owner text) IS 'True if the user may add the revision: under the own name, for the institution of the key, with the scope that the status requires.';

CREATE FUNCTION public.is_transition_allowed(before text, after text, by_system boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (by_system AND (after = 'published'::text)) THEN ((before IS NULL) OR (before = 'published'::text)) ELSE (((COALESCE(before, 'nothing'::text) || ' to '::text) || after) = ANY (ARRAY['nothing to draft'::text, 'draft to draft'::text, 'draft to submitted'::text, 'draft to withdrawn'::text, 'submitted to draft'::text, 'submitted to published'::text, 'submitted to rejected'::text, 'submitted to withdrawn'::text, 'rejected to draft'::text, 'rejected to submitted'::text, 'rejected to withdrawn'::text, 'published to draft'::text, 'published to withdrawn'::text, 'withdrawn to draft'::text, 'withdrawn to withdrawn'::text, 'withdrawn to published'::text])) END;

COMMENT ON FUNCTION public.is_transition_allowed(before text, after text, by_system boolean) IS 'True if a revision with the second status may follow one with the first; null means that there is none before. Seed data is published directly. A withdrawn publication can only be restored, and a withdrawn draft cannot.';

CREATE FUNCTION public.join_citations(existing jsonb, added jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((SELECT COALESCE(jsonb_agg(COALESCE((SELECT citation.value AS citation FROM jsonb_array_elements(join_citations.added) citation(value) WHERE (((citation.value - 'note'::text) = (before.old - 'note'::text)) AND ((citation.value ->> 'note'::text) IS NOT NULL)) LIMIT 1), before.old) ORDER BY before."position"), '[]'::jsonb) AS "coalesce" FROM jsonb_array_elements(join_citations.existing) WITH ORDINALITY before(old, "position")) || COALESCE((SELECT jsonb_agg(given.citation ORDER BY given."position") AS jsonb_agg FROM jsonb_array_elements(join_citations.added) WITH ORDINALITY given(citation, "position") WHERE (NOT (EXISTS (SELECT FROM jsonb_array_elements(join_citations.existing) old(value) WHERE ((old.value - 'note'::text) = (given.citation - 'note'::text)))))), '[]'::jsonb));

COMMENT ON FUNCTION public.join_citations(existing jsonb, added jsonb) IS 'The existing citations followed by the new ones. For the same location in a source, a new note replaces the old one.';

CREATE FUNCTION public.kind_of_unit(unit_code text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT u.kind FROM unit u WHERE u.code = $1
        ORDER BY u.status = 'published' DESC, u.revision DESC LIMIT 1 $_$;

COMMENT ON FUNCTION public.kind_of_unit(unit_code text) IS 'Kind of a unit: of the published revision, else of the latest one.';

CREATE FUNCTION public.kinds_by_indicator(wanted text[]) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    RETURN coalesce((SELECT jsonb_object_agg(one.code, kind_of_unit(counted.unit))
        FROM unnest(coalesce(wanted, ARRAY(SELECT DISTINCT code::text FROM indicator))) AS one (code)
        CROSS JOIN LATERAL (
            SELECT i.unit FROM indicator i WHERE i.code = one.code
            ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1) AS counted), '{}');
END $$;

COMMENT ON FUNCTION public.kinds_by_indicator(wanted text[]) IS 'Map of indicators to the kinds of their units; of all indicators for null.';

CREATE FUNCTION public.latest_revision(record_type text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    of_key text := CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id = $1::uuid' ELSE 'code = $1' END;
BEGIN
    EXECUTE format('SELECT revision, status, public, EXISTS (SELECT FROM %1$I WHERE %2$s AND status = ''published''
        AND replaced_at IS NULL) FROM %1$I WHERE %2$s ORDER BY revision DESC LIMIT 1', record_type, of_key)
        INTO newest, status, public, published USING key;
END $_$;

COMMENT ON FUNCTION public.latest_revision(record_type text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) IS 'The latest revision of a record, whether or not the user may read it. So no write overwrites work that is hidden from the user, and a withdrawn draft, or a draft next to a publication, does not block other users.';

CREATE FUNCTION public.leader_of_program(program text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT p.lead_institution::text FROM program p WHERE p.code = $1
        ORDER BY p.status = 'published' DESC, p.revision DESC LIMIT 1 $_$;

COMMENT ON FUNCTION public.leader_of_program(program text) IS 'Institution that leads a program: of the published revision, else of the latest one.';

CREATE FUNCTION public.leader_of_realization(realization uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT p.lead_institution::text FROM realization r JOIN program p ON p.code = r.program
        WHERE r.id = $1 AND r.status = 'published' AND p.status = 'published'
        ORDER BY r.revision DESC, p.revision DESC LIMIT 1 $_$;

COMMENT ON FUNCTION public.leader_of_realization(realization uuid) IS 'Institution that leads the program of a published realization. Drafts do not count, so that their author cannot choose.';

CREATE FUNCTION public.list_import_rows(the_import uuid, after integer, max_rows integer, wanted text[]) RETURNS TABLE(number integer, line integer, action text, record_id text, base integer, first_row integer, errors jsonb, raw jsonb, value_position integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT o.number, o.line, o.action, o.record_id, o.base, o.first_row, o.errors, r.raw, r.value_position
    FROM import_outcome o
        LEFT JOIN LATERAL (SELECT * FROM import_row r WHERE r.import = o.import AND r.number = o.number OFFSET 0) AS r ON true
    WHERE o.import = the_import AND o.number > after AND (wanted IS NULL OR o.action = ANY (wanted))
        AND EXISTS (SELECT FROM import i WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status))
    ORDER BY o.number LIMIT max_rows $$;

COMMENT ON FUNCTION public.list_import_rows(the_import uuid, after integer, max_rows integer, wanted text[]) IS 'A page of the report: rows with their results, for users who may read the import.';

CREATE FUNCTION public.list_reviews(after_time timestamp with time zone, after_type text, after_id text, max_rows integer) RETURNS TABLE(type text, id text, institution text, record_count integer, submitted_by text, submitted_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    own_institution text := session_variable('institution');
    -- The records of an import have the time of its last step, except those that were revised since.
    import_times timestamptz[];
BEGIN
    IF NOT has_scope('publish') THEN
        RETURN;
    END IF;
    import_times := ARRAY(SELECT i.status_changed_at FROM import AS i
        WHERE i.records_status = 'submitted' AND (own_institution IS NULL OR i.owner = own_institution));
    RETURN QUERY SELECT * FROM (
        (SELECT 'import'::text AS type, i.id::text AS id, i.owner::text, i.created + i.updated, i.submitted_by::text,
                i.status_changed_at::timestamptz AS submitted_at
            FROM import AS i
            WHERE i.records_status = 'submitted' AND i.status_changed_at >= after_time
                AND (i.status_changed_at, 'import', i.id::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR i.owner = own_institution)
                AND session_variable('principal') NOT IN (i.recorded_by, i.submitted_by)
                -- Not if all of its records were published or revised one by one: no step could end that review.
                AND CASE i.collection 
                    WHEN 'sources' THEN EXISTS (SELECT FROM source AS t
                        WHERE t.recorded_at = i.status_changed_at AND t.status = 'submitted' AND t.replaced_at IS NULL)
                
                    WHEN 'targets' THEN EXISTS (SELECT FROM target AS t
                        WHERE t.recorded_at = i.status_changed_at AND t.status = 'submitted' AND t.replaced_at IS NULL)
                
                    WHEN 'realizations' THEN EXISTS (SELECT FROM realization AS t
                        WHERE t.recorded_at = i.status_changed_at AND t.status = 'submitted' AND t.replaced_at IS NULL)
                 END
            ORDER BY i.status_changed_at, i.id::text LIMIT max_rows)
        UNION ALL (
            SELECT 'unit', t.code::text, (NULL)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM unit AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'unit', t.code::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (NULL) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('unit', t.code::text, t.revision)
            ORDER BY t.recorded_at, t.code::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'institution', t.code::text, (NULL)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM institution AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'institution', t.code::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (NULL) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('institution', t.code::text, t.revision)
            ORDER BY t.recorded_at, t.code::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'program', t.code::text, (t.lead_institution)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM program AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'program', t.code::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (t.lead_institution) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('program', t.code::text, t.revision)
            ORDER BY t.recorded_at, t.code::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'indicator', t.code::text, (leader_of_program(t.program))::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM indicator AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'indicator', t.code::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (leader_of_program(t.program)) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('indicator', t.code::text, t.revision)
            ORDER BY t.recorded_at, t.code::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'source', t.code::text, (t.publisher)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM source AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'source', t.code::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (t.publisher) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('source', t.code::text, t.revision)
            ORDER BY t.recorded_at, t.code::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'target', t.id::text, (t.institution)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM target AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'target', t.id::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (t.institution) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('target', t.id::text, t.revision)
            ORDER BY t.recorded_at, t.id::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'realization', t.id::text, (t.institution)::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM realization AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'realization', t.id::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (t.institution) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('realization', t.id::text, t.revision)
            ORDER BY t.recorded_at, t.id::text LIMIT max_rows)
            
        UNION ALL (
            SELECT 'claim', t.id::text, (publisher_of_source(t.source))::text, 1, t.recorded_by::text, t.recorded_at::timestamptz FROM claim AS t
            WHERE t.status = 'submitted' AND t.replaced_at IS NULL AND t.recorded_at >= after_time
                AND (t.recorded_at, 'claim', t.id::text) > (after_time, after_type, after_id)
                AND (own_institution IS NULL OR (publisher_of_source(t.source)) = own_institution)
                AND t.recorded_at <> ALL (import_times) AND NOT took_part_in('claim', t.id::text, t.revision)
            ORDER BY t.recorded_at, t.id::text LIMIT max_rows)
            ) AS found
        ORDER BY found.submitted_at, found.type, found.id LIMIT max_rows;
END $$;

COMMENT ON FUNCTION public.list_reviews(after_time timestamp with time zone, after_type text, after_id text, max_rows integer) IS 'Submitted imports, and submitted records that are not part of a listed import, that the user may publish: for the institution of the key, and without own work. Oldest first, after a position.';

CREATE FUNCTION public.list_with_successors(institutions text[], at timestamp with time zone) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH RECURSIVE found (code) AS (
        SELECT unnest(institutions) COLLATE "C"
        UNION
        SELECT unnest(t.succeeded_by)::text COLLATE "C" FROM found JOIN institution t ON t.code = found.code
        WHERE t.status = 'published'
            AND CASE WHEN at IS NULL THEN t.replaced_at IS NULL
                ELSE t.recorded_at <= at AND (t.replaced_at IS NULL OR t.replaced_at > at) END
    )
    SELECT array_agg(code) FROM found $$;

COMMENT ON FUNCTION public.list_with_successors(institutions text[], at timestamp with time zone) IS 'The institutions and all that succeeded them, directly or later, as published at a time (now if null).';

CREATE FUNCTION public.lock_identities(identities bigint[], is_published boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    all_publications CONSTANT integer := hashtext('capaian identities');
    ignored text;
BEGIN
    IF cardinality(identities) <= 100 THEN
        IF is_published THEN
            PERFORM pg_advisory_xact_lock_shared(all_publications, 0);
        END IF;
        IF cardinality(identities) = 1 THEN
            ignored := pg_advisory_xact_lock(identities[1]);
            RETURN;
        END IF;
        -- Sorted, so that two transactions that lock several identities do not wait for each other.
        PERFORM pg_advisory_xact_lock(identity)
            FROM (SELECT DISTINCT identity FROM unnest(identities) AS identity ORDER BY 1) AS sorted;
    ELSIF is_published THEN
        PERFORM pg_advisory_xact_lock(all_publications, 0);
    END IF;
END $$;

COMMENT ON FUNCTION public.lock_identities(identities bigint[], is_published boolean) IS 'Of two concurrent transactions with one statement, the second waits. Locks are limited: the drafts of a large import take none, and its publication excludes all other publications of figures.';

CREATE FUNCTION public.lock_references(record_type text, keys text[]) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
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

COMMENT ON FUNCTION public.lock_references(record_type text, keys text[]) IS 'Lock the records that new rows refer to, shared and until commit. Return the keys without null: plpgsql assigns a value faster than it performs a query.';

CREATE FUNCTION public.match_figures(record_type text, the_import uuid, first integer, last integer) RETURNS TABLE(number integer, line integer, content jsonb, record_id text, errors jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
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
END $_$;

COMMENT ON FUNCTION public.match_figures(record_type text, the_import uuid, first integer, last integer) IS 'The record of each row: the existing one, or the new one. A figure is found by its id, or by what it states: indicator, nature, region, breakdown, period, institution and day. With a source of the figure the row revises it; with another source it adds a citation to the same number, and contradicts another number. Work that the user may not read is not found; its id is taken.';

CREATE FUNCTION public.match_sources(the_import uuid, first integer, last integer) RETURNS TABLE(number integer, line integer, content jsonb, record_id text, errors jsonb[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    publishers text[];
BEGIN
    SELECT find_missing_institution(array_agg(DISTINCT r.content->>'publisher'), false) INTO publishers
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last;
    RETURN QUERY SELECT r.number, r.line, r.content, r.candidate, CASE WHEN r.content->>'publisher' = ANY (publishers)
            THEN ARRAY[row_error('source_names_its_publisher', 'publisher', r.content->>'publisher')] ELSE '{}' END
        FROM import_row r WHERE r.import = the_import AND r.number BETWEEN first AND last AND r.errors IS NULL;
END $$;

COMMENT ON FUNCTION public.match_sources(the_import uuid, first integer, last integer) IS 'The record of each row, by its code.';

CREATE FUNCTION public.mixes_scripts(name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ((((((NORMALIZE(name, NFKC) ~ '[a-zA-Z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab64]'::text))::integer + ((NORMALIZE(name, NFKC) ~ '[\u0370-\u03ff\u1f00-\u1fff]'::text))::integer) + ((NORMALIZE(name, NFKC) ~ '[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]'::text))::integer) + ((NORMALIZE(name, NFKC) ~ '[\u0530-\u1c7f\u1c90-\u1cff\u2c00-\u2c5f\u2c80-\u2ddf\u3040-\ua63f\ua6a0-\ua6ff\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff\U00010000-\U0001cfff\U0001e000-\U0001efff\U00020000-\U0003ffff]'::text))::integer) > 1);

COMMENT ON FUNCTION public.mixes_scripts(name text) IS 'True if a name has letters of two of these: Latin, Greek, Cyrillic, any other script. Their letters look the same.';

CREATE FUNCTION public.natural_key(indicator text, nature text, region text, breakdown text, key_start date, last_day date, plan text, institution text, stated_on date, stated_not_before date, stated_latest date) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hash_record_extended(ROW((indicator COLLATE "C"), (nature COLLATE "C"), (region COLLATE "C"), (breakdown COLLATE "C"), key_start, last_day, (plan COLLATE "C"), (institution COLLATE "C"), stated_on, stated_not_before, stated_latest), (0)::bigint);

COMMENT ON FUNCTION public.natural_key(indicator text, nature text, region text, breakdown text, key_start date, last_day date, plan text, institution text, stated_on date, stated_not_before date, stated_latest date) IS 'Hash of the identity of a figure: what it is about, who stated it and when. With an index on this one column the planner has no other choice, even without statistics. Realizations have no plan.';

CREATE FUNCTION public.parse_day(text) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
BEGIN
    RETURN CASE
        WHEN $1 ~ '^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN CASE
            WHEN right($1, 2)::integer <= 28 OR right($1, 2)::integer <= extract(day FROM
                    make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, 1) + interval '1 month' - interval '1 day')
                THEN make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, right($1, 2)::integer) END
    END;
END $_$;

COMMENT ON FUNCTION public.parse_day(text) IS 'The date that a text such as 2024-02-29 means; null if the text is not a valid date.';

CREATE FUNCTION public.plan_hash(the_import uuid, first integer, last integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT sha256(convert_to(coalesce(string_agg(concat_ws(' ', number, action, record_id, newest, base, first_row, errors), E'\n'
        ORDER BY number), ''), 'UTF8')) FROM import_outcome WHERE import = the_import AND number BETWEEN first AND last $$;

COMMENT ON FUNCTION public.plan_hash(the_import uuid, first integer, last integer) IS 'SHA-256 of all that is planned for the rows in a range.';

CREATE FUNCTION public.plan_repeated_rows(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
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

COMMENT ON FUNCTION public.plan_repeated_rows(the_import uuid) IS 'Compare the rows about one record: the first that changes it is added with the citations of all rows that state the same; a repetition is unchanged; a row that states something else is rejected.';

CREATE FUNCTION public.plan_rows(record_type text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
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
END $_$;

COMMENT ON FUNCTION public.plan_rows(record_type text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) IS 'Plan the rows in a range, each by itself, and return how many are rejected. Rows that state the same figure are compared later. The function runs as the owner, because a row policy would repeat for every row what is the same for all; it checks visibility itself.';

CREATE FUNCTION public.plan_superseding_rows(the_import uuid) RETURNS bigint
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

COMMENT ON FUNCTION public.plan_superseding_rows(the_import uuid) IS 'Reject the rows that supersede neither an existing target nor one of the same file; return how many. Rejected rows are missing for others, so the caller repeats this until it returns 0.';

CREATE FUNCTION public.publisher_of_source(source text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT s.publisher::text FROM source s WHERE s.code = $1
        ORDER BY s.status = 'published' DESC, s.revision DESC LIMIT 1 $_$;

COMMENT ON FUNCTION public.publisher_of_source(source text) IS 'Institution that published a source: of the published revision, else of the latest one.';

CREATE FUNCTION public.raise_rule_violation(rule text, because text, sqlstate_code text DEFAULT '23514'::text, of_table text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = sqlstate_code, CONSTRAINT = rule, TABLE = of_table, MESSAGE = rule || ': ' || because;
END $$;

COMMENT ON FUNCTION public.raise_rule_violation(rule text, because text, sqlstate_code text, of_table text) IS 'Raise an error with the rule as the constraint name, which the service translates into a message.';

CREATE FUNCTION public.read_realization_rows(the_import uuid, numbers integer[], defaults jsonb) RETURNS TABLE(number integer, read jsonb, before jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT o.number, CASE WHEN after.fields IS NOT NULL THEN describe_figure('realization', after.fields) END,
        CASE WHEN o.action = 'updated' AND base.fields IS NOT NULL THEN describe_figure('realization', base.fields) END
    FROM import i JOIN import_outcome o ON o.import = i.id AND o.number = ANY (numbers)
    LEFT JOIN import_outcome led ON led.import = o.import AND led.number = o.first_row
    CROSS JOIN LATERAL (SELECT coalesce(led.action, o.action) IN ('created', 'updated') AS is_changed) AS planned
    LEFT JOIN LATERAL (SELECT t AS whole, to_jsonb(t) AS fields FROM realization AS t
        WHERE t.id = o.record_id::uuid AND t.revision = o.base
            AND (t.public OR can_read_unpublished('realization', t.id::text, t.revision, t.status, t.recorded_by, t.institution))) AS base ON true
    LEFT JOIN LATERAL (SELECT to_jsonb(t) AS fields FROM realization AS t
        WHERE i.records_status IS NOT NULL AND planned.is_changed
            AND t.id = o.record_id::uuid AND t.revision = o.newest + 1) AS added ON true
    LEFT JOIN LATERAL (SELECT r.content || CASE WHEN coalesce(led.citations, o.citations) IS NULL THEN '{}'
            ELSE jsonb_build_object('citations', coalesce(led.citations, o.citations)) END AS content
        FROM import_row r WHERE r.import = o.import AND r.number = o.number AND r.content <> '{}'
            AND (o.action = 'rejected' OR i.status <> 'rejected')) AS staged ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN added.fields IS NOT NULL THEN added.fields
        WHEN o.action <> 'rejected' AND NOT planned.is_changed THEN base.fields
        WHEN o.base IS NULL THEN defaults || staged.content
        WHEN base.fields IS NULL THEN staged.content
        WHEN staged.content IS NOT NULL THEN to_jsonb(build_draft(base.whole, staged.content, defaults)) END AS fields
        OFFSET 0) AS after
    WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status) $$;

COMMENT ON FUNCTION public.read_realization_rows(the_import uuid, numbers integer[], defaults jsonb) IS 'The records of some rows as the import creates, changes or leaves them, and before it. Null for a row that is valid in a rejected import, also before its staged row is deleted, and for an earlier revision that the user may not read.';

CREATE FUNCTION public.read_source_rows(the_import uuid, numbers integer[], defaults jsonb) RETURNS TABLE(number integer, read jsonb, before jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT o.number, CASE WHEN after.fields IS NOT NULL THEN describe_source('source', after.fields) END,
        CASE WHEN o.action = 'updated' AND base.fields IS NOT NULL THEN describe_source('source', base.fields) END
    FROM import i JOIN import_outcome o ON o.import = i.id AND o.number = ANY (numbers)
    LEFT JOIN import_outcome led ON led.import = o.import AND led.number = o.first_row
    CROSS JOIN LATERAL (SELECT coalesce(led.action, o.action) IN ('created', 'updated') AS is_changed) AS planned
    LEFT JOIN LATERAL (SELECT t AS whole, to_jsonb(t) AS fields FROM source AS t
        WHERE t.code = o.record_id::text AND t.revision = o.base
            AND (t.public OR can_read_unpublished('source', t.code::text, t.revision, t.status, t.recorded_by, t.publisher))) AS base ON true
    LEFT JOIN LATERAL (SELECT to_jsonb(t) AS fields FROM source AS t
        WHERE i.records_status IS NOT NULL AND planned.is_changed
            AND t.code = o.record_id::text AND t.revision = o.newest + 1) AS added ON true
    LEFT JOIN LATERAL (SELECT r.content || CASE WHEN coalesce(led.citations, o.citations) IS NULL THEN '{}'
            ELSE jsonb_build_object('citations', coalesce(led.citations, o.citations)) END AS content
        FROM import_row r WHERE r.import = o.import AND r.number = o.number AND r.content <> '{}'
            AND (o.action = 'rejected' OR i.status <> 'rejected')) AS staged ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN added.fields IS NOT NULL THEN added.fields
        WHEN o.action <> 'rejected' AND NOT planned.is_changed THEN base.fields
        WHEN o.base IS NULL THEN defaults || staged.content
        WHEN base.fields IS NULL THEN staged.content
        WHEN staged.content IS NOT NULL THEN to_jsonb(build_draft(base.whole, staged.content, defaults)) END AS fields
        OFFSET 0) AS after
    WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status) $$;

COMMENT ON FUNCTION public.read_source_rows(the_import uuid, numbers integer[], defaults jsonb) IS 'The records of some rows as the import creates, changes or leaves them, and before it. Null for a row that is valid in a rejected import, also before its staged row is deleted, and for an earlier revision that the user may not read.';

CREATE FUNCTION public.read_target_rows(the_import uuid, numbers integer[], defaults jsonb) RETURNS TABLE(number integer, read jsonb, before jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT o.number, CASE WHEN after.fields IS NOT NULL THEN describe_figure('target', after.fields) END,
        CASE WHEN o.action = 'updated' AND base.fields IS NOT NULL THEN describe_figure('target', base.fields) END
    FROM import i JOIN import_outcome o ON o.import = i.id AND o.number = ANY (numbers)
    LEFT JOIN import_outcome led ON led.import = o.import AND led.number = o.first_row
    CROSS JOIN LATERAL (SELECT coalesce(led.action, o.action) IN ('created', 'updated') AS is_changed) AS planned
    LEFT JOIN LATERAL (SELECT t AS whole, to_jsonb(t) AS fields FROM target AS t
        WHERE t.id = o.record_id::uuid AND t.revision = o.base
            AND (t.public OR can_read_unpublished('target', t.id::text, t.revision, t.status, t.recorded_by, t.institution))) AS base ON true
    LEFT JOIN LATERAL (SELECT to_jsonb(t) AS fields FROM target AS t
        WHERE i.records_status IS NOT NULL AND planned.is_changed
            AND t.id = o.record_id::uuid AND t.revision = o.newest + 1) AS added ON true
    LEFT JOIN LATERAL (SELECT r.content || CASE WHEN coalesce(led.citations, o.citations) IS NULL THEN '{}'
            ELSE jsonb_build_object('citations', coalesce(led.citations, o.citations)) END AS content
        FROM import_row r WHERE r.import = o.import AND r.number = o.number AND r.content <> '{}'
            AND (o.action = 'rejected' OR i.status <> 'rejected')) AS staged ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN added.fields IS NOT NULL THEN added.fields
        WHEN o.action <> 'rejected' AND NOT planned.is_changed THEN base.fields
        WHEN o.base IS NULL THEN defaults || staged.content
        WHEN base.fields IS NULL THEN staged.content
        WHEN staged.content IS NOT NULL THEN to_jsonb(build_draft(base.whole, staged.content, defaults)) END AS fields
        OFFSET 0) AS after
    WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status) $$;

COMMENT ON FUNCTION public.read_target_rows(the_import uuid, numbers integer[], defaults jsonb) IS 'The records of some rows as the import creates, changes or leaves them, and before it. Null for a row that is valid in a rejected import, also before its staged row is deleted, and for an earlier revision that the user may not read.';

CREATE FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) RETURNS SETOF public.realization
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    -- The columns that are equal in all new records: their domains are checked once.
    new_record realization := jsonb_populate_record(NULL::realization, defaults || jsonb_build_object(
        'status', 'draft', 'public', false, 'recorded_by', session_variable('principal')));
    programs constant jsonb := (
        SELECT jsonb_object_agg(i.code, i.program) FROM (
            SELECT DISTINCT ON (code) code, program FROM indicator ORDER BY code, revision DESC) AS i);
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (drafted.draft).* FROM (
        SELECT CASE WHEN o.base IS NULL
                THEN jsonb_populate_record(new_record,
                    r.content || jsonb_build_object('id', o.record_id, 'revision', o.newest + 1, 'program', programs->(r.content->>'indicator')) || added.fields)
                ELSE build_draft((SELECT t FROM realization AS t WHERE t.id = o.record_id::uuid AND t.revision = o.base),
                    r.content || jsonb_build_object('id', o.record_id, 'revision', o.newest + 1, 'status', 'draft',
                        'public', false, 'recorded_by', new_record.recorded_by) || added.fields, defaults) END AS draft
        FROM import AS i JOIN import_outcome o ON o.import = i.id CROSS JOIN LATERAL (
            SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
        CROSS JOIN LATERAL (SELECT
            CASE WHEN o.newest = 0 THEN '{}' ELSE jsonb_build_object('reason', i.reason) END
            || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
            AS fields) AS added
        WHERE i.id = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND (r.content->>'supersedes' IS NOT NULL) = superseding
        OFFSET 0) AS drafted;
END $$;

COMMENT ON FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) IS 'The drafts of the rows in a range. Rows that supersede another target come last, all together.';

CREATE FUNCTION public.realization_steps(the_import uuid, first integer, last integer, transition text) RETURNS SETOF public.realization
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    starts text[] := CASE transition WHEN 'submit' THEN '{draft,rejected}'
        WHEN 'publish' THEN '{submitted}' WHEN 'reject' THEN '{submitted}' WHEN 'restore' THEN '{withdrawn}'
        ELSE '{draft,submitted,rejected,published}' END;
    following text := CASE transition WHEN 'submit' THEN 'submitted' WHEN 'reject' THEN 'rejected'
        WHEN 'withdraw' THEN 'withdrawn' ELSE 'published' END;
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (made.next).* FROM (
        SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
            'status', following, 'public', following = 'published' OR newest.status = 'published',
            'reason', coalesce(i.reason, CASE newest.status WHEN 'rejected' THEN (SELECT d.reason FROM realization AS d
                WHERE d.id = o.record_id::uuid AND d.status = 'draft' ORDER BY d.revision DESC LIMIT 1)
                ELSE (newest.whole).reason END),
            'recorded_by', session_variable('principal'), 'replaced_at', NULL)) AS next
        FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
        CROSS JOIN LATERAL (SELECT t.revision, t.status, t.public, t.recorded_at, t AS whole FROM realization AS t
            WHERE t.id = o.record_id::uuid ORDER BY t.revision DESC LIMIT 1) AS newest
        WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND newest.recorded_at = i.status_changed_at AND newest.status = ANY (starts)
            AND (transition <> 'restore' OR newest.public)
        OFFSET 0) AS made;
END $$;

COMMENT ON FUNCTION public.realization_steps(the_import uuid, first integer, last integer, transition text) IS 'The next revisions of the records in a range that are still as the import left them, with the status after the transition. Only withdrawn publications are restored: a withdrawn draft was never published.';

CREATE FUNCTION public.realizations_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT realization.id FROM realization, unnest(sources) AS wanted
        WHERE realization.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (realization.public OR current_setting('role') = 'capaian_service') $$;

COMMENT ON FUNCTION public.realizations_citing(sources text[]) IS 'Ids of the realizations with a revision that cites one of the sources.';

CREATE FUNCTION public.realizations_noting(words tsquery) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT realization.id FROM realization WHERE realization.note IS NOT NULL AND search_words(realization.note) @@ words
        AND (realization.public OR current_setting('role') = 'capaian_service') $$;

COMMENT ON FUNCTION public.realizations_noting(words tsquery) IS 'Ids of the realizations with a revision whose note contains the words.';

CREATE FUNCTION public.reference_lock_class(record_type text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN hashtext(('capaian '::text || CASE WHEN (record_type = ANY (ARRAY['target'::text, 'realization'::text])) THEN 'figure'::text ELSE record_type END));

COMMENT ON FUNCTION public.reference_lock_class(record_type text) IS 'First key of the advisory locks of a type of records.';

CREATE FUNCTION public.reference_lock_key(key text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (hashtext(key) & 127);

COMMENT ON FUNCTION public.reference_lock_key(key text) IS 'Second key of the advisory lock of a record, 0 to 127.';

CREATE FUNCTION public.references_to(record_type text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE record_type WHEN 'unit'::text THEN ARRAY['indicator'::text, 'referring.unit = key'::text] WHEN 'institution'::text THEN ARRAY['program'::text, 'referring.lead_institution = key'::text, 'source'::text, 'referring.publisher = key'::text, 'target'::text, 'referring.institution = key'::text, 'realization'::text, 'referring.institution = key'::text, 'target'::text, 'referring.on_behalf_of = key'::text, 'realization'::text, 'referring.on_behalf_of = key'::text, 'institution'::text, 'key = ANY (referring.succeeded_by)'::text] WHEN 'region'::text THEN ARRAY['region'::text, 'referring.parent = key'::text, 'region'::text, 'referring.replaces = key'::text, 'target'::text, 'referring.region = key'::text, 'realization'::text, 'referring.region = key'::text, 'claim'::text, 'referring.figure_key->>''region'' = key'::text] WHEN 'program'::text THEN ARRAY['indicator'::text, 'referring.program = key'::text] WHEN 'indicator'::text THEN ARRAY['indicator'::text, 'referring.population_indicator = key'::text, 'indicator'::text, 'referring.variant_of = key'::text, 'claim'::text, 'referring.figure_key IS NOT NULL AND referring.figure_key->>''indicator'' = key'::text, 'target'::text, 'referring.indicator = key AND referring.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)'::text, 'realization'::text, 'referring.indicator = key AND referring.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)'::text] WHEN 'source'::text THEN ARRAY['claim'::text, 'referring.source = key'::text, 'target'::text, 'referring.plan = key'::text, 'target'::text, 'referring.citations @> jsonb_build_array(jsonb_build_object(''source'', key))'::text, 'realization'::text, 'referring.citations @> jsonb_build_array(jsonb_build_object(''source'', key))'::text] WHEN 'target'::text THEN ARRAY['target'::text, 'referring.supersedes = key::uuid'::text, 'claim'::text, 'referring.figures || referring.base_figure @> ARRAY[key::uuid]'::text] WHEN 'realization'::text THEN ARRAY['claim'::text, 'referring.figures || referring.base_figure @> ARRAY[key::uuid]'::text] ELSE '{}'::text[] END;

COMMENT ON FUNCTION public.references_to(record_type text) IS 'Which records refer to a record of this type: pairs of a table, and of a condition on its row `referring` and the `key` of the record.';

CREATE FUNCTION public.region_chains(at timestamp with time zone) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH RECURSIVE link AS (
        SELECT t.code::text COLLATE "C" AS code, t.replaces::text COLLATE "C" AS earlier FROM region t
        WHERE t.status = 'published' AND t.replaces IS NOT NULL
            AND CASE WHEN at IS NULL THEN t.replaced_at IS NULL
                ELSE t.recorded_at <= at AND (t.replaced_at IS NULL OR t.replaced_at > at) END
    ), chain AS (
        SELECT link.earlier AS first_code, link.earlier AS code, 1 AS position FROM link
        WHERE NOT EXISTS (SELECT FROM link AS before WHERE before.code = link.earlier)
        UNION ALL
        SELECT chain.first_code, link.code, chain.position + 1 FROM chain JOIN link ON link.earlier = chain.code
    )
    SELECT coalesce(jsonb_object_agg(chain.code, listed.codes), '{}') FROM chain JOIN (
        SELECT first_code, string_agg(code, ',' ORDER BY position) AS codes FROM chain GROUP BY first_code
    ) AS listed USING (first_code) $$;

COMMENT ON FUNCTION public.region_chains(at timestamp with time zone) IS 'For each code of a renumbered region, all its codes joined with commas, the oldest first, as published at a time (now if null). api/analysis/rules/region_chains.py has the same rule. Use it in an uncorrelated subquery, so that it runs once per statement.';

CREATE FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_errors jsonb[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM require_running(the_import);
    UPDATE import_outcome o SET action = 'rejected', first_row = NULL, errors = jsonb_build_array(bad.error)
        FROM unnest(numbers, with_errors) AS bad (number, error)
        WHERE o.import = the_import AND (o.number = bad.number OR o.first_row = bad.number);
END $$;

COMMENT ON FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_errors jsonb[]) IS 'Reject planned rows, together with the rows that refer to them as the first of the same figure.';

CREATE FUNCTION public.renew_epoch(seal_epoch integer DEFAULT NULL::integer, seal_number bigint DEFAULT NULL::bigint, seal_hash bytea DEFAULT NULL::bytea) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('transaction_read_only')::boolean THEN
        RETURN NULL;
    ELSIF NOT is_epoch_current(seal_epoch, seal_number, seal_hash) THEN
        LOCK TABLE epoch IN EXCLUSIVE MODE;
        IF NOT is_epoch_current(seal_epoch, seal_number, seal_hash) THEN
            -- Without waiting for a standby: if it loses this row, it is promoted to another timeline.
            PERFORM set_config('synchronous_commit', 'local', true);
            INSERT INTO epoch (number, system_identifier, timeline)
                SELECT greatest(max(number) + 1, seal_epoch + 1, extract(epoch FROM now() - timestamptz '2020-01-01 00:00Z')::integer),
                    (identify_server()).*
                FROM epoch;
        END IF;
    END IF;
    RETURN current_epoch();
END $$;

COMMENT ON FUNCTION public.renew_epoch(seal_epoch integer, seal_number bigint, seal_hash bytea) IS 'Begin a new epoch if is_epoch_current is false, once for concurrent callers. Return the number of the latest epoch, or null if this transaction is read-only, as on a standby. The number is a time, so two restores of one backup differ. Each connection of the service calls this before it writes, in a transaction of its own (read committed).';

CREATE FUNCTION public.require_indicator(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references('indicator', wanted);
    missing := find_missing_indicator(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_indicator(wanted text[], is_published boolean, rule text) IS 'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the referring record is.';

CREATE FUNCTION public.require_institution(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references('institution', wanted);
    missing := find_missing_institution(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_institution(wanted text[], is_published boolean, rule text) IS 'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the referring record is.';

CREATE FUNCTION public.require_program(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references('program', wanted);
    missing := find_missing_program(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_program(wanted text[], is_published boolean, rule text) IS 'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the referring record is.';

CREATE FUNCTION public.require_region(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references('region', wanted);
    missing := find_missing_region(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_region(wanted text[], is_published boolean, rule text) IS 'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the referring record is.';

CREATE FUNCTION public.require_running(the_import uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM import WHERE id = the_import AND status = 'running'
            AND session_variables->>'principal' = session_variable('principal')) THEN
        PERFORM raise_rule_violation('an_import_runs_for_whoever_asked', the_import::text, '42501');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_running(the_import uuid) IS 'Raise an error unless the import runs for the user who requested it. The functions that run as the owner call it first.';

CREATE FUNCTION public.require_source(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references('source', wanted);
    missing := find_missing_source(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_source(wanted text[], is_published boolean, rule text) IS 'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the referring record is.';

CREATE FUNCTION public.require_unit(wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[];
BEGIN
    wanted := lock_references('unit', wanted);
    missing := find_missing_unit(wanted, is_published);  -- another statement, which sees what the lock waited for
    IF missing <> '{}' THEN
        PERFORM raise_rule_violation(rule, array_to_string(missing[1:20], ', '), '23503');
    END IF;
END $$;

COMMENT ON FUNCTION public.require_unit(wanted text[], is_published boolean, rule text) IS 'Raise the rule unless every record exists, is not withdrawn and is visible to the user; and is published, if the referring record is.';

CREATE FUNCTION public.settle_import(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
DECLARE
    current_status text;
    is_expired boolean;
BEGIN
    -- A step that failed changed no record, and leaves the report as it was.
    SELECT CASE WHEN i.records_status IS NULL THEN i.status ELSE 'done' END,
            coalesce(i.ended_at, i.received_at) < now() - interval '30 days' INTO current_status, is_expired
        FROM import i WHERE i.id = the_import AND can_read_import(i.recorded_by, i.institution, i.owner, i.records_status) FOR UPDATE;
    IF current_status IN ('failed', 'cancelled') OR is_expired AND current_status IN ('checked', 'done', 'rejected') THEN
        DELETE FROM import_row WHERE import = the_import;
    ELSIF current_status IN ('done', 'rejected') THEN
        DELETE FROM import_row r WHERE r.import = the_import AND NOT EXISTS (
            SELECT FROM import_outcome o WHERE o.import = the_import AND o.number = r.number AND o.action = 'rejected');
    ELSE
        RETURN;
    END IF;
    UPDATE import SET settled_at = coalesce(settled_at, now()), staged_bytes = (
            SELECT coalesce(sum(pg_column_size(r)), 0) FROM import_row r WHERE r.import = the_import)
        WHERE id = the_import;
END $$;

COMMENT ON FUNCTION public.settle_import(the_import uuid) IS 'Delete the staged rows that an ended import no longer needs: all if it failed or was cancelled, otherwise all but the rejected ones, which are deleted after 30 days. A dry run needs its rows for 30 days. The results remain.';

CREATE FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) RETURNS SETOF public.source
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    -- The columns that are equal in all new records: their domains are checked once.
    new_record source := jsonb_populate_record(NULL::source, defaults || jsonb_build_object(
        'status', 'draft', 'public', false, 'recorded_by', session_variable('principal')));
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (drafted.draft).* FROM (
        SELECT CASE WHEN o.base IS NULL
                THEN jsonb_populate_record(new_record,
                    r.content || jsonb_build_object('code', o.record_id, 'revision', o.newest + 1) || added.fields)
                ELSE build_draft((SELECT t FROM source AS t WHERE t.code = o.record_id::text AND t.revision = o.base),
                    r.content || jsonb_build_object('code', o.record_id, 'revision', o.newest + 1, 'status', 'draft',
                        'public', false, 'recorded_by', new_record.recorded_by) || added.fields, defaults) END AS draft
        FROM import AS i JOIN import_outcome o ON o.import = i.id CROSS JOIN LATERAL (
            SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
        CROSS JOIN LATERAL (SELECT
            CASE WHEN o.newest = 0 THEN '{}' ELSE jsonb_build_object('reason', i.reason) END
            || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
            AS fields) AS added
        WHERE i.id = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND (r.content->>'supersedes' IS NOT NULL) = superseding
        OFFSET 0) AS drafted;
END $$;

COMMENT ON FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) IS 'The drafts of the rows in a range. Rows that supersede another target come last, all together.';

CREATE FUNCTION public.source_steps(the_import uuid, first integer, last integer, transition text) RETURNS SETOF public.source
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    starts text[] := CASE transition WHEN 'submit' THEN '{draft,rejected}'
        WHEN 'publish' THEN '{submitted}' WHEN 'reject' THEN '{submitted}' WHEN 'restore' THEN '{withdrawn}'
        ELSE '{draft,submitted,rejected,published}' END;
    following text := CASE transition WHEN 'submit' THEN 'submitted' WHEN 'reject' THEN 'rejected'
        WHEN 'withdraw' THEN 'withdrawn' ELSE 'published' END;
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (made.next).* FROM (
        SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
            'status', following, 'public', following = 'published' OR newest.status = 'published',
            'reason', coalesce(i.reason, CASE newest.status WHEN 'rejected' THEN (SELECT d.reason FROM source AS d
                WHERE d.code = o.record_id::text AND d.status = 'draft' ORDER BY d.revision DESC LIMIT 1)
                ELSE (newest.whole).reason END),
            'recorded_by', session_variable('principal'), 'replaced_at', NULL)) AS next
        FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
        CROSS JOIN LATERAL (SELECT t.revision, t.status, t.public, t.recorded_at, t AS whole FROM source AS t
            WHERE t.code = o.record_id::text ORDER BY t.revision DESC LIMIT 1) AS newest
        WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND newest.recorded_at = i.status_changed_at AND newest.status = ANY (starts)
            AND (transition <> 'restore' OR newest.public)
        OFFSET 0) AS made;
END $$;

COMMENT ON FUNCTION public.source_steps(the_import uuid, first integer, last integer, transition text) IS 'The next revisions of the records in a range that are still as the import left them, with the status after the transition. Only withdrawn publications are restored: a withdrawn draft was never published.';

CREATE FUNCTION public.start_recording() RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    AS $$
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

COMMENT ON FUNCTION public.start_recording() IS 'Take a number for the transaction, then choose and store its recording_time().';

CREATE FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) RETURNS SETOF public.target
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    -- The columns that are equal in all new records: their domains are checked once.
    new_record target := jsonb_populate_record(NULL::target, defaults || jsonb_build_object(
        'status', 'draft', 'public', false, 'recorded_by', session_variable('principal')));
    programs constant jsonb := (
        SELECT jsonb_object_agg(i.code, i.program) FROM (
            SELECT DISTINCT ON (code) code, program FROM indicator ORDER BY code, revision DESC) AS i);
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (drafted.draft).* FROM (
        SELECT CASE WHEN o.base IS NULL
                THEN jsonb_populate_record(new_record,
                    r.content || jsonb_build_object('id', o.record_id, 'revision', o.newest + 1, 'program', programs->(r.content->>'indicator')) || added.fields)
                ELSE build_draft((SELECT t FROM target AS t WHERE t.id = o.record_id::uuid AND t.revision = o.base),
                    r.content || jsonb_build_object('id', o.record_id, 'revision', o.newest + 1, 'status', 'draft',
                        'public', false, 'recorded_by', new_record.recorded_by) || added.fields, defaults) END AS draft
        FROM import AS i JOIN import_outcome o ON o.import = i.id CROSS JOIN LATERAL (
            SELECT r.content FROM import_row r WHERE r.import = the_import AND r.number = o.number OFFSET 0) AS r
        CROSS JOIN LATERAL (SELECT
            CASE WHEN o.newest = 0 THEN '{}' ELSE jsonb_build_object('reason', i.reason) END
            || CASE WHEN o.citations IS NULL THEN '{}' ELSE jsonb_build_object('citations', o.citations) END
            AS fields) AS added
        WHERE i.id = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND (r.content->>'supersedes' IS NOT NULL) = superseding
        OFFSET 0) AS drafted;
END $$;

COMMENT ON FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) IS 'The drafts of the rows in a range. Rows that supersede another target come last, all together.';

CREATE FUNCTION public.target_steps(the_import uuid, first integer, last integer, transition text) RETURNS SETOF public.target
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    starts text[] := CASE transition WHEN 'submit' THEN '{draft,rejected}'
        WHEN 'publish' THEN '{submitted}' WHEN 'reject' THEN '{submitted}' WHEN 'restore' THEN '{withdrawn}'
        ELSE '{draft,submitted,rejected,published}' END;
    following text := CASE transition WHEN 'submit' THEN 'submitted' WHEN 'reject' THEN 'rejected'
        WHEN 'withdraw' THEN 'withdrawn' ELSE 'published' END;
BEGIN
    PERFORM require_running(the_import);
    RETURN QUERY SELECT (made.next).* FROM (
        SELECT jsonb_populate_record(newest.whole, jsonb_build_object('revision', newest.revision + 1,
            'status', following, 'public', following = 'published' OR newest.status = 'published',
            'reason', coalesce(i.reason, CASE newest.status WHEN 'rejected' THEN (SELECT d.reason FROM target AS d
                WHERE d.id = o.record_id::uuid AND d.status = 'draft' ORDER BY d.revision DESC LIMIT 1)
                ELSE (newest.whole).reason END),
            'recorded_by', session_variable('principal'), 'replaced_at', NULL)) AS next
        FROM (SELECT * FROM import WHERE id = the_import) AS i CROSS JOIN import_outcome o
        CROSS JOIN LATERAL (SELECT t.revision, t.status, t.public, t.recorded_at, t AS whole FROM target AS t
            WHERE t.id = o.record_id::uuid ORDER BY t.revision DESC LIMIT 1) AS newest
        WHERE o.import = the_import AND o.number BETWEEN first AND last AND o.first_row IS NULL
            AND o.action IN ('created', 'updated')
            AND newest.recorded_at = i.status_changed_at AND newest.status = ANY (starts)
            AND (transition <> 'restore' OR newest.public)
        OFFSET 0) AS made;
END $$;

COMMENT ON FUNCTION public.target_steps(the_import uuid, first integer, last integer, transition text) IS 'The next revisions of the records in a range that are still as the import left them, with the status after the transition. Only withdrawn publications are restored: a withdrawn draft was never published.';

CREATE FUNCTION public.targets_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT target.id FROM target, unnest(sources) AS wanted
        WHERE target.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (target.public OR current_setting('role') = 'capaian_service') $$;

COMMENT ON FUNCTION public.targets_citing(sources text[]) IS 'Ids of the targets with a revision that cites one of the sources.';

CREATE FUNCTION public.targets_noting(words tsquery) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$ SELECT target.id FROM target WHERE target.note IS NOT NULL AND search_words(target.note) @@ words
        AND (target.public OR current_setting('role') = 'capaian_service') $$;

COMMENT ON FUNCTION public.targets_noting(words tsquery) IS 'Ids of the targets with a revision whose note contains the words.';

CREATE FUNCTION public.today_in_jakarta() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((now() AT TIME ZONE 'Asia/Jakarta'::text))::date;

COMMENT ON FUNCTION public.today_in_jakarta() IS 'Civil date in Jakarta.';

CREATE FUNCTION public.total_import_rows(record_type text, the_import uuid, max_totals integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    AS $_$
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
END $_$;

COMMENT ON FUNCTION public.total_import_rows(record_type text, the_import uuid, max_totals integer) IS 'The valid figures of an import per indicator, nature, breakdown, period and level: their number, sum and extremes, and the number of their regions and of all regions in force on the last day. Null if there are none.';

CREATE FUNCTION public.unit_at(counted text, known_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$ SELECT i.unit FROM indicator i
        WHERE i.code = $1 AND i.recorded_at <= $2 AND i.status NOT IN ('rejected', 'withdrawn')
        ORDER BY i.status = 'published' DESC, i.revision DESC LIMIT 1 $_$;

COMMENT ON FUNCTION public.unit_at(counted text, known_at timestamp with time zone) IS 'Unit of an indicator at a time: of its published revision, else of its latest one.';

CREATE FUNCTION public.write_audit_entry_of_claim() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'claim',
            id::text, revision, content_hash(to_jsonb(entered)), publisher_of_source(entered.source)
        FROM entered ORDER BY id;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM claim AS before WHERE before.id = entered.id
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'claim', entered.id::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT NULL AS program, NULL AS indicator, NULL AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, NULL AS program, NULL AS indicator, NULL AS region, NULL AS period FROM claim AS before
                    WHERE before.id = entered.id AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.id
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('claim', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_claim() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_indicator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'indicator',
            code::text, revision, content_hash(to_jsonb(entered)), leader_of_program(entered.program)
        FROM entered ORDER BY code;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM indicator AS before WHERE before.code = entered.code
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'indicator', entered.code::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT entered.program, entered.code AS indicator, NULL AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, before.program, before.code AS indicator, NULL AS region, NULL AS period FROM indicator AS before
                    WHERE before.code = entered.code AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.code
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('indicator', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_indicator() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_institution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'institution',
            code::text, revision, content_hash(to_jsonb(entered)), NULL
        FROM entered ORDER BY code;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM institution AS before WHERE before.code = entered.code
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'institution', entered.code::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT NULL AS program, NULL AS indicator, NULL AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, NULL AS program, NULL AS indicator, NULL AS region, NULL AS period FROM institution AS before
                    WHERE before.code = entered.code AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.code
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('institution', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_institution() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_program() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'program',
            code::text, revision, content_hash(to_jsonb(entered)), entered.lead_institution
        FROM entered ORDER BY code;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM program AS before WHERE before.code = entered.code
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'program', entered.code::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT entered.code AS program, NULL AS indicator, NULL AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, before.code AS program, NULL AS indicator, NULL AS region, NULL AS period FROM program AS before
                    WHERE before.code = entered.code AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.code
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('program', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_program() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_realization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'realization',
            id::text, revision, content_hash(to_jsonb(entered)), entered.institution
        FROM entered ORDER BY id;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM realization AS before WHERE before.id = entered.id
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'realization', entered.id::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT entered.program, entered.indicator, entered.region, entered.period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, before.program, before.indicator, before.region, before.period FROM realization AS before
                    WHERE before.id = entered.id AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.id
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('realization', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_realization() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_region() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'region',
            code::text, revision, content_hash(to_jsonb(entered)), NULL
        FROM entered ORDER BY code;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM region AS before WHERE before.code = entered.code
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'region', entered.code::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT NULL AS program, NULL AS indicator, entered.code AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, NULL AS program, NULL AS indicator, before.code AS region, NULL AS period FROM region AS before
                    WHERE before.code = entered.code AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.code
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('region', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_region() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'source',
            code::text, revision, content_hash(to_jsonb(entered)), entered.publisher
        FROM entered ORDER BY code;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM source AS before WHERE before.code = entered.code
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'source', entered.code::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT NULL AS program, NULL AS indicator, NULL AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, NULL AS program, NULL AS indicator, NULL AS region, NULL AS period FROM source AS before
                    WHERE before.code = entered.code AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.code
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('source', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_source() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_target() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'target',
            id::text, revision, content_hash(to_jsonb(entered)), entered.institution
        FROM entered ORDER BY id;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM target AS before WHERE before.id = entered.id
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'target', entered.id::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT entered.program, entered.indicator, entered.region, entered.period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, before.program, before.indicator, before.region, before.period FROM target AS before
                    WHERE before.id = entered.id AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.id
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('target', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_target() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_audit_entry_of_unit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    -- Read once per statement, not once per row.
    summary record;
    caller_key_id constant text := session_variable('key_id');
    caller_ip constant text := session_variable('client_ip');
    caller_request_id constant text := session_variable('request_id');
    caller_action constant text := coalesce(session_variable('action'), 'record');
    programs text;
BEGIN
    SELECT current_epoch() AS epoch, bool_or(public) AS any_public INTO summary FROM entered;
    INSERT INTO audit_entry (epoch, recorded_at, principal, key_id, client_ip, request_id, action, record_type, record_id,
            revision, content_sha256, record_institution)
        SELECT summary.epoch, recorded_at, recorded_by, caller_key_id, caller_ip, caller_request_id, caller_action, 'unit',
            code::text, revision, content_hash(to_jsonb(entered)), NULL
        FROM entered ORDER BY code;
    IF summary.any_public THEN
        WITH added AS (INSERT INTO change (epoch, recorded_at, action, record_type, record_id, revision,
                program, indicator, region, period, previous_program)
            SELECT summary.epoch, entered.recorded_at, CASE WHEN entered.status = 'withdrawn' THEN 'withdrawn'
                    WHEN previous.revision IS NOT NULL
                        AND NOT EXISTS (  -- the publication of a withdrawn record restores it
                            SELECT FROM unit AS before WHERE before.code = entered.code
                                AND before.revision = entered.revision - 1 AND before.status = 'withdrawn')
                        THEN 'changed'
                    ELSE 'published' END, 'unit', entered.code::text, entered.revision,
                about.program, about.indicator, about.region, about.period, nullif(previous.program, about.program)
            FROM entered CROSS JOIN LATERAL (SELECT NULL AS program, NULL AS indicator, NULL AS region, NULL AS period) AS about LEFT JOIN LATERAL (
                SELECT earlier.revision, earlier.program
                FROM (SELECT before.revision, before.status, NULL AS program, NULL AS indicator, NULL AS region, NULL AS period FROM unit AS before
                    WHERE before.code = entered.code AND before.revision < entered.revision OFFSET 0) AS earlier
                WHERE earlier.status = 'published' ORDER BY earlier.revision DESC LIMIT 1) AS previous ON true
            WHERE entered.public ORDER BY entered.code
            RETURNING change.program, change.previous_program)
        SELECT string_agg(DISTINCT named.program, ' ') INTO programs
            FROM added CROSS JOIN LATERAL (VALUES (added.program), (added.previous_program)) AS named (program);
        PERFORM pg_notify('capaian_changes', changed_programs('unit', programs));
    END IF;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_audit_entry_of_unit() IS 'Trigger: write an audit entry for every revision, and a change for every public one.';

CREATE FUNCTION public.write_key_audit_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO audit_entry (principal, key_id, client_ip, request_id, action, record_type, record_id, record_institution, detail)
    VALUES (coalesce(session_variable('principal'), NEW.created_by), session_variable('key_id'), session_variable('client_ip'), session_variable('request_id'),
        CASE WHEN TG_OP = 'INSERT' THEN 'create' WHEN NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN 'revoke'
            ELSE 'expire' END,
        'key', NEW.id, NEW.institution, jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'scopes', NEW.scopes,
            'institution', NEW.institution, 'expires_at', NEW.expires_at AT TIME ZONE 'UTC')));
    RETURN NULL;
END $$;

COMMENT ON FUNCTION public.write_key_audit_entry() IS 'Trigger: write an audit entry when a key is created, revoked or given an end, but not when it is used.';

CREATE TABLE public.api_key (
    id text NOT NULL,
    secret_sha256 bytea NOT NULL,
    name public.label NOT NULL,
    scopes text[] NOT NULL,
    institution public.code,
    created_at public.timestamp_value DEFAULT now() NOT NULL,
    created_by public.label NOT NULL,
    expires_at public.timestamp_value,
    revoked_at public.timestamp_value,
    last_used_on public.day,
    CONSTRAINT api_key_expires_after_it_was_created CHECK (((expires_at)::timestamp with time zone > (created_at)::timestamp with time zone)),
    CONSTRAINT api_key_id_is_10_letters_or_digits CHECK ((id ~ '^[0-9A-Za-z]{10}$'::text)),
    CONSTRAINT api_key_is_named_neither_system_nor_like_a_token CHECK ((((name)::text <> 'system'::text) AND ((name)::text !~ '#'::text))),
    CONSTRAINT api_key_keeps_a_hash CHECK ((length(secret_sha256) = 32)),
    CONSTRAINT api_key_scopes_are_known CHECK (((scopes <@ ARRAY['read:drafts'::text, 'write'::text, 'publish'::text, 'admin'::text]) AND (cardinality(scopes) > 0)))
);

COMMENT ON TABLE public.api_key IS 'API keys.';

COMMENT ON COLUMN public.api_key.id IS 'Public part of the key.';

COMMENT ON COLUMN public.api_key.secret_sha256 IS 'Hash of the secret part.';

COMMENT ON COLUMN public.api_key.name IS 'The user. All keys with one name are the same user. system is the seed data; # marks the subject of a token.';

COMMENT ON COLUMN public.api_key.scopes IS 'What the key allows: read:drafts, write, publish, admin.';

COMMENT ON COLUMN public.api_key.institution IS 'Institution that the key is restricted to; null if it is not restricted.';

COMMENT ON COLUMN public.api_key.created_at IS 'Time when the key was created.';

COMMENT ON COLUMN public.api_key.created_by IS 'Name of the user who created the key.';

COMMENT ON COLUMN public.api_key.expires_at IS 'Time when the key expires; null if it does not.';

COMMENT ON COLUMN public.api_key.revoked_at IS 'Time when the key was revoked.';

COMMENT ON COLUMN public.api_key.last_used_on IS 'Last day on which the key was used.';

CREATE TABLE public.audit_entry (
    epoch integer DEFAULT public.current_epoch() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ordinal bigint NOT NULL,
    recorded_at public.timestamp_value DEFAULT public.recording_time() NOT NULL,
    began_at public.timestamp_value DEFAULT now() NOT NULL,
    principal public.label NOT NULL,
    key_id text,
    client_ip text,
    request_id text,
    action text NOT NULL,
    record_type text,
    record_id text,
    revision integer,
    content_sha256 bytea,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    institution public.code DEFAULT NULLIF(current_setting('capaian.institution'::text, true), ''::text),
    record_institution public.code
);

COMMENT ON TABLE public.audit_entry IS 'The audit log: one entry per revision, per kind of rejected request of a known user, and per change of a key.';

COMMENT ON COLUMN public.audit_entry.epoch IS 'Epoch of the transaction.';

COMMENT ON COLUMN public.audit_entry.xid IS 'Number of the transaction.';

COMMENT ON COLUMN public.audit_entry.ordinal IS 'Order of the entries within a transaction.';

COMMENT ON COLUMN public.audit_entry.recorded_at IS 'recording_time() of the transaction.';

COMMENT ON COLUMN public.audit_entry.began_at IS 'Start of the transaction, before it had its number; see complete_until.';

COMMENT ON COLUMN public.audit_entry.principal IS 'Name of the user.';

COMMENT ON COLUMN public.audit_entry.key_id IS 'Id of the API key, or of the token, that the request used.';

COMMENT ON COLUMN public.audit_entry.client_ip IS 'IP address of the client.';

COMMENT ON COLUMN public.audit_entry.request_id IS 'Id of the request, also in the access log.';

COMMENT ON COLUMN public.audit_entry.action IS 'What was done.';

COMMENT ON COLUMN public.audit_entry.record_type IS 'Type of the record: the name of its table, or key for an API key.';

COMMENT ON COLUMN public.audit_entry.record_id IS 'Code or id of the record.';

COMMENT ON COLUMN public.audit_entry.revision IS 'Number of the revision that was added.';

COMMENT ON COLUMN public.audit_entry.content_sha256 IS 'Hash of the revision, which detects an edit of the revision itself; see content_hash.';

COMMENT ON COLUMN public.audit_entry.detail IS 'Further facts, as JSON; for rejected requests also their number.';

COMMENT ON COLUMN public.audit_entry.institution IS 'Institution that the key or token was restricted to; null if it was not restricted.';

COMMENT ON COLUMN public.audit_entry.record_institution IS 'Institution that the revision or key belonged to; null if no institution owns records of this type.';

ALTER TABLE public.audit_entry ALTER COLUMN ordinal ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_entry_ordinal_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_seal (
    number bigint NOT NULL,
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    ordinal bigint NOT NULL,
    hash bytea NOT NULL,
    signature bytea,
    public_key bytea,
    sealed_at public.timestamp_value DEFAULT now() NOT NULL,
    CONSTRAINT seal_is_signed_by_somebody CHECK (((signature IS NULL) = (public_key IS NULL))),
    CONSTRAINT seal_keeps_a_hash CHECK ((length(hash) = 32)),
    CONSTRAINT seal_keeps_a_signature CHECK ((length(signature) = 64)),
    CONSTRAINT seal_names_its_signer CHECK ((length(public_key) = 32)),
    CONSTRAINT seals_count_from_1 CHECK ((number > 0))
);

COMMENT ON TABLE public.audit_seal IS 'The hash chain over the audit log, one row per entry. A background task seals entries after their commit: a chain inside the transactions would make all writers wait for each other.';

COMMENT ON COLUMN public.audit_seal.number IS 'Position in the chain, from 1 without gaps.';

COMMENT ON COLUMN public.audit_seal.epoch IS 'epoch of the entry.';

COMMENT ON COLUMN public.audit_seal.xid IS 'xid of the entry.';

COMMENT ON COLUMN public.audit_seal.ordinal IS 'ordinal of the entry.';

COMMENT ON COLUMN public.audit_seal.hash IS 'SHA-256 of the previous hash and the entry.';

COMMENT ON COLUMN public.audit_seal.signature IS 'Ed25519 signature of the hash; the last seal of each round has one.';

COMMENT ON COLUMN public.audit_seal.public_key IS 'Public key that verifies the signature.';

COMMENT ON COLUMN public.audit_seal.sealed_at IS 'Time when the entry was sealed.';

CREATE TABLE public.change (
    epoch integer DEFAULT public.current_epoch() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ordinal bigint NOT NULL,
    action text NOT NULL,
    record_type text NOT NULL,
    record_id text NOT NULL,
    revision integer NOT NULL,
    program text,
    previous_program text,
    indicator text,
    region text,
    period text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() NOT NULL,
    began_at public.timestamp_value DEFAULT now() NOT NULL,
    CONSTRAINT change_kind_is_known CHECK ((action = ANY (ARRAY['published'::text, 'changed'::text, 'withdrawn'::text, 'preferred'::text, 'unpreferred'::text])))
);

COMMENT ON TABLE public.change IS 'The feed of public changes: one row per public revision and per preference.';

COMMENT ON COLUMN public.change.epoch IS 'Epoch of the transaction.';

COMMENT ON COLUMN public.change.xid IS 'Number of the transaction.';

COMMENT ON COLUMN public.change.ordinal IS 'Order of the rows within a transaction.';

COMMENT ON COLUMN public.change.action IS 'published, changed, withdrawn, preferred or unpreferred.';

COMMENT ON COLUMN public.change.record_type IS 'Type of the record: the name of its table.';

COMMENT ON COLUMN public.change.record_id IS 'Code or id of the record.';

COMMENT ON COLUMN public.change.revision IS 'Number of the revision that was added.';

COMMENT ON COLUMN public.change.program IS 'Program of the revision; null if records of this type have none.';

COMMENT ON COLUMN public.change.previous_program IS 'Program of the previous published revision if it was another one: a reader of that program sees that the record left it.';

COMMENT ON COLUMN public.change.indicator IS 'Indicator of the revision; null if records of this type have none.';

COMMENT ON COLUMN public.change.region IS 'Region of the revision; null if records of this type have none.';

COMMENT ON COLUMN public.change.period IS 'Period of the revision; null if records of this type have none.';

COMMENT ON COLUMN public.change.recorded_at IS 'recording_time() of the transaction.';

COMMENT ON COLUMN public.change.began_at IS 'Start of the transaction, before it had its number; see complete_until.';

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
    figures uuid[] NOT NULL,
    figure_key public.figure_key,
    base text,
    base_period public.period,
    base_figure uuid,
    stated_value public.amount,
    stated_value_to public.amount,
    stated_resolution public.amount,
    qualifier text DEFAULT 'exact'::text NOT NULL,
    stated_date public.day,
    stated_weekday text,
    note public.long_text,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT claim_base_is_known CHECK ((base = ANY (ARRAY['target'::text, 'population'::text, 'previous'::text, 'year_before'::text, 'baseline'::text, 'total'::text]))),
    CONSTRAINT claim_base_period_selects_a_target CHECK (((base_period IS NULL) OR ((base_figure IS NULL) AND COALESCE((base = ANY (ARRAY['target'::text, 'baseline'::text])), false)))),
    CONSTRAINT claim_has_at_most_100_subjects CHECK ((cardinality(figures) <= 100)),
    CONSTRAINT claim_has_figures_or_a_key CHECK (((figure_key IS NULL) OR ((figures = '{}'::uuid[]) AND (kind <> 'sum'::text)))),
    CONSTRAINT claim_kind_is_known CHECK ((kind = ANY (ARRAY['ratio'::text, 'excess'::text, 'growth'::text, 'difference'::text, 'sum'::text, 'weekday'::text]))),
    CONSTRAINT claim_of_several_figures_names_its_base CHECK (((kind = 'sum'::text) OR (cardinality(figures) < 2) OR (base_figure IS NOT NULL))),
    CONSTRAINT claim_qualifier_is_known CHECK ((qualifier = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text, 'nearly'::text]))),
    CONSTRAINT claim_range_has_no_open_side CHECK (((stated_value_to IS NULL) OR (qualifier = ANY (ARRAY['exact'::text, 'about'::text])))),
    CONSTRAINT claim_range_is_in_order CHECK (((stated_value_to)::numeric > (stated_value)::numeric)),
    CONSTRAINT claim_resolution_is_positive CHECK (((stated_resolution)::numeric > (0)::numeric)),
    CONSTRAINT claim_states_a_day_or_a_number CHECK (
CASE kind
    WHEN 'weekday'::text THEN ((num_nulls(stated_date, stated_weekday) = 0) AND (num_nonnulls(base, base_period, base_figure, stated_value, stated_value_to, stated_resolution) = 0) AND (figures = '{}'::uuid[]) AND (figure_key IS NULL) AND (qualifier = 'exact'::text))
    ELSE ((num_nulls(stated_value, stated_resolution) = 0) AND (num_nonnulls(stated_date, stated_weekday) = 0) AND ((figures <> '{}'::uuid[]) OR (figure_key IS NOT NULL)))
END),
    CONSTRAINT claim_subjects_are_a_plain_list CHECK (((cardinality(figures) = 0) OR ((array_ndims(figures) = 1) AND (array_position(figures, NULL::uuid) IS NULL)))),
    CONSTRAINT claim_weekday_is_known CHECK ((stated_weekday = ANY (ARRAY['monday'::text, 'tuesday'::text, 'wednesday'::text, 'thursday'::text, 'friday'::text, 'saturday'::text, 'sunday'::text]))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.claim IS 'What sources state about the relation of figures, or about a weekday; one row per revision.';

COMMENT ON COLUMN public.claim.id IS 'Identifier of the claim.';

COMMENT ON COLUMN public.claim.source IS 'Code of the source that makes the claim.';

COMMENT ON COLUMN public.claim.locator IS 'Location in the source, such as a page or paragraph.';

COMMENT ON COLUMN public.claim.kind IS 'What the claim states: a ratio, an excess, a growth, a difference, a sum or the weekday of a date.';

COMMENT ON COLUMN public.claim.figures IS 'Ids of the targets and realizations that the claim is about; empty for a weekday and with figure_key.';

COMMENT ON COLUMN public.claim.figure_key IS 'Key of the realization that the claim is about, if its number is not stated.';

COMMENT ON COLUMN public.claim.base IS 'What the figures are compared with.';

COMMENT ON COLUMN public.claim.base_period IS 'Period of the target that is the base, if several targets fit.';

COMMENT ON COLUMN public.claim.base_figure IS 'Id of the figure that is the base.';

COMMENT ON COLUMN public.claim.stated_value IS 'The stated number: a percentage, or a number in the unit of the figures.';

COMMENT ON COLUMN public.claim.stated_value_to IS 'Upper end of a stated range.';

COMMENT ON COLUMN public.claim.stated_resolution IS 'Step to which the stated number is rounded.';

COMMENT ON COLUMN public.claim.qualifier IS 'Whether the source states the number exactly, about, as a minimum or as a maximum.';

COMMENT ON COLUMN public.claim.stated_date IS 'Date in a claim about a weekday.';

COMMENT ON COLUMN public.claim.stated_weekday IS 'Weekday that the source states for that date.';

COMMENT ON COLUMN public.claim.note IS 'Remark of the editors.';

COMMENT ON COLUMN public.claim.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.claim.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.claim.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.claim.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.claim.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.claim.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.claim.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE public.epoch (
    number integer NOT NULL,
    started_at public.timestamp_value DEFAULT now() NOT NULL,
    system_identifier bigint,
    timeline integer,
    CONSTRAINT epochs_count_from_1 CHECK ((number > 0))
);

COMMENT ON TABLE public.epoch IS 'Periods in which transaction numbers only increase; a new one begins after a restore or failover, see renew_epoch.';

COMMENT ON COLUMN public.epoch.number IS 'Number of the epoch: 1 for the first one, then the seconds since 2020 when it began.';

COMMENT ON COLUMN public.epoch.started_at IS 'Time when the epoch began.';

COMMENT ON COLUMN public.epoch.system_identifier IS 'System identifier of the server on which it began; null if the server does not permit to read it.';

COMMENT ON COLUMN public.epoch.timeline IS 'WAL timeline of the server when it began; null if the server does not permit to read it.';

CREATE TABLE public.idempotency_record (
    principal public.label NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint,
    headers jsonb,
    body bytea,
    last_used_at timestamp with time zone NOT NULL,
    CONSTRAINT replay_keeps_a_hash CHECK ((length(fingerprint) = 32)),
    CONSTRAINT replay_key_is_1_to_255_visible_characters CHECK ((key ~ '^[!-~]{1,255}$'::text))
);

COMMENT ON TABLE public.idempotency_record IS 'Responses to writes with an Idempotency-Key, returned again when the request is repeated.';

COMMENT ON COLUMN public.idempotency_record.principal IS 'Name of the user.';

COMMENT ON COLUMN public.idempotency_record.key IS 'The Idempotency-Key of the request.';

COMMENT ON COLUMN public.idempotency_record.fingerprint IS 'SHA-256 of the request; another request with the same key is rejected.';

COMMENT ON COLUMN public.idempotency_record.status IS 'HTTP status of the response; null while the write runs.';

COMMENT ON COLUMN public.idempotency_record.headers IS 'Headers of the response.';

COMMENT ON COLUMN public.idempotency_record.body IS 'Body of the response.';

COMMENT ON COLUMN public.idempotency_record.last_used_at IS 'Time of the last request with the key; after 400 days the row may be deleted.';

CREATE TABLE public.import (
    id uuid NOT NULL,
    collection text NOT NULL,
    mode text NOT NULL,
    status text DEFAULT 'receiving'::text NOT NULL,
    action text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    records_status text,
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
    totals jsonb,
    plan bytea,
    session_variables jsonb NOT NULL,
    reason public.long_text,
    problem jsonb,
    cancel_requested boolean DEFAULT false NOT NULL,
    include_sources boolean DEFAULT false NOT NULL,
    recorded_by public.label NOT NULL,
    submitted_by public.label,
    institution public.code,
    owner public.code,
    received_at public.timestamp_value DEFAULT now() NOT NULL,
    started_at public.timestamp_value,
    ended_at public.timestamp_value,
    status_changed_at public.timestamp_value,
    staged_bytes bigint DEFAULT 0 NOT NULL,
    settled_at public.timestamp_value,
    CONSTRAINT import_does_what_is_known CHECK ((action = ANY (ARRAY['check'::text, 'apply'::text, 'submit'::text, 'publish'::text, 'reject'::text, 'withdraw'::text, 'restore'::text]))),
    CONSTRAINT import_is_of_a_collection CHECK ((collection = ANY (ARRAY['targets'::text, 'realizations'::text, 'sources'::text]))),
    CONSTRAINT import_mode_is_known CHECK ((mode = ANY (ARRAY['atomic'::text, 'partial'::text]))),
    CONSTRAINT import_plan_is_a_hash CHECK ((length(plan) = 32)),
    CONSTRAINT import_stage_is_a_status CHECK ((records_status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT import_state_is_known CHECK ((status = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text, 'checked'::text, 'done'::text, 'rejected'::text, 'failed'::text, 'cancelled'::text])))
);

COMMENT ON TABLE public.import IS 'Imports: one row per file.';

COMMENT ON COLUMN public.import.id IS 'Identifier of the import.';

COMMENT ON COLUMN public.import.collection IS 'Collection that the rows belong to.';

COMMENT ON COLUMN public.import.mode IS 'atomic: no row is added if one is rejected. partial: the other rows are added.';

COMMENT ON COLUMN public.import.status IS 'Status of the import.';

COMMENT ON COLUMN public.import.action IS 'Action that is queued, runs or ran last.';

COMMENT ON COLUMN public.import.revision IS 'Number of times that the import has planned, added or changed its records, or another user has revised one, from 1. A step names the revision that its caller read.';

COMMENT ON COLUMN public.import.records_status IS 'Status of the records of the import; null before they are added.';

COMMENT ON COLUMN public.import.media_type IS 'Media type of the file.';

COMMENT ON COLUMN public.import.file IS 'Properties of the file: size in bytes, hash, encoding, delimiter.';

COMMENT ON COLUMN public.import.columns IS 'Column names of the file, used for the file of rejected rows.';

COMMENT ON COLUMN public.import.rows IS 'Number of rows that were read.';

COMMENT ON COLUMN public.import.rows_done IS 'Number of rows that the current action has processed.';

COMMENT ON COLUMN public.import.created IS 'Number of rows that create a record.';

COMMENT ON COLUMN public.import.updated IS 'Number of rows that change a record.';

COMMENT ON COLUMN public.import.unchanged IS 'Number of rows that equal their record.';

COMMENT ON COLUMN public.import.rejected IS 'Number of rows with errors.';

COMMENT ON COLUMN public.import.moved IS 'Number of records that the last action submitted, published, rejected, withdrew or restored.';

COMMENT ON COLUMN public.import.totals IS 'Totals of the valid figures, computed when the rows were planned or added; null if there are none.';

COMMENT ON COLUMN public.import.plan IS 'Hash of the plan; applying checks that the plan is still the same.';

COMMENT ON COLUMN public.import.session_variables IS 'Session variables of the user who requested the current action.';

COMMENT ON COLUMN public.import.reason IS 'Reason of the corrections, or of the last rejection, withdrawal or restoration.';

COMMENT ON COLUMN public.import.problem IS 'Why the last action failed, as a problem document.';

COMMENT ON COLUMN public.import.cancel_requested IS 'True if a user cancelled the running action.';

COMMENT ON COLUMN public.import.include_sources IS 'True if the current action also publishes the submitted sources that the records cite.';

COMMENT ON COLUMN public.import.recorded_by IS 'Name of the user who sent the file.';

COMMENT ON COLUMN public.import.submitted_by IS 'Name of the user who submitted the records last; null before.';

COMMENT ON COLUMN public.import.institution IS 'Institution that the key of the sender is restricted to.';

COMMENT ON COLUMN public.import.owner IS 'Institution that owns all imported records; null if they have several owners.';

COMMENT ON COLUMN public.import.received_at IS 'Time when the file began to arrive.';

COMMENT ON COLUMN public.import.started_at IS 'Time when the last action began.';

COMMENT ON COLUMN public.import.ended_at IS 'Time when the last action ended.';

COMMENT ON COLUMN public.import.status_changed_at IS 'recorded_at of the revisions that the import added last. A record with a later revision was changed by another user.';

COMMENT ON COLUMN public.import.staged_bytes IS 'Size of the rows that are still staged, in bytes; the sum per user is limited.';

COMMENT ON COLUMN public.import.settled_at IS 'Time when the staged rows that are no longer needed were deleted.';

CREATE TABLE public.import_mapping (
    name public.code NOT NULL,
    revision integer NOT NULL,
    content jsonb,
    recorded_by public.label NOT NULL,
    recorded_at public.timestamp_value DEFAULT now() NOT NULL,
    CONSTRAINT mapping_revisions_count_from_1 CHECK ((revision > 0))
);

COMMENT ON TABLE public.import_mapping IS 'Named descriptions of file formats; one row per revision, the latest one applies.';

COMMENT ON COLUMN public.import_mapping.name IS 'Name of the mapping.';

COMMENT ON COLUMN public.import_mapping.revision IS 'Number of the revision, from 1.';

COMMENT ON COLUMN public.import_mapping.content IS 'Which column of the file is which field, and how to read it; null if an administrator deleted the mapping.';

COMMENT ON COLUMN public.import_mapping.recorded_by IS 'Name of the user who saved the revision or deleted the mapping.';

COMMENT ON COLUMN public.import_mapping.recorded_at IS 'Time when the revision was saved.';

CREATE TABLE public.import_outcome (
    import uuid NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    action text NOT NULL,
    record_id text,
    newest integer NOT NULL,
    base integer,
    citations jsonb,
    first_row integer,
    errors jsonb,
    CONSTRAINT import_action_is_known CHECK ((action = ANY (ARRAY['created'::text, 'updated'::text, 'unchanged'::text, 'rejected'::text])))
);

COMMENT ON TABLE public.import_outcome IS 'What happens to each row of an import.';

COMMENT ON COLUMN public.import_outcome.import IS 'Id of the import.';

COMMENT ON COLUMN public.import_outcome.number IS 'Number of the row.';

COMMENT ON COLUMN public.import_outcome.line IS 'Line in the file, or row in the worksheet; the staged row is deleted earlier.';

COMMENT ON COLUMN public.import_outcome.action IS 'created, updated, unchanged or rejected.';

COMMENT ON COLUMN public.import_outcome.record_id IS 'Code or id of the record.';

COMMENT ON COLUMN public.import_outcome.newest IS 'Latest revision of the record before the import; 0 for a new record.';

COMMENT ON COLUMN public.import_outcome.base IS 'The revision whose content the row changes.';

COMMENT ON COLUMN public.import_outcome.citations IS 'Citations of this row and of the rows with the same figure that refer to it.';

COMMENT ON COLUMN public.import_outcome.first_row IS 'Number of the first row with the same figure, which adds this one too.';

COMMENT ON COLUMN public.import_outcome.errors IS 'Errors of the row; null if there are none.';

CREATE TABLE public.import_row (
    import uuid NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    candidate text NOT NULL,
    content jsonb NOT NULL,
    must_match_indicator jsonb NOT NULL,
    errors jsonb,
    raw jsonb NOT NULL,
    value_position integer
);

COMMENT ON TABLE public.import_row IS 'The rows of a file, as read.';

COMMENT ON COLUMN public.import_row.import IS 'Id of the import.';

COMMENT ON COLUMN public.import_row.number IS 'Number of the row, from 1.';

COMMENT ON COLUMN public.import_row.line IS 'Line in the file, or row in the worksheet.';

COMMENT ON COLUMN public.import_row.candidate IS 'Id of the record if it is new; rows that state the same figure have the same one.';

COMMENT ON COLUMN public.import_row.content IS 'The fields that the row states.';

COMMENT ON COLUMN public.import_row.must_match_indicator IS 'Fields that must equal those of the indicator: its unit, its program.';

COMMENT ON COLUMN public.import_row.errors IS 'Errors that were found while reading; null if there are none.';

COMMENT ON COLUMN public.import_row.raw IS 'The cells of the row as text.';

COMMENT ON COLUMN public.import_row.value_position IS 'Index in raw of the value, from 0; null for a JSON line and a source.';

CREATE TABLE public.indicator (
    code public.code NOT NULL,
    program public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    definition public.long_text,
    definition_en public.long_text,
    unit public.code NOT NULL,
    direction text NOT NULL,
    additive boolean NOT NULL,
    population_indicator public.code,
    expected_every text,
    variant_of public.code,
    partitions text[] DEFAULT '{}'::text[] NOT NULL,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(code)::text, (name)::text, (name_en)::text, (definition)::text, (definition_en)::text])) STORED NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT indicator_direction_is_known CHECK ((direction = ANY (ARRAY['increase'::text, 'decrease'::text, 'maintain'::text]))),
    CONSTRAINT indicator_is_expected_every_iso_8601_duration CHECK ((expected_every ~ '^P([1-9][0-9]{0,2}Y|[1-9][0-9]{0,2}M|[1-9][0-9]{0,2}W|[1-9][0-9]{0,3}D)$'::text)),
    CONSTRAINT indicator_is_not_its_own_population CHECK (((population_indicator)::text <> (code)::text)),
    CONSTRAINT indicator_is_not_its_own_variant CHECK (((variant_of)::text <> (code)::text)),
    CONSTRAINT only_additive_indicators_have_partitions CHECK ((additive OR (cardinality(partitions) = 0))),
    CONSTRAINT partitions_are_keys_of_breakdowns CHECK (public.is_list_of_breakdown_keys(partitions)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.indicator IS 'What a program counts; one row per revision.';

COMMENT ON COLUMN public.indicator.code IS 'Identifier of the indicator.';

COMMENT ON COLUMN public.indicator.program IS 'Code of the program; it never changes.';

COMMENT ON COLUMN public.indicator.name IS 'Name in Indonesian.';

COMMENT ON COLUMN public.indicator.name_en IS 'Name in English.';

COMMENT ON COLUMN public.indicator.definition IS 'What is counted, in Indonesian.';

COMMENT ON COLUMN public.indicator.definition_en IS 'What is counted, in English.';

COMMENT ON COLUMN public.indicator.unit IS 'Code of the unit of all figures; it cannot change while figures exist.';

COMMENT ON COLUMN public.indicator.direction IS 'Whether a higher, a lower or an equal number is the aim.';

COMMENT ON COLUMN public.indicator.additive IS 'True if the figures of regions and parts may be added up.';

COMMENT ON COLUMN public.indicator.population_indicator IS 'Code of the indicator that counts the population, the base of a share.';

COMMENT ON COLUMN public.indicator.expected_every IS 'Expected interval between realizations, an ISO 8601 duration such as P3M.';

COMMENT ON COLUMN public.indicator.variant_of IS 'Code of an indicator that counts the same thing in another unit.';

COMMENT ON COLUMN public.indicator.partitions IS 'Keys of breakdowns whose parts together are the whole.';

COMMENT ON COLUMN public.indicator.search IS 'Words for the search with q.';

COMMENT ON COLUMN public.indicator.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.indicator.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.indicator.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.indicator.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.indicator.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.indicator.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.indicator.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE public.institution (
    code public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    kind text NOT NULL,
    rank smallint NOT NULL,
    kode_klpd public.label,
    valid_from public.day,
    valid_to public.day,
    succeeded_by public.code[] DEFAULT '{}'::public.code[] NOT NULL,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(code)::text, (name)::text, (name_en)::text, (kode_klpd)::text])) STORED NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT institution_ends_after_it_begins CHECK (((valid_to)::date >= (valid_from)::date)),
    CONSTRAINT institution_has_at_most_20_successors CHECK ((cardinality(succeeded_by) <= 20)),
    CONSTRAINT institution_kind_is_known CHECK ((kind = ANY (ARRAY['presidency'::text, 'coordinating_ministry'::text, 'ministry'::text, 'agency'::text, 'central_bank'::text, 'regional_government'::text, 'association'::text, 'media'::text, 'other'::text]))),
    CONSTRAINT institution_rank_counts_from_1 CHECK (((rank >= 1) AND (rank <= 99))),
    CONSTRAINT institution_successors_are_a_plain_list CHECK (((cardinality(succeeded_by) = 0) OR ((array_ndims(succeeded_by) = 1) AND (array_position(succeeded_by, (NULL::text)::public.code) IS NULL)))),
    CONSTRAINT institution_with_successors_has_ended CHECK (((succeeded_by = '{}'::public.code[]) OR (valid_to IS NOT NULL))),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.institution IS 'Institutions that lead programs, publish sources or state figures; one row per revision.';

COMMENT ON COLUMN public.institution.code IS 'Identifier of the institution.';

COMMENT ON COLUMN public.institution.name IS 'Name in Indonesian.';

COMMENT ON COLUMN public.institution.name_en IS 'Name in English.';

COMMENT ON COLUMN public.institution.kind IS 'Class of the institution.';

COMMENT ON COLUMN public.institution.rank IS 'Precedence when institutions report different realizations; 1 is preferred.';

COMMENT ON COLUMN public.institution.kode_klpd IS 'Code in the government register of ministries, agencies and regions (K/L/PD).';

COMMENT ON COLUMN public.institution.valid_from IS 'First day on which the institution exists.';

COMMENT ON COLUMN public.institution.valid_to IS 'Last day on which the institution exists.';

COMMENT ON COLUMN public.institution.succeeded_by IS 'Codes of the institutions that continue its work.';

COMMENT ON COLUMN public.institution.search IS 'Words for the search with q.';

COMMENT ON COLUMN public.institution.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.institution.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.institution.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.institution.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.institution.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.institution.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.institution.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE public.preference (
    realization uuid NOT NULL,
    revision integer NOT NULL,
    active boolean NOT NULL,
    reason public.long_text NOT NULL,
    indicator public.code NOT NULL,
    nature text NOT NULL,
    region public.region_code NOT NULL,
    breakdown public.breakdown NOT NULL,
    first_day public.day NOT NULL,
    last_day public.day NOT NULL,
    recorded_at public.timestamp_value DEFAULT public.recording_time() NOT NULL,
    recorded_by public.label NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_preference_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT preference_revisions_count_from_1 CHECK ((revision > 0))
);

COMMENT ON TABLE public.preference IS 'Manual choices between realizations with the same key, which override the order of precedence; one row per revision.';

COMMENT ON COLUMN public.preference.realization IS 'Id of the preferred realization.';

COMMENT ON COLUMN public.preference.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.preference.active IS 'True while the preference applies, false after it was withdrawn.';

COMMENT ON COLUMN public.preference.reason IS 'Why the realization is preferred, or why it no longer is.';

COMMENT ON COLUMN public.preference.indicator IS 'Indicator in the key of the published realization. The key is stored, so that a preference does not follow a realization to another key, and so that an index finds the preferences of a key.';

COMMENT ON COLUMN public.preference.nature IS 'stock or flow, part of the key.';

COMMENT ON COLUMN public.preference.region IS 'Region in the key.';

COMMENT ON COLUMN public.preference.breakdown IS 'Breakdown in the key.';

COMMENT ON COLUMN public.preference.first_day IS 'First day of the period in the key.';

COMMENT ON COLUMN public.preference.last_day IS 'Last day of the period in the key.';

COMMENT ON COLUMN public.preference.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.preference.recorded_by IS 'Name of the user who added the revision.';

COMMENT ON COLUMN public.preference.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE public.principal (
    comparable_name text NOT NULL,
    name public.label NOT NULL
);

COMMENT ON TABLE public.principal IS 'The names of API keys, each in the only way in which it is written.';

COMMENT ON COLUMN public.principal.comparable_name IS 'The name without case, width, extra spaces and look-alike letters; see comparable_name.';

COMMENT ON COLUMN public.principal.name IS 'The name as its first key has it.';

CREATE TABLE public.program (
    code public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    description public.long_text,
    description_en public.long_text,
    lead_institution public.code,
    starts_on public.day,
    ends_on public.day,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(code)::text, (name)::text, (name_en)::text, (description)::text, (description_en)::text])) STORED NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT program_ends_after_it_begins CHECK (((ends_on)::date >= (starts_on)::date)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.program IS 'Government programs; one row per revision.';

COMMENT ON COLUMN public.program.code IS 'Identifier of the program.';

COMMENT ON COLUMN public.program.name IS 'Name in Indonesian.';

COMMENT ON COLUMN public.program.name_en IS 'Name in English.';

COMMENT ON COLUMN public.program.description IS 'Description in Indonesian.';

COMMENT ON COLUMN public.program.description_en IS 'Description in English.';

COMMENT ON COLUMN public.program.lead_institution IS 'Code of the institution that leads the program and owns the record.';

COMMENT ON COLUMN public.program.starts_on IS 'First day of the program.';

COMMENT ON COLUMN public.program.ends_on IS 'Last day of the program.';

COMMENT ON COLUMN public.program.search IS 'Words for the search with q.';

COMMENT ON COLUMN public.program.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.program.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.program.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.program.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.program.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.program.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.program.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE public.region (
    code public.region_code NOT NULL,
    name public.label NOT NULL,
    level text NOT NULL,
    parent public.region_code,
    valid_from public.day,
    valid_to public.day,
    replaces public.region_code,
    bps_code text,
    iso_3166_2 text,
    other_names public.label[] DEFAULT '{}'::public.label[] NOT NULL,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC (ARRAY[(code)::text, (name)::text] || (other_names)::text[]))) STORED NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT region_bps_code_has_2_or_4_digits CHECK ((bps_code ~ '^[0-9]{2}([0-9]{2})?$'::text)),
    CONSTRAINT region_ends_after_it_begins CHECK (((valid_to)::date >= (valid_from)::date)),
    CONSTRAINT region_iso_code_is_of_a_province CHECK (((iso_3166_2 IS NULL) OR ((iso_3166_2 ~ '^ID-[A-Z]{2}$'::text) AND (level = 'province'::text)))),
    CONSTRAINT region_level_agrees_with_its_code CHECK ((level = public.level_of((code)::text))),
    CONSTRAINT region_level_is_known CHECK ((level = ANY (ARRAY['country'::text, 'province'::text, 'regency'::text, 'city'::text]))),
    CONSTRAINT region_other_names_are_a_plain_list CHECK (((cardinality(other_names) = 0) OR ((array_ndims(other_names) = 1) AND (array_position(other_names, (NULL::text)::public.label) IS NULL)))),
    CONSTRAINT region_parent_agrees_with_its_code CHECK ((NOT ((parent)::text IS DISTINCT FROM
CASE
    WHEN ((code)::text = 'ID'::text) THEN NULL::text
    WHEN (length((code)::text) = 2) THEN 'ID'::text
    ELSE "left"((code)::text, 2)
END))),
    CONSTRAINT region_replaces_one_of_its_level CHECK (((replaces IS NULL) OR (public.level_of((replaces)::text) = level))),
    CONSTRAINT region_that_replaces_another_has_a_first_day CHECK (((replaces IS NULL) OR (valid_from IS NOT NULL))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.region IS 'The country, its provinces, regencies and cities; one row per revision.';

COMMENT ON COLUMN public.region.code IS 'Code of the Ministry of Home Affairs.';

COMMENT ON COLUMN public.region.name IS 'Name in Indonesian.';

COMMENT ON COLUMN public.region.level IS 'Administrative level; follows from the code.';

COMMENT ON COLUMN public.region.parent IS 'Code of the region that contains this one; null for the country.';

COMMENT ON COLUMN public.region.valid_from IS 'First day on which the region exists.';

COMMENT ON COLUMN public.region.valid_to IS 'Last day on which the region exists.';

COMMENT ON COLUMN public.region.replaces IS 'Code that the region had until the day before valid_from, if it only received a new code.';

COMMENT ON COLUMN public.region.bps_code IS 'Code of Statistics Indonesia (BPS).';

COMMENT ON COLUMN public.region.iso_3166_2 IS 'ISO 3166-2 code of a province.';

COMMENT ON COLUMN public.region.other_names IS 'Abbreviations, former and English names, and other spellings.';

COMMENT ON COLUMN public.region.search IS 'Words for the search with q.';

COMMENT ON COLUMN public.region.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.region.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.region.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.region.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.region.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.region.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.region.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

CREATE TABLE public.schema_compatibility (
    oldest_version text NOT NULL,
    CONSTRAINT oldest_version_has_three_numbers CHECK ((oldest_version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'::text))
);

COMMENT ON TABLE public.schema_compatibility IS 'One row: which versions of Capaian may use this schema.';

COMMENT ON COLUMN public.schema_compatibility.oldest_version IS 'Oldest version of Capaian that may use this schema; a migration that an earlier version cannot work with raises it.';

CREATE TABLE public.schema_functions (
    sha256 text NOT NULL,
    version text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.schema_functions IS 'One row: the content of schema/functions that was applied last.';

COMMENT ON COLUMN public.schema_functions.sha256 IS 'Hash of the names and contents of the files, in hexadecimal.';

COMMENT ON COLUMN public.schema_functions.version IS 'Version of Capaian that applied the files; an older version does not replace them.';

COMMENT ON COLUMN public.schema_functions.applied_at IS 'Time when the files were applied.';

CREATE TABLE public.session (
    id_sha256 bytea NOT NULL,
    key_id text NOT NULL,
    created_at public.timestamp_value DEFAULT now() NOT NULL,
    last_used_at public.timestamp_value DEFAULT now() NOT NULL,
    CONSTRAINT session_has_a_hash CHECK ((length(id_sha256) = 32))
);

COMMENT ON TABLE public.session IS 'Sessions of users who signed in to the pages with an API key. Expired rows are deleted.';

COMMENT ON COLUMN public.session.id_sha256 IS 'Hash of the id, which only the cookie of the browser contains.';

COMMENT ON COLUMN public.session.key_id IS 'The API key; the session has its rights and ends with it.';

COMMENT ON COLUMN public.session.created_at IS 'Time when the user signed in.';

COMMENT ON COLUMN public.session.last_used_at IS 'Time of the last request, to the minute.';

CREATE TABLE public.session_file (
    session_sha256 bytea NOT NULL,
    principal public.label NOT NULL,
    collection text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    mapping json NOT NULL,
    import_id uuid,
    CONSTRAINT session_file_is_not_larger_than_8_mib CHECK ((length(content) <= 8388608))
);

COMMENT ON TABLE public.session_file IS 'The file of a session while its user maps its columns. It is deleted when it is imported, and with its session.';

COMMENT ON COLUMN public.session_file.session_sha256 IS 'The session.';

COMMENT ON COLUMN public.session_file.principal IS 'The user, who alone reads the file.';

COMMENT ON COLUMN public.session_file.collection IS 'Collection of the rows, as in import.';

COMMENT ON COLUMN public.session_file.media_type IS 'Media type of the file.';

COMMENT ON COLUMN public.session_file.content IS 'The file.';

COMMENT ON COLUMN public.session_file.mapping IS 'The mapping of its columns so far; json, because the order of columns counts.';

COMMENT ON COLUMN public.session_file.import_id IS 'The last dry run of the file; null before the first one.';

CREATE TABLE public.unit (
    code public.code NOT NULL,
    name public.label NOT NULL,
    name_en public.label,
    symbol public.label,
    kind text NOT NULL,
    search tsvector GENERATED ALWAYS AS (public.search_words(VARIADIC ARRAY[(code)::text, (name)::text, (name_en)::text, (symbol)::text])) STORED NOT NULL,
    revision integer CONSTRAINT revision_columns_revision_not_null NOT NULL,
    status text CONSTRAINT revision_columns_status_not_null NOT NULL,
    public boolean CONSTRAINT revision_columns_public_not_null NOT NULL,
    reason public.long_text,
    recorded_at public.timestamp_value DEFAULT public.recording_time() CONSTRAINT revision_columns_recorded_at_not_null NOT NULL,
    recorded_by public.label CONSTRAINT revision_columns_recorded_by_not_null NOT NULL,
    replaced_at public.timestamp_value,
    CONSTRAINT a_rejection_or_withdrawal_has_a_reason CHECK (((reason IS NOT NULL) OR (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text])))),
    CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (((replaced_at)::timestamp with time zone > (recorded_at)::timestamp with time zone)),
    CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication CHECK ((public OR (status <> 'published'::text))),
    CONSTRAINT revisions_count_from_1 CHECK ((revision > 0)),
    CONSTRAINT status_is_one_of_five CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT the_first_revision_has_no_reason CHECK (((reason IS NULL) OR (revision > 1))),
    CONSTRAINT unit_kind_is_known CHECK ((kind = ANY (ARRAY['count'::text, 'amount'::text, 'share'::text, 'index'::text, 'rank'::text]))),
    CONSTRAINT unpublished_work_is_not_public CHECK (((NOT public) OR (status = ANY (ARRAY['published'::text, 'withdrawn'::text]))))
);

COMMENT ON TABLE public.unit IS 'Units of measurement; one row per revision.';

COMMENT ON COLUMN public.unit.code IS 'Identifier of the unit.';

COMMENT ON COLUMN public.unit.name IS 'Name in Indonesian.';

COMMENT ON COLUMN public.unit.name_en IS 'Name in English.';

COMMENT ON COLUMN public.unit.symbol IS 'Symbol to show next to a number, such as Rp.';

COMMENT ON COLUMN public.unit.kind IS 'count, amount, share, index or rank: which numbers are valid; it cannot change while figures exist.';

COMMENT ON COLUMN public.unit.search IS 'Words for the search with q.';

COMMENT ON COLUMN public.unit.revision IS 'Number of the revision, from 1 without gaps.';

COMMENT ON COLUMN public.unit.status IS 'draft, submitted, published, rejected or withdrawn.';

COMMENT ON COLUMN public.unit.public IS 'True for a publication and for the withdrawal of a publication: every caller may read it.';

COMMENT ON COLUMN public.unit.reason IS 'Why the record was corrected, rejected, withdrawn or restored.';

COMMENT ON COLUMN public.unit.recorded_at IS 'Time of the first row that the transaction recorded; the database sets it.';

COMMENT ON COLUMN public.unit.recorded_by IS 'Name of the user who added the revision; system for seed data.';

COMMENT ON COLUMN public.unit.replaced_at IS 'recorded_at of the revision that replaced this one; null while this one is current.';

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_has_one_row PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_entry
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

ALTER TABLE ONLY public.import_mapping
    ADD CONSTRAINT mapping_has_one_row_per_revision PRIMARY KEY (name, revision);

ALTER TABLE ONLY public.preference
    ADD CONSTRAINT preference_has_one_row_per_revision PRIMARY KEY (realization, revision);

ALTER TABLE ONLY public.principal
    ADD CONSTRAINT principal_has_one_name UNIQUE (name);

ALTER TABLE ONLY public.principal
    ADD CONSTRAINT principal_has_one_row PRIMARY KEY (comparable_name);

ALTER TABLE ONLY public.program
    ADD CONSTRAINT program_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.realization
    ADD CONSTRAINT realization_has_one_row_per_revision PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.region
    ADD CONSTRAINT region_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.idempotency_record
    ADD CONSTRAINT replay_is_of_one_request PRIMARY KEY (principal, key);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT seal_has_one_number PRIMARY KEY (number);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT seal_is_of_one_entry UNIQUE (epoch, xid, ordinal);

ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT session_file_has_one_row PRIMARY KEY (session_sha256);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_has_one_row PRIMARY KEY (id_sha256);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_has_one_row_per_revision PRIMARY KEY (code, revision);

ALTER TABLE ONLY public.target
    ADD CONSTRAINT target_has_one_row_per_revision PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_has_one_row_per_revision PRIMARY KEY (code, revision);

CREATE INDEX audit_is_about_an_institution ON public.audit_entry USING btree (record_institution, epoch, xid, ordinal) WHERE ((record_institution)::text IS DISTINCT FROM (institution)::text);

CREATE INDEX audit_is_by_an_institution ON public.audit_entry USING btree (institution, epoch, xid, ordinal) WHERE (institution IS NOT NULL);

CREATE INDEX audit_is_of_an_entity ON public.audit_entry USING btree (record_type, record_id, epoch, xid, ordinal);

CREATE INDEX claim_is_about ON public.claim USING gin (((figures || base_figure))) WHERE (status = 'published'::text);

CREATE INDEX claim_is_about_indicator ON public.claim USING btree ((((figure_key)::jsonb ->> 'indicator'::text))) WHERE (figure_key IS NOT NULL);

CREATE INDEX claim_is_found_by_source ON public.claim USING btree (source, id);

CREATE INDEX claim_waits_for_a_publisher ON public.claim USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX claim_was_recorded ON public.claim USING btree (recorded_at, id);

CREATE INDEX import_changed_records_at ON public.import USING btree (status_changed_at);

CREATE INDEX import_has_staged_rows ON public.import USING btree (recorded_by) WHERE (staged_bytes > 0);

CREATE INDEX import_is_listed ON public.import USING btree (received_at, id);

CREATE INDEX import_is_of_a_principal ON public.import USING btree (recorded_by, received_at, id);

CREATE INDEX import_is_to_be_settled ON public.import USING btree (received_at) WHERE (settled_at IS NULL);

CREATE INDEX import_is_under_way ON public.import USING btree (received_at) WHERE (status = ANY (ARRAY['receiving'::text, 'queued'::text, 'running'::text]));

CREATE INDEX import_outcome_is_led ON public.import_outcome USING btree (import, first_row) WHERE (first_row IS NOT NULL);

CREATE INDEX import_waits_for_a_publisher ON public.import USING btree (status_changed_at) WHERE (records_status = 'submitted'::text);

CREATE INDEX indicator_is_found_by_program ON public.indicator USING btree (program, code);

CREATE INDEX indicator_is_found_by_variant ON public.indicator USING btree (variant_of) WHERE (variant_of IS NOT NULL);

CREATE INDEX indicator_waits_for_a_publisher ON public.indicator USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX indicator_was_recorded ON public.indicator USING btree (recorded_at, code);

CREATE INDEX institution_waits_for_a_publisher ON public.institution USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX institution_was_recorded ON public.institution USING btree (recorded_at, code);

CREATE INDEX preference_is_found_by_key ON public.preference USING btree (indicator, nature, region, breakdown, last_day, recorded_at) WHERE active;

CREATE INDEX program_waits_for_a_publisher ON public.program USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX program_was_recorded ON public.program USING btree (recorded_at, code);

CREATE INDEX realization_cites ON public.realization USING gin (citations jsonb_path_ops);

CREATE INDEX realization_counts_flows ON public.realization USING btree (program, indicator, breakdown, level, period_end, key_start, region) WHERE ((status = 'published'::text) AND (nature = 'flow'::text));

CREATE INDEX realization_counts_stocks ON public.realization USING btree (program, indicator, breakdown, level, period_end, key_start, region) WHERE ((status = 'published'::text) AND (nature = 'stock'::text));

CREATE INDEX realization_is_known_by_what_it_states ON public.realization USING btree (public.natural_key((indicator)::text, nature, (region)::text, (breakdown)::text, (key_start)::date, (period_end)::date, NULL::text, (institution)::text, (stated_on)::date, (stated_not_before)::date, (stated_latest)::date)) WHERE ((replaced_at IS NULL) AND (status <> 'withdrawn'::text));

CREATE INDEX realization_is_stated_for_another ON public.realization USING btree (on_behalf_of) WHERE ((status = 'published'::text) AND (on_behalf_of IS NOT NULL));

CREATE INDEX realization_notes ON public.realization USING gin (public.search_words(VARIADIC ARRAY[(note)::text])) WHERE (note IS NOT NULL);

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

CREATE INDEX realization_waits_for_a_publisher ON public.realization USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX realization_was_recorded ON public.realization USING btree (recorded_at, id);

CREATE INDEX realization_work_in_hand ON public.realization USING btree (status, indicator) WHERE ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (replaced_at IS NULL));

CREATE INDEX region_is_found_by_bps_code ON public.region USING btree (bps_code) WHERE (replaced_at IS NULL);

CREATE INDEX region_replaces_another ON public.region USING btree (replaces) WHERE ((status = 'published'::text) AND (replaces IS NOT NULL));

CREATE INDEX region_waits_for_a_publisher ON public.region USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX region_was_recorded ON public.region USING btree (recorded_at, code);

CREATE INDEX replay_grows_old ON public.idempotency_record USING btree (last_used_at);

CREATE UNIQUE INDEX schema_compatibility_has_one_row ON public.schema_compatibility USING btree ((true));

CREATE INDEX sessions_by_age ON public.session USING btree (created_at);

CREATE INDEX source_waits_for_a_publisher ON public.source USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX source_was_recorded ON public.source USING btree (recorded_at, code);

CREATE INDEX target_belongs_to_a_plan ON public.target USING btree (plan) WHERE ((status = 'published'::text) AND (plan IS NOT NULL));

CREATE INDEX target_cites ON public.target USING gin (citations jsonb_path_ops);

CREATE INDEX target_is_known_by_what_it_states ON public.target USING btree (public.natural_key((indicator)::text, nature, (region)::text, (breakdown)::text, (key_start)::date, (period_end)::date, (plan)::text, (institution)::text, (stated_on)::date, (stated_not_before)::date, (stated_latest)::date)) WHERE ((replaced_at IS NULL) AND (status <> 'withdrawn'::text));

CREATE INDEX target_is_stated_for_another ON public.target USING btree (on_behalf_of) WHERE ((status = 'published'::text) AND (on_behalf_of IS NOT NULL));

CREATE INDEX target_is_superseded ON public.target USING btree (supersedes) WHERE ((status = 'published'::text) AND (supersedes IS NOT NULL));

CREATE INDEX target_notes ON public.target USING gin (public.search_words(VARIADIC ARRAY[(note)::text])) WHERE (note IS NOT NULL);

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

CREATE INDEX target_waits_for_a_publisher ON public.target USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX target_was_recorded ON public.target USING btree (recorded_at, id);

CREATE INDEX target_work_in_hand ON public.target USING btree (status, indicator) WHERE ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'rejected'::text])) AND (replaced_at IS NULL));

CREATE INDEX unit_waits_for_a_publisher ON public.unit USING btree (recorded_at) WHERE ((status = 'submitted'::text) AND (replaced_at IS NULL));

CREATE INDEX unit_was_recorded ON public.unit USING btree (recorded_at, code);

CREATE STATISTICS public.realization_has_the_program_of_its_indicator (dependencies) ON program, indicator FROM public.realization;

CREATE STATISTICS public.target_has_the_program_of_its_indicator (dependencies) ON program, indicator FROM public.target;

CREATE TRIGGER after_change_write_audit_entry AFTER INSERT OR UPDATE OF expires_at, revoked_at ON public.api_key FOR EACH ROW EXECUTE FUNCTION public.write_key_audit_entry();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_claim();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_indicator();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_institution();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_program();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_realization();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_region();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_source();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_target();

CREATE TRIGGER after_insert_1_check_institution AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution_of_unit();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_claim();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_indicator();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_institution();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_program();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_realization();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_region();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_source();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_target();

CREATE TRIGGER after_insert_2_add_revision AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.add_revision_of_unit();

CREATE TRIGGER after_insert_3_check_plan AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_plan();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_claim();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_indicator();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_institution();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_program();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_figure();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_region();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_source();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_figure();

CREATE TRIGGER after_insert_3_check_references AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_unit();

CREATE TRIGGER after_insert_4_check_superseding AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_superseding();

CREATE TRIGGER after_insert_4_check_variants AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_variants();

CREATE TRIGGER after_insert_5_check_identity AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_identity_of_realization();

CREATE TRIGGER after_insert_5_check_identity AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_identity_of_target();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_claim();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_indicator();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_institution();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_program();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_realization();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_region();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_source();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_target();

CREATE TRIGGER after_insert_5_write_audit_entry AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.write_audit_entry_of_unit();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.indicator REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.institution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.program REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.realization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.region REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.source REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_6_check_still_referenced AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_still_referenced();

CREATE TRIGGER after_insert_add_revision AFTER INSERT ON public.preference FOR EACH ROW EXECUTE FUNCTION public.add_preference_revision();

CREATE TRIGGER after_insert_check_staged AFTER INSERT ON public.import_row REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION public.check_staged_rows();

CREATE TRIGGER before_insert_check_new_key BEFORE INSERT ON public.api_key FOR EACH ROW EXECUTE FUNCTION public.check_new_key();

CREATE TRIGGER before_insert_find_preferred_key BEFORE INSERT ON public.preference FOR EACH ROW EXECUTE FUNCTION public.find_preferred_key();

CREATE TRIGGER before_update_check_end_of_key BEFORE UPDATE OF expires_at, revoked_at ON public.api_key FOR EACH ROW EXECUTE FUNCTION public.check_end_of_key();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.claim FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.indicator FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.institution FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.preference FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.program FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.realization FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.region FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.source FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.target FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_of_replaced_at_reject BEFORE UPDATE OF replaced_at ON public.unit FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OR TRUNCATE ON public.change FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF id, source, locator, kind, figures, figure_key, base, base_period, base_figure, stated_value, stated_value_to, stated_resolution, qualifier, stated_date, stated_weekday, note, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.claim FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OR TRUNCATE ON public.epoch FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OR TRUNCATE ON public.import_mapping FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF code, program, name, name_en, definition, definition_en, unit, direction, additive, population_indicator, expected_every, variant_of, partitions, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.indicator FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF code, name, name_en, kind, rank, kode_klpd, valid_from, valid_to, succeeded_by, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.institution FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF realization, revision, active, reason, indicator, nature, region, breakdown, first_day, last_day, recorded_at, recorded_by OR TRUNCATE ON public.preference FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF code, name, name_en, description, description_en, lead_institution, starts_on, ends_on, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.program FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF id, program, indicator, nature, region, breakdown, period, value, value_to, qualifier, resolution, stated_on, stated_not_before, stated_not_after, retracted_on, institution, on_behalf_of, speaker, citations, note, distinct_from, revision, status, public, reason, recorded_at, recorded_by, quality, day_known OR TRUNCATE ON public.realization FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF code, name, level, parent, valid_from, valid_to, replaces, bps_code, iso_3166_2, other_names, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.region FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF code, kind, title, publisher, authors, original_url, archived_url, published_on, published_not_before, published_not_after, date_basis, language, retrieved_at, content_sha256, note, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.source FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF id, program, indicator, nature, region, breakdown, period, value, value_to, qualifier, resolution, stated_on, stated_not_before, stated_not_after, retracted_on, institution, on_behalf_of, speaker, citations, note, distinct_from, revision, status, public, reason, recorded_at, recorded_by, plan, due_on, supersedes OR TRUNCATE ON public.target FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

CREATE TRIGGER before_update_reject BEFORE DELETE OR UPDATE OF code, name, name_en, symbol, kind, revision, status, public, reason, recorded_at, recorded_by OR TRUNCATE ON public.unit FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_update_and_delete();

ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT session_file_has_a_session FOREIGN KEY (session_sha256) REFERENCES public.session(id_sha256) ON DELETE CASCADE;

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_has_a_key FOREIGN KEY (key_id) REFERENCES public.api_key(id);

CREATE POLICY admins_create_keys ON public.api_key FOR INSERT TO capaian_service WITH CHECK (public.is_key_change_allowed((institution)::text));

CREATE POLICY admins_delete_old_responses ON public.idempotency_record TO capaian_service USING ((public.has_scope('admin'::text) AND (last_used_at < (now() - '400 days'::interval)))) WITH CHECK (false);

CREATE POLICY admins_end_keys ON public.api_key FOR UPDATE TO capaian_service USING (public.is_key_change_allowed((institution)::text));

CREATE POLICY admins_read_entries ON public.audit_entry FOR SELECT TO capaian_service USING ((public.has_scope('admin'::text) AND ((public.session_variable('institution'::text) IS NULL) OR COALESCE(((public.session_variable('institution'::text) = (institution)::text) OR (public.session_variable('institution'::text) = (record_institution)::text)), false))));

CREATE POLICY admins_save_mappings ON public.import_mapping FOR INSERT TO capaian_service WITH CHECK ((public.has_scope('admin'::text) AND (public.session_variable('institution'::text) IS NULL) AND ((recorded_by)::text = public.session_variable('principal'::text))));

CREATE POLICY admins_see_keys ON public.api_key FOR SELECT TO capaian_service USING (public.is_key_change_allowed((institution)::text));

CREATE POLICY all_read_preferences ON public.preference FOR SELECT TO capaian_reader, capaian_service USING (true);

ALTER TABLE public.api_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_entry ENABLE ROW LEVEL SECURITY;

CREATE POLICY authentication_finds_keys ON public.api_key FOR SELECT TO capaian_service USING ((public.session_variable('principal'::text) IS NULL));

CREATE POLICY authentication_records_use ON public.api_key FOR UPDATE TO capaian_service USING ((public.session_variable('principal'::text) IS NULL));

CREATE POLICY authentication_uses_sessions ON public.session TO capaian_service USING ((public.session_variable('principal'::text) IS NULL)) WITH CHECK ((public.session_variable('principal'::text) IS NULL));

ALTER TABLE public.claim ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_record ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_mapping ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.indicator ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.institution ENABLE ROW LEVEL SECURITY;

CREATE POLICY leading_publishers_add_preferences ON public.preference FOR INSERT TO capaian_service WITH CHECK ((((recorded_by)::text = public.session_variable('principal'::text)) AND public.has_scope('publish'::text) AND ((public.session_variable('institution'::text) IS NULL) OR (public.leader_of_realization(realization) = public.session_variable('institution'::text)))));

ALTER TABLE public.preference ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.program ENABLE ROW LEVEL SECURITY;

CREATE POLICY public_reads_public_rows ON public.claim FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.indicator FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.institution FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.program FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.realization FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.region FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.source FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.target FOR SELECT TO capaian_reader USING (public);

CREATE POLICY public_reads_public_rows ON public.unit FOR SELECT TO capaian_reader USING (public);

ALTER TABLE public.realization ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.region ENABLE ROW LEVEL SECURITY;

CREATE POLICY service_adds_revisions ON public.claim FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, public.publisher_of_source((source)::text)));

CREATE POLICY service_adds_revisions ON public.indicator FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, public.leader_of_program((program)::text)));

CREATE POLICY service_adds_revisions ON public.institution FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, NULL::text));

CREATE POLICY service_adds_revisions ON public.program FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, (lead_institution)::text));

CREATE POLICY service_adds_revisions ON public.realization FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, (institution)::text));

CREATE POLICY service_adds_revisions ON public.region FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, NULL::text));

CREATE POLICY service_adds_revisions ON public.source FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, (publisher)::text));

CREATE POLICY service_adds_revisions ON public.target FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, (institution)::text));

CREATE POLICY service_adds_revisions ON public.unit FOR INSERT TO capaian_service WITH CHECK (public.is_revision_allowed(status, public, (recorded_by)::text, NULL::text));

CREATE POLICY service_reads_visible_rows ON public.claim FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('claim'::text, (id)::text, revision, status, (recorded_by)::text, public.publisher_of_source((source)::text))));

CREATE POLICY service_reads_visible_rows ON public.indicator FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('indicator'::text, (code)::text, revision, status, (recorded_by)::text, public.leader_of_program((program)::text))));

CREATE POLICY service_reads_visible_rows ON public.institution FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('institution'::text, (code)::text, revision, status, (recorded_by)::text, NULL::text)));

CREATE POLICY service_reads_visible_rows ON public.program FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('program'::text, (code)::text, revision, status, (recorded_by)::text, (lead_institution)::text)));

CREATE POLICY service_reads_visible_rows ON public.realization FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('realization'::text, (id)::text, revision, status, (recorded_by)::text, (institution)::text)));

CREATE POLICY service_reads_visible_rows ON public.region FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('region'::text, (code)::text, revision, status, (recorded_by)::text, NULL::text)));

CREATE POLICY service_reads_visible_rows ON public.source FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('source'::text, (code)::text, revision, status, (recorded_by)::text, (publisher)::text)));

CREATE POLICY service_reads_visible_rows ON public.target FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('target'::text, (id)::text, revision, status, (recorded_by)::text, (institution)::text)));

CREATE POLICY service_reads_visible_rows ON public.unit FOR SELECT TO capaian_service USING ((public OR public.can_read_unpublished('unit'::text, (code)::text, revision, status, (recorded_by)::text, NULL::text)));

ALTER TABLE public.session ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.source ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.target ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.unit ENABLE ROW LEVEL SECURITY;

CREATE POLICY users_add_own_entries ON public.audit_entry FOR INSERT TO capaian_service WITH CHECK (((principal)::text = public.session_variable('principal'::text)));

CREATE POLICY users_continue_visible_imports ON public.import FOR UPDATE TO capaian_service USING (public.can_read_import((recorded_by)::text, (institution)::text, (owner)::text, records_status));

CREATE POLICY users_have_own_responses ON public.idempotency_record TO capaian_service USING (((principal)::text = public.session_variable('principal'::text))) WITH CHECK (((principal)::text = public.session_variable('principal'::text)));

CREATE POLICY users_map_their_files ON public.session_file TO capaian_service USING (((principal)::text = public.session_variable('principal'::text))) WITH CHECK ((((principal)::text = public.session_variable('principal'::text)) AND public.has_scope('write'::text)));

CREATE POLICY users_read_mappings ON public.import_mapping FOR SELECT TO capaian_service USING ((public.session_variable('principal'::text) IS NOT NULL));

CREATE POLICY users_read_visible_imports ON public.import FOR SELECT TO capaian_service USING (public.can_read_import((recorded_by)::text, (institution)::text, (owner)::text, records_status));

CREATE POLICY writers_add_own_imports ON public.import FOR INSERT TO capaian_service WITH CHECK ((((recorded_by)::text = public.session_variable('principal'::text)) AND public.has_scope('write'::text) AND (NOT ((institution)::text IS DISTINCT FROM public.session_variable('institution'::text)))));

GRANT USAGE ON SCHEMA public TO capaian_reader;
GRANT USAGE ON SCHEMA public TO capaian_service;

REVOKE ALL ON FUNCTION public.apply_column_resolution(the_import uuid, first integer, last integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.breakdown_map(breakdown text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.took_part_in(record_type text, key text, revision integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.took_part_in(record_type text, key text, revision integer) TO capaian_service;

GRANT SELECT ON TABLE public.source TO capaian_reader;
GRANT SELECT ON TABLE public.source TO capaian_service;

GRANT INSERT(code) ON TABLE public.source TO capaian_service;

GRANT INSERT(kind) ON TABLE public.source TO capaian_service;

GRANT INSERT(title) ON TABLE public.source TO capaian_service;

GRANT INSERT(publisher) ON TABLE public.source TO capaian_service;

GRANT INSERT(authors) ON TABLE public.source TO capaian_service;

GRANT INSERT(original_url) ON TABLE public.source TO capaian_service;

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

REVOKE ALL ON FUNCTION public.cited_source_publications(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cited_source_publications(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.count_import_rows(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.count_import_rows(the_import uuid, OUT created bigint, OUT updated bigint, OUT unchanged bigint, OUT rejected bigint) TO capaian_service;

REVOKE ALL ON FUNCTION public.delete_import_outcomes(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.delete_import_outcomes(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.describe_figure(record_type text, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.describe_source(record_type text, fields jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.entered_by(record_type text, key text, revision integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.entered_by(record_type text, key text, revision integer) TO capaian_reader;
GRANT ALL ON FUNCTION public.entered_by(record_type text, key text, revision integer) TO capaian_service;

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

GRANT INSERT(value_to) ON TABLE public.realization TO capaian_service;

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

GRANT INSERT(distinct_from) ON TABLE public.realization TO capaian_service;

GRANT INSERT(revision) ON TABLE public.realization TO capaian_service;

GRANT INSERT(status) ON TABLE public.realization TO capaian_service;

GRANT INSERT(public) ON TABLE public.realization TO capaian_service;

GRANT INSERT(reason) ON TABLE public.realization TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.realization TO capaian_service;

GRANT INSERT(quality) ON TABLE public.realization TO capaian_service;

GRANT INSERT(day_known) ON TABLE public.realization TO capaian_service;

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

GRANT INSERT(value_to) ON TABLE public.target TO capaian_service;

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

GRANT INSERT(distinct_from) ON TABLE public.target TO capaian_service;

GRANT INSERT(revision) ON TABLE public.target TO capaian_service;

GRANT INSERT(status) ON TABLE public.target TO capaian_service;

GRANT INSERT(public) ON TABLE public.target TO capaian_service;

GRANT INSERT(reason) ON TABLE public.target TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.target TO capaian_service;

GRANT INSERT(plan) ON TABLE public.target TO capaian_service;

GRANT INSERT(due_on) ON TABLE public.target TO capaian_service;

GRANT INSERT(supersedes) ON TABLE public.target TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_indicator(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_indicator(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_institution(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_institution(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_program(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_program(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_realization(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_realization(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_region(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_region(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_source(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_source(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_target(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_target(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_missing_unit(wanted text[], is_published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_missing_unit(wanted text[], is_published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_other_sources(wanted text[], is_published boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.find_realization_owner(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_realization_owner(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_source_owner(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_source_owner(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_target_owner(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_target_owner(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.find_unit(indicator text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.group_import_errors(the_import uuid, skipped integer, max_groups integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.group_import_errors(the_import uuid, skipped integer, max_groups integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.has_figures(its_program text, counted text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.is_epoch_current(seal_epoch integer, seal_number bigint, seal_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.is_epoch_current(seal_epoch integer, seal_number bigint, seal_hash bytea) TO capaian_reader;
GRANT ALL ON FUNCTION public.is_epoch_current(seal_epoch integer, seal_number bigint, seal_hash bytea) TO capaian_service;

REVOKE ALL ON FUNCTION public.is_own_record(record_type text, key text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.is_own_record(record_type text, key text) TO capaian_service;

REVOKE ALL ON FUNCTION public.kind_of_unit(unit_code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.kinds_by_indicator(wanted text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.latest_revision(record_type text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.latest_revision(record_type text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.leader_of_program(program text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.leader_of_program(program text) TO capaian_service;

REVOKE ALL ON FUNCTION public.leader_of_realization(realization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.leader_of_realization(realization uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.list_import_rows(the_import uuid, after integer, max_rows integer, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_import_rows(the_import uuid, after integer, max_rows integer, wanted text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.list_reviews(after_time timestamp with time zone, after_type text, after_id text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_reviews(after_time timestamp with time zone, after_type text, after_id text, max_rows integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.list_with_successors(institutions text[], at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_with_successors(institutions text[], at timestamp with time zone) TO capaian_reader;
GRANT ALL ON FUNCTION public.list_with_successors(institutions text[], at timestamp with time zone) TO capaian_service;

REVOKE ALL ON FUNCTION public.lock_identities(identities bigint[], is_published boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.lock_references(record_type text, keys text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.match_figures(record_type text, the_import uuid, first integer, last integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.match_sources(the_import uuid, first integer, last integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.plan_hash(the_import uuid, first integer, last integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.plan_hash(the_import uuid, first integer, last integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.plan_repeated_rows(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.plan_repeated_rows(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.plan_rows(record_type text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.plan_rows(record_type text, the_import uuid, first integer, last integer, defaults jsonb, required text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.plan_superseding_rows(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.plan_superseding_rows(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.publisher_of_source(source text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.publisher_of_source(source text) TO capaian_service;

REVOKE ALL ON FUNCTION public.read_realization_rows(the_import uuid, numbers integer[], defaults jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.read_realization_rows(the_import uuid, numbers integer[], defaults jsonb) TO capaian_service;

REVOKE ALL ON FUNCTION public.read_source_rows(the_import uuid, numbers integer[], defaults jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.read_source_rows(the_import uuid, numbers integer[], defaults jsonb) TO capaian_service;

REVOKE ALL ON FUNCTION public.read_target_rows(the_import uuid, numbers integer[], defaults jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.read_target_rows(the_import uuid, numbers integer[], defaults jsonb) TO capaian_service;

REVOKE ALL ON FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realization_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.realization_steps(the_import uuid, first integer, last integer, transition text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realization_steps(the_import uuid, first integer, last integer, transition text) TO capaian_service;

REVOKE ALL ON FUNCTION public.realizations_citing(sources text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realizations_citing(sources text[]) TO capaian_reader;
GRANT ALL ON FUNCTION public.realizations_citing(sources text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.realizations_noting(words tsquery) FROM PUBLIC;
GRANT ALL ON FUNCTION public.realizations_noting(words tsquery) TO capaian_reader;
GRANT ALL ON FUNCTION public.realizations_noting(words tsquery) TO capaian_service;

REVOKE ALL ON FUNCTION public.region_chains(at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.region_chains(at timestamp with time zone) TO capaian_reader;
GRANT ALL ON FUNCTION public.region_chains(at timestamp with time zone) TO capaian_service;

REVOKE ALL ON FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_errors jsonb[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reject_rows(the_import uuid, numbers integer[], with_errors jsonb[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.renew_epoch(seal_epoch integer, seal_number bigint, seal_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.renew_epoch(seal_epoch integer, seal_number bigint, seal_hash bytea) TO capaian_service;

REVOKE ALL ON FUNCTION public.require_indicator(wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_institution(wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_program(wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_region(wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_running(the_import uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_source(wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.require_unit(wanted text[], is_published boolean, rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.settle_import(the_import uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_import(the_import uuid) TO capaian_service;

REVOKE ALL ON FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.source_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.source_steps(the_import uuid, first integer, last integer, transition text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.source_steps(the_import uuid, first integer, last integer, transition text) TO capaian_service;

REVOKE ALL ON FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.target_drafts(the_import uuid, first integer, last integer, defaults jsonb, superseding boolean) TO capaian_service;

REVOKE ALL ON FUNCTION public.target_steps(the_import uuid, first integer, last integer, transition text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.target_steps(the_import uuid, first integer, last integer, transition text) TO capaian_service;

REVOKE ALL ON FUNCTION public.targets_citing(sources text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.targets_citing(sources text[]) TO capaian_reader;
GRANT ALL ON FUNCTION public.targets_citing(sources text[]) TO capaian_service;

REVOKE ALL ON FUNCTION public.targets_noting(words tsquery) FROM PUBLIC;
GRANT ALL ON FUNCTION public.targets_noting(words tsquery) TO capaian_reader;
GRANT ALL ON FUNCTION public.targets_noting(words tsquery) TO capaian_service;

REVOKE ALL ON FUNCTION public.total_import_rows(record_type text, the_import uuid, max_totals integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.total_import_rows(record_type text, the_import uuid, max_totals integer) TO capaian_service;

REVOKE ALL ON FUNCTION public.unit_at(counted text, known_at timestamp with time zone) FROM PUBLIC;

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

GRANT SELECT ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(principal) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(key_id) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(client_ip) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(request_id) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(action) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(record_type) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(record_id) ON TABLE public.audit_entry TO capaian_service;

GRANT INSERT(detail) ON TABLE public.audit_entry TO capaian_service;

GRANT SELECT ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(number) ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(epoch) ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(xid) ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(ordinal) ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(hash) ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(signature) ON TABLE public.audit_seal TO capaian_service;

GRANT INSERT(public_key) ON TABLE public.audit_seal TO capaian_service;

GRANT SELECT ON TABLE public.change TO capaian_reader;
GRANT SELECT ON TABLE public.change TO capaian_service;

GRANT SELECT ON TABLE public.claim TO capaian_reader;
GRANT SELECT ON TABLE public.claim TO capaian_service;

GRANT INSERT(id) ON TABLE public.claim TO capaian_service;

GRANT INSERT(source) ON TABLE public.claim TO capaian_service;

GRANT INSERT(locator) ON TABLE public.claim TO capaian_service;

GRANT INSERT(kind) ON TABLE public.claim TO capaian_service;

GRANT INSERT(figures) ON TABLE public.claim TO capaian_service;

GRANT INSERT(figure_key) ON TABLE public.claim TO capaian_service;

GRANT INSERT(base) ON TABLE public.claim TO capaian_service;

GRANT INSERT(base_period) ON TABLE public.claim TO capaian_service;

GRANT INSERT(base_figure) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_value) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_value_to) ON TABLE public.claim TO capaian_service;

GRANT INSERT(stated_resolution) ON TABLE public.claim TO capaian_service;

GRANT INSERT(qualifier) ON TABLE public.claim TO capaian_service;

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

GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_record TO capaian_service;

GRANT UPDATE(status) ON TABLE public.idempotency_record TO capaian_service;

GRANT UPDATE(headers) ON TABLE public.idempotency_record TO capaian_service;

GRANT UPDATE(body) ON TABLE public.idempotency_record TO capaian_service;

GRANT UPDATE(last_used_at) ON TABLE public.idempotency_record TO capaian_service;

GRANT SELECT ON TABLE public.import TO capaian_service;

GRANT INSERT(id) ON TABLE public.import TO capaian_service;

GRANT INSERT(collection) ON TABLE public.import TO capaian_service;

GRANT INSERT(mode) ON TABLE public.import TO capaian_service;

GRANT UPDATE(status) ON TABLE public.import TO capaian_service;

GRANT INSERT(action),UPDATE(action) ON TABLE public.import TO capaian_service;

GRANT UPDATE(revision) ON TABLE public.import TO capaian_service;

GRANT UPDATE(records_status) ON TABLE public.import TO capaian_service;

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

GRANT UPDATE(totals) ON TABLE public.import TO capaian_service;

GRANT UPDATE(plan) ON TABLE public.import TO capaian_service;

GRANT INSERT(session_variables),UPDATE(session_variables) ON TABLE public.import TO capaian_service;

GRANT INSERT(reason),UPDATE(reason) ON TABLE public.import TO capaian_service;

GRANT UPDATE(problem) ON TABLE public.import TO capaian_service;

GRANT UPDATE(cancel_requested) ON TABLE public.import TO capaian_service;

GRANT UPDATE(include_sources) ON TABLE public.import TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.import TO capaian_service;

GRANT UPDATE(submitted_by) ON TABLE public.import TO capaian_service;

GRANT INSERT(institution) ON TABLE public.import TO capaian_service;

GRANT UPDATE(owner) ON TABLE public.import TO capaian_service;

GRANT UPDATE(started_at) ON TABLE public.import TO capaian_service;

GRANT UPDATE(ended_at) ON TABLE public.import TO capaian_service;

GRANT UPDATE(status_changed_at) ON TABLE public.import TO capaian_service;

GRANT UPDATE(staged_bytes) ON TABLE public.import TO capaian_service;

GRANT SELECT ON TABLE public.import_mapping TO capaian_service;

GRANT INSERT(name) ON TABLE public.import_mapping TO capaian_service;

GRANT INSERT(revision) ON TABLE public.import_mapping TO capaian_service;

GRANT INSERT(content) ON TABLE public.import_mapping TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.import_mapping TO capaian_service;

GRANT INSERT ON TABLE public.import_row TO capaian_service;

GRANT SELECT ON TABLE public.indicator TO capaian_reader;
GRANT SELECT ON TABLE public.indicator TO capaian_service;

GRANT INSERT(code) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(program) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(name) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(definition) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(definition_en) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(unit) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(direction) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(additive) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(population_indicator) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(expected_every) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(variant_of) ON TABLE public.indicator TO capaian_service;

GRANT INSERT(partitions) ON TABLE public.indicator TO capaian_service;

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

GRANT INSERT(valid_from) ON TABLE public.institution TO capaian_service;

GRANT INSERT(valid_to) ON TABLE public.institution TO capaian_service;

GRANT INSERT(succeeded_by) ON TABLE public.institution TO capaian_service;

GRANT INSERT(revision) ON TABLE public.institution TO capaian_service;

GRANT INSERT(status) ON TABLE public.institution TO capaian_service;

GRANT INSERT(public) ON TABLE public.institution TO capaian_service;

GRANT INSERT(reason) ON TABLE public.institution TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.institution TO capaian_service;

GRANT SELECT ON TABLE public.preference TO capaian_reader;
GRANT SELECT ON TABLE public.preference TO capaian_service;

GRANT INSERT(realization) ON TABLE public.preference TO capaian_service;

GRANT INSERT(revision) ON TABLE public.preference TO capaian_service;

GRANT INSERT(active) ON TABLE public.preference TO capaian_service;

GRANT INSERT(reason) ON TABLE public.preference TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.preference TO capaian_service;

GRANT SELECT ON TABLE public.program TO capaian_reader;
GRANT SELECT ON TABLE public.program TO capaian_service;

GRANT INSERT(code) ON TABLE public.program TO capaian_service;

GRANT INSERT(name) ON TABLE public.program TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.program TO capaian_service;

GRANT INSERT(description) ON TABLE public.program TO capaian_service;

GRANT INSERT(description_en) ON TABLE public.program TO capaian_service;

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

GRANT INSERT(replaces) ON TABLE public.region TO capaian_service;

GRANT INSERT(bps_code) ON TABLE public.region TO capaian_service;

GRANT INSERT(iso_3166_2) ON TABLE public.region TO capaian_service;

GRANT INSERT(other_names) ON TABLE public.region TO capaian_service;

GRANT INSERT(revision) ON TABLE public.region TO capaian_service;

GRANT INSERT(status) ON TABLE public.region TO capaian_service;

GRANT INSERT(public) ON TABLE public.region TO capaian_service;

GRANT INSERT(reason) ON TABLE public.region TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.region TO capaian_service;

GRANT SELECT ON TABLE public.schema_compatibility TO capaian_reader;
GRANT SELECT ON TABLE public.schema_compatibility TO capaian_service;

GRANT SELECT ON TABLE public.schema_functions TO capaian_service;

GRANT SELECT,DELETE ON TABLE public.session TO capaian_service;

GRANT INSERT(id_sha256) ON TABLE public.session TO capaian_service;

GRANT INSERT(key_id) ON TABLE public.session TO capaian_service;

GRANT UPDATE(last_used_at) ON TABLE public.session TO capaian_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.session_file TO capaian_service;

GRANT UPDATE(collection) ON TABLE public.session_file TO capaian_service;

GRANT UPDATE(media_type) ON TABLE public.session_file TO capaian_service;

GRANT UPDATE(content) ON TABLE public.session_file TO capaian_service;

GRANT UPDATE(mapping) ON TABLE public.session_file TO capaian_service;

GRANT UPDATE(import_id) ON TABLE public.session_file TO capaian_service;

GRANT SELECT ON TABLE public.unit TO capaian_reader;
GRANT SELECT ON TABLE public.unit TO capaian_service;

GRANT INSERT(code) ON TABLE public.unit TO capaian_service;

GRANT INSERT(name) ON TABLE public.unit TO capaian_service;

GRANT INSERT(name_en) ON TABLE public.unit TO capaian_service;

GRANT INSERT(symbol) ON TABLE public.unit TO capaian_service;

GRANT INSERT(kind) ON TABLE public.unit TO capaian_service;

GRANT INSERT(revision) ON TABLE public.unit TO capaian_service;

GRANT INSERT(status) ON TABLE public.unit TO capaian_service;

GRANT INSERT(public) ON TABLE public.unit TO capaian_service;

GRANT INSERT(reason) ON TABLE public.unit TO capaian_service;

GRANT INSERT(recorded_by) ON TABLE public.unit TO capaian_service;
