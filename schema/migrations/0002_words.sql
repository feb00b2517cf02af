-- migrate:up
-- The words every table is written in: codes, texts, days, amounts and periods.

CREATE DOMAIN code AS text
    CONSTRAINT code_is_2_to_64_lower_case_letters_digits_and_hyphens
    CHECK (VALUE ~ '^[a-z0-9][a-z0-9-]{1,63}$');

CREATE DOMAIN region_code AS text
    CONSTRAINT region_code_is_of_kemendagri
    CHECK (VALUE ~ '^(ID|[0-9]{2}(\.[0-9]{2})?)$');

-- A text that begins like a formula would run in a spreadsheet that opens an export.
CREATE FUNCTION is_safe_in_a_spreadsheet(text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN $1 !~ '^[-=+@\t\r]';

-- A label is one line: no control, bidirectional or zero-width characters that make it look like another.
CREATE DOMAIN label AS text
    CONSTRAINT label_has_1_to_500_characters CHECK (length(VALUE) BETWEEN 1 AND 500)
    CONSTRAINT label_is_trimmed CHECK (VALUE = btrim(VALUE))
    CONSTRAINT label_is_plain_text CHECK (VALUE !~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
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
CREATE DOMAIN amount AS numeric
    CONSTRAINT amount_is_a_number_below_10_to_the_18 CHECK (abs(VALUE) < 1e18)
    CONSTRAINT amount_has_at_most_15_significant_digits CHECK (significant_digits(VALUE) <= 15)
    CONSTRAINT amount_has_at_most_9_decimals CHECK (scale(trim_scale(VALUE)) <= 9);

CREATE FUNCTION first_day_of(period text) RETURNS date
    IMMUTABLE STRICT PARALLEL SAFE RETURN CASE
        WHEN period ~ '^[0-9]{4}$' THEN make_date(period::integer, 1, 1)
        WHEN period ~ '^[0-9]{4}-S[12]$'
            THEN make_date(left(period, 4)::integer, 6 * right(period, 1)::integer - 5, 1)
        WHEN period ~ '^[0-9]{4}-Q[1-4]$'
            THEN make_date(left(period, 4)::integer, 3 * right(period, 1)::integer - 2, 1)
        WHEN period ~ '^[0-9]{4}-[0-9]{2}$'
            THEN make_date(left(period, 4)::integer, right(period, 2)::integer, 1)
        WHEN period ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?$'
            THEN make_date(left(period, 4)::integer, substr(period, 6, 2)::integer, substr(period, 9, 2)::integer)
    END;

CREATE FUNCTION last_day_of(period text) RETURNS date
    IMMUTABLE STRICT PARALLEL SAFE RETURN CASE
        WHEN period ~ '^[0-9]{4}$' THEN make_date(period::integer, 12, 31)
        WHEN period ~ '^[0-9]{4}-S[12]$' THEN (first_day_of(period) + interval '6 months')::date - 1
        WHEN period ~ '^[0-9]{4}-Q[1-4]$' THEN (first_day_of(period) + interval '3 months')::date - 1
        WHEN period ~ '^[0-9]{4}-[0-9]{2}$' THEN (first_day_of(period) + interval '1 month')::date - 1
        ELSE first_day_of(right(period, 10))
    END;

-- One stretch of time has one text: a whole year is never written as an interval.
CREATE FUNCTION is_canonical_period(period text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN first_day_of(period) IS NOT NULL AND (
        position('/' IN period) = 0
        OR first_day_of(period) < last_day_of(period) AND NOT (
            extract(day FROM first_day_of(period)) = 1 AND (last_day_of(period) + 1)::timestamp IN (
                first_day_of(period) + interval '1 month',
                CASE WHEN extract(month FROM first_day_of(period)) IN (1, 4, 7, 10)
                    THEN first_day_of(period) + interval '3 months' END,
                CASE WHEN extract(month FROM first_day_of(period)) IN (1, 7)
                    THEN first_day_of(period) + interval '6 months' END,
                CASE WHEN extract(month FROM first_day_of(period)) = 1
                    THEN first_day_of(period) + interval '1 year' END)));

CREATE DOMAIN period AS text
    CONSTRAINT period_is_canonical CHECK (is_canonical_period(VALUE));

-- A breakdown is written as its sorted pairs, `catalog:local,part:own`; the whole is the empty text.
CREATE DOMAIN breakdown AS text
    CONSTRAINT breakdown_is_pairs_of_codes
    CHECK (VALUE ~ '^([a-z0-9][a-z0-9-]{0,63}:[a-z0-9][a-z0-9-]{0,63}(,[a-z0-9][a-z0-9-]{0,63}:[a-z0-9][a-z0-9-]{0,63}){0,7})?$');

CREATE FUNCTION is_list_of_citations(citations jsonb) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN jsonb_typeof(citations) = 'array' AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(citations) AS citation
        WHERE citation->>'source' IS NULL OR coalesce(citation->>'locator', citation->>'quote') IS NULL);

CREATE DOMAIN citations AS jsonb
    CONSTRAINT citation_names_a_source_and_a_locator_or_quote CHECK (is_list_of_citations(VALUE));

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
