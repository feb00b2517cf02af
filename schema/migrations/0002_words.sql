-- migrate:up
-- The words every table is written in: codes, texts, days, amounts and periods.
-- Codes sort by their bytes ("C"), so that every server has one order and "32" to "32.99" is a province and its parts.

CREATE DOMAIN code AS text COLLATE "C"
    CONSTRAINT code_is_2_to_64_lower_case_letters_digits_and_hyphens
    CHECK (VALUE ~ '^[a-z0-9][a-z0-9-]+$' AND length(VALUE) <= 64);

CREATE DOMAIN region_code AS text COLLATE "C"
    CONSTRAINT region_code_is_of_kemendagri
    CHECK (VALUE ~ '^(ID|[0-9]{2}(\.[0-9]{2})?)$');

CREATE FUNCTION level_of(region text) RETURNS text
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN region = 'ID' THEN 'country'
        WHEN length(region) = 2 THEN 'province'
        WHEN substr(region, 4, 2)::integer < 71 THEN 'regency'
        ELSE 'city'
    END;

-- A text that begins like a formula would run in a spreadsheet that opens an export.
CREATE FUNCTION is_safe_in_a_spreadsheet(text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN $1 !~ '^[-=+@\t\r]';

-- A label is one line: no control, bidirectional or zero-width characters that make it look like another.
CREATE DOMAIN label AS text
    CONSTRAINT label_has_1_to_500_characters CHECK (length(VALUE) BETWEEN 1 AND 500)
    CONSTRAINT label_is_trimmed
        CHECK (VALUE = btrim(VALUE, U&' \00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\202F\205F\3000'))
    CONSTRAINT label_is_plain_text
        CHECK (VALUE !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
    CONSTRAINT label_is_safe_in_a_spreadsheet CHECK (is_safe_in_a_spreadsheet(VALUE));

CREATE DOMAIN prose AS text
    CONSTRAINT prose_has_1_to_4000_characters CHECK (length(VALUE) BETWEEN 1 AND 4000)
    CONSTRAINT prose_has_no_control_characters CHECK (VALUE !~ '[\u0001-\u0008\u000b-\u001f\u007f-\u009f]')
    CONSTRAINT prose_is_safe_in_a_spreadsheet CHECK (is_safe_in_a_spreadsheet(VALUE));

CREATE DOMAIN address AS text
    CONSTRAINT address_is_http_and_at_most_2000_characters
    CHECK (VALUE ~ '^https?://[!-~]+$' AND length(VALUE) <= 2000);

-- The driver reads infinity as 9999-12-31; a sane range keeps it out.
CREATE DOMAIN day AS date
    CONSTRAINT day_lies_between_1900_and_2200 CHECK (VALUE BETWEEN '1900-01-01' AND '2200-12-31');
CREATE DOMAIN moment AS timestamptz
    CONSTRAINT moment_lies_between_1900_and_2200 CHECK (VALUE >= '1900-01-01Z' AND VALUE < '2201-01-01Z');

CREATE FUNCTION significant_digits(numeric) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE
    RETURN length(btrim(replace(trim_scale(abs($1))::text, '.', ''), '0'));

-- Fifteen significant digits survive every JSON reader that holds numbers as doubles. NaN is above any bound.
-- Zeros at the end count as decimals, for they are kept and answered.
CREATE DOMAIN amount AS numeric
    CONSTRAINT amount_is_a_number_below_10_to_the_18 CHECK (abs(VALUE) < 1e18)
    CONSTRAINT amount_has_at_most_15_significant_digits CHECK (significant_digits(VALUE) <= 15)
    CONSTRAINT amount_has_at_most_9_decimals CHECK (scale(VALUE) <= 9);

-- The day a text names, or null: a text that names none is for the caller to refuse, not an error.
CREATE FUNCTION day_named(text) RETURNS date
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN $1 ~ '^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN CASE
            WHEN right($1, 2)::integer <= 28 OR right($1, 2)::integer <= extract(day FROM
                    make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, 1) + interval '1 month' - interval '1 day')
                THEN make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, right($1, 2)::integer) END
    END;

CREATE FUNCTION first_day_of(period text) RETURNS date
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN length(period) = 4 THEN day_named(period || '-01-01')
        WHEN period ~ '^[0-9]{4}-S[12]$'
            THEN day_named(left(period, 5) || (ARRAY['01', '07'])[right(period, 1)::integer] || '-01')
        WHEN period ~ '^[0-9]{4}-Q[1-4]$'
            THEN day_named(left(period, 5) || (ARRAY['01', '04', '07', '10'])[right(period, 1)::integer] || '-01')
        WHEN length(period) = 7 THEN day_named(period || '-01')
        WHEN length(period) = 10 OR length(period) = 21 AND substr(period, 11, 1) = '/'
            THEN day_named(left(period, 10))
    END;

CREATE FUNCTION last_day_of(period text) RETURNS date
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN length(period) = 4 THEN day_named(period || '-12-31')
        WHEN period ~ '^[0-9]{4}-S[12]$' THEN (first_day_of(period) + interval '6 months')::date - 1
        WHEN period ~ '^[0-9]{4}-Q[1-4]$' THEN (first_day_of(period) + interval '3 months')::date - 1
        WHEN length(period) = 7 THEN (first_day_of(period) + interval '1 month')::date - 1
        WHEN length(period) = 10 OR length(period) = 21 AND substr(period, 11, 1) = '/'
            THEN day_named(right(period, 10))
    END;

-- Whether the days are those of a month, quarter, half-year or year, which have texts of their own.
CREATE FUNCTION is_calendar_period(first_day date, last_day date) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN
        extract(day FROM first_day) = 1 AND extract(day FROM last_day + 1) = 1
        AND 12 * (extract(year FROM last_day + 1) - extract(year FROM first_day))
            + extract(month FROM last_day + 1) - extract(month FROM first_day) = ANY (
            CASE extract(month FROM first_day)::integer
                WHEN 1 THEN '{1,3,6,12}'::integer[]
                WHEN 7 THEN '{1,3,6}'
                WHEN 4 THEN '{1,3}'
                WHEN 10 THEN '{1,3}'
                ELSE '{1}' END);

-- One stretch of time has one text: a whole year is never written as an interval.
CREATE FUNCTION is_canonical_period(period text) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN length(period) = 21 THEN coalesce(first_day_of(period) < last_day_of(period)
            AND NOT is_calendar_period(first_day_of(period), last_day_of(period)), false)
        ELSE first_day_of(period) IS NOT NULL END;

CREATE DOMAIN period AS text COLLATE "C"
    CONSTRAINT period_is_canonical CHECK (VALUE IS NULL OR is_canonical_period(VALUE));

-- Each key and each value is a code of at most 64 characters, and each key stands before the next pair's.
CREATE FUNCTION is_canonical_breakdown(breakdown text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN breakdown = '' OR breakdown ~
        '^[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*(,[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*){0,7}$'
    AND NOT EXISTS (
        SELECT FROM generate_series(1, 8) AS n,
            LATERAL (SELECT split_part(breakdown, ',', n) AS pair, split_part(breakdown, ',', n + 1) AS following) AS two
        WHERE length(split_part(pair, ':', 1)) > 64 OR length(split_part(pair, ':', 2)) > 64
            OR following <> '' AND split_part(pair, ':', 1) COLLATE "C" >= split_part(following, ':', 1));

-- A breakdown is written as its sorted pairs, `catalog:local,part:own`; the whole is the empty text, told at a glance.
CREATE DOMAIN breakdown AS text COLLATE "C"
    CONSTRAINT breakdown_is_sorted_pairs_of_codes CHECK (VALUE = '' OR is_canonical_breakdown(VALUE));

CREATE FUNCTION is_null_or_text(jsonb) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN coalesce(jsonb_typeof($1) IN ('null', 'string'), false);

-- Every citation has all four members, so that each is read back as it was written; null is written out.
-- The casts refuse what the domains refuse, under the domains' own rules.
CREATE FUNCTION is_list_of_citations(citations jsonb) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN CASE jsonb_typeof(citations) WHEN 'array' THEN NOT EXISTS (
        SELECT FROM jsonb_array_elements(citations) AS citation
        WHERE NOT CASE jsonb_typeof(citation) WHEN 'object' THEN
            citation - '{source,locator,quote,note}'::text[] = '{}'
            AND coalesce(jsonb_typeof(citation->'source') = 'string', false)
            AND is_null_or_text(citation->'locator') AND is_null_or_text(citation->'quote')
            AND is_null_or_text(citation->'note')
            AND (citation->>'source')::code IS NOT NULL
            AND num_nonnulls((citation->>'locator')::label, (citation->>'quote')::prose) > 0
            AND num_nonnulls((citation->>'note')::prose) IN (0, 1)
            ELSE false END)
        ELSE false END;

CREATE DOMAIN citations AS jsonb
    CONSTRAINT citation_names_a_source_and_a_locator_or_quote CHECK (is_list_of_citations(VALUE));

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
