-- migrate:up
-- Value types: codes, texts, days, amounts and periods, and the functions that check them.
--
-- Functions that CHECK constraints, generated columns and indexes use are written in plpgsql. PostgreSQL inlines an SQL
-- function into such an expression and plans the expression again for every statement, which costs more than the rest of
-- a one-row INSERT. These functions name the schema of what they call, because pg_restore sets an empty search_path.
--
-- Codes sort by bytes (COLLATE "C"). So every server has the same order, and '32' to '32.99' is a province with its parts.

CREATE DOMAIN code AS text COLLATE "C"
    CONSTRAINT code_is_2_to_64_lower_case_letters_digits_and_hyphens
    CHECK (VALUE ~ '^[a-z0-9][a-z0-9-]+$' AND length(VALUE) <= 64)
    CONSTRAINT code_is_not_the_name_of_a_url CHECK (VALUE <> 'values');
COMMENT ON DOMAIN code IS 'Identifier of a record: 2 to 64 lower-case letters, digits and hyphens.';

CREATE DOMAIN region_code AS text COLLATE "C"
    CONSTRAINT region_code_is_of_kemendagri
    CHECK (VALUE ~ '^(ID|[0-9]{2}(\.[0-9]{2})?)$');
COMMENT ON DOMAIN region_code IS 'Region code of the Ministry of Home Affairs: ID, 32 or 32.73.';

CREATE FUNCTION level_of(region text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN region = 'ID' THEN 'country'
        WHEN length(region) = 2 THEN 'province'
        WHEN substr(region, 4, 2)::integer < 71 THEN 'regency'
        ELSE 'city'
    END;
END $$;
COMMENT ON FUNCTION level_of IS 'Administrative level of a region code. Codes from 71 on are cities.';

CREATE FUNCTION is_safe_in_a_spreadsheet(text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN $1 !~ ('^[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a'
        '\u2028\u2029\u202f\u205f\u3000]*[-=+@\u207a\u207c\u208a\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b'
        '\uff0b\uff0d\uff1d\uff20]');
COMMENT ON FUNCTION is_safe_in_a_spreadsheet IS
    'False for a text that begins like a formula: after blanks, with =, +, - or @ of any width. A spreadsheet would '
    'execute it when it opens an export. api/text_rules.py has the same rule.';

CREATE FUNCTION has_hidden_characters(text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN $1 ~ ('[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f'
        '\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb'
        '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]');
COMMENT ON FUNCTION has_hidden_characters IS
    'True for a text with control characters other than line breaks and tabs, or with bidirectional or zero-width '
    'characters that could disguise it. api/text_rules.py has the same rule.';

CREATE DOMAIN label AS text
    CONSTRAINT label_has_1_to_500_characters CHECK (length(VALUE) BETWEEN 1 AND 500)
    CONSTRAINT label_is_trimmed
        CHECK (VALUE = btrim(VALUE, U&' \00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\202F\205F\3000'))
    CONSTRAINT label_is_plain_text
        CHECK (strpos(VALUE, E'\n') = 0 AND strpos(VALUE, E'\t') = 0 AND NOT has_hidden_characters(VALUE))
    CONSTRAINT label_is_safe_in_a_spreadsheet CHECK (is_safe_in_a_spreadsheet(VALUE));
COMMENT ON DOMAIN label IS
    'One line of 1 to 500 characters, without control, bidirectional and zero-width characters that could disguise it.';

CREATE DOMAIN long_text AS text
    CONSTRAINT prose_has_1_to_4000_characters CHECK (length(VALUE) BETWEEN 1 AND 4000)
    CONSTRAINT prose_has_no_control_characters CHECK (NOT has_hidden_characters(VALUE))
    CONSTRAINT prose_is_safe_in_a_spreadsheet CHECK (is_safe_in_a_spreadsheet(VALUE));
COMMENT ON DOMAIN long_text IS 'A text of 1 to 4000 characters, with line breaks and tabs, without hidden characters; see label.';

-- NFKD separates accents from their letters. COLLATE "C" is the same on every server: only A to Z have a lower case.
CREATE FUNCTION search_words(VARIADIC texts text[]) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce((
        SELECT array_to_tsvector(array_agg(DISTINCT left(word, 100)))
        FROM regexp_split_to_table(
            regexp_replace(
                lower(normalize(array_to_string(texts, ' ') COLLATE "C", NFKD)), '[\u0300-\u036f]+', '', 'g'),
            '[^0-9a-z\u00c0-\u1fff\u2070-\u2fff\u3040-\U0010ffff]+') AS word
        WHERE word <> ''), '');
END $$;
COMMENT ON FUNCTION search_words IS
    'The words of texts in lower case and without accents, at most 100 characters of each: letters and digits between '
    'punctuation. api/text_rules.py splits the words of a search in the same way.';

CREATE DOMAIN http_url AS text
    CONSTRAINT address_is_http_and_at_most_2000_characters
    CHECK (VALUE ~ '^https?://[!-~]+$' AND length(VALUE) <= 2000);
COMMENT ON DOMAIN http_url IS 'An http or https URL of at most 2000 ASCII characters.';

CREATE DOMAIN day AS date
    CONSTRAINT day_lies_between_1900_and_2200 CHECK (VALUE BETWEEN '1900-01-01' AND '2200-12-31');
COMMENT ON DOMAIN day IS 'A date from 1900 to 2200. The range excludes infinity, which the driver reads as 9999-12-31.';

CREATE DOMAIN timestamp_value AS timestamptz
    CONSTRAINT moment_lies_between_1900_and_2200 CHECK (VALUE >= '1900-01-01Z' AND VALUE < '2201-01-01Z');
COMMENT ON DOMAIN timestamp_value IS 'A timestamp from 1900 to 2200; see day.';

CREATE FUNCTION significant_digits(numeric) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN length(btrim(replace(trim_scale(abs($1))::text, '.', ''), '0'));
END $$;
COMMENT ON FUNCTION significant_digits IS 'Number of digits between the first and the last digit that is not zero.';

CREATE DOMAIN amount AS numeric
    CONSTRAINT amount_is_a_number_below_10_to_the_18 CHECK (abs(VALUE) < 1e18)
    CONSTRAINT amount_has_at_most_15_significant_digits CHECK (significant_digits(VALUE) <= 15)
    CONSTRAINT amount_has_at_most_9_decimals CHECK (scale(VALUE) <= 9);
COMMENT ON DOMAIN amount IS
    'A number that every JSON reader with 64-bit floats reads unchanged. Trailing zeros are stored and count as decimals.';

CREATE FUNCTION parse_day(text) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN $1 ~ '^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN CASE
            WHEN right($1, 2)::integer <= 28 OR right($1, 2)::integer <= extract(day FROM
                    make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, 1) + interval '1 month' - interval '1 day')
                THEN make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, right($1, 2)::integer) END
    END;
END $$;
COMMENT ON FUNCTION parse_day IS 'The date that a text such as 2024-02-29 means; null if the text is not a valid date.';

CREATE FUNCTION first_day_of_week(period text) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    -- 4 January lies in the first week of every year.
    fourth date := public.parse_day(left(period, 4) || '-01-04');
    monday date := fourth - extract(isodow FROM fourth)::integer + 1 + 7 * (right(period, 2)::integer - 1);
BEGIN
    RETURN CASE WHEN extract(isoyear FROM monday) = left(period, 4)::integer THEN monday END;
END $$;
COMMENT ON FUNCTION first_day_of_week IS 'Monday of an ISO 8601 week such as 2021-W20; null if the year has no such week.';

CREATE FUNCTION first_day_of(period text) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
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
END $$;
COMMENT ON FUNCTION first_day_of IS
    'First day of a period: 2024, 2024-S1, 2024-Q1, 2024-W01, 2024-01, 2024-01-31 or 2024-01-15/2024-03-10; null if it '
    'is invalid.';

CREATE FUNCTION last_day_of(period text) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE length(period)
        WHEN 4 THEN public.parse_day(period || '-12-31')
        WHEN 7 THEN (public.first_day_of(period) + CASE substr(period, 6, 1)
            WHEN 'S' THEN interval '6 months' WHEN 'Q' THEN interval '3 months' ELSE interval '1 month' END)::date - 1
        WHEN 8 THEN CASE WHEN period ~ '^[0-9]{4}-W[0-9]{2}$' THEN public.first_day_of_week(period) + 6 END
        WHEN 10 THEN public.parse_day(period)
        WHEN 21 THEN CASE substr(period, 11, 1) WHEN '/' THEN public.parse_day(right(period, 10)) END
    END;
END $$;
COMMENT ON FUNCTION last_day_of IS 'Last day of a period; see first_day_of.';

CREATE FUNCTION latest_stated_day(stated_on date, stated_not_after date) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(stated_on, stated_not_after);
END $$;
COMMENT ON FUNCTION latest_stated_day IS
    'Day from which on a figure is certainly stated: the day of the statement, otherwise its latest possible day.';

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
                ELSE '{1}' END)
        OR last_day - first_day = 6 AND extract(isodow FROM first_day) = 1;
COMMENT ON FUNCTION is_calendar_period IS
    'True if the days are those of a week, month, quarter, half-year or year, which have a notation of their own.';

CREATE FUNCTION is_canonical_period(period text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN length(period) = 21 THEN coalesce(public.first_day_of(period) < public.last_day_of(period)
            AND NOT public.is_calendar_period(public.first_day_of(period), public.last_day_of(period)), false)
        ELSE public.first_day_of(period) IS NOT NULL END;
END $$;
COMMENT ON FUNCTION is_canonical_period IS
    'True for the only notation of a period: a whole year is written 2024, not 2024-01-01/2024-12-31.';

CREATE DOMAIN period AS text COLLATE "C"
    CONSTRAINT period_is_canonical CHECK (VALUE IS NULL OR is_canonical_period(VALUE));
COMMENT ON DOMAIN period IS 'A period in its canonical notation; see first_day_of.';

CREATE FUNCTION is_canonical_breakdown(breakdown text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN breakdown = '' OR breakdown ~
        '^[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*(,[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9-]*){0,7}$'
    AND NOT EXISTS (
        SELECT FROM generate_series(1, 8) AS n,
            LATERAL (SELECT split_part(breakdown, ',', n) AS pair, split_part(breakdown, ',', n + 1) AS following) AS two
        WHERE length(split_part(pair, ':', 1)) > 64 OR length(split_part(pair, ':', 2)) > 64
            OR following <> '' AND split_part(pair, ':', 1) COLLATE "C" >= split_part(following, ':', 1));
END $$;
COMMENT ON FUNCTION is_canonical_breakdown IS
    'True for 0 to 8 pairs of dimension and value, each at most 64 characters, sorted by dimension, each dimension once.';

CREATE DOMAIN breakdown AS text COLLATE "C"
    CONSTRAINT breakdown_is_sorted_pairs_of_codes CHECK (VALUE = '' OR is_canonical_breakdown(VALUE));
COMMENT ON DOMAIN breakdown IS 'The part that a figure counts, such as catalog:local,part:own; the empty text is the whole.';

CREATE FUNCTION is_list_of_breakdown_keys(text[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN cardinality($1) = 0 OR array_ndims($1) = 1 AND cardinality($1) <= 8
        AND NOT EXISTS (SELECT FROM unnest($1) AS key
            WHERE key IS NULL OR key !~ '^[a-z0-9][a-z0-9-]*$' OR length(key) > 64 OR key = 'part')
        AND cardinality($1) = (SELECT count(DISTINCT key) FROM unnest($1) AS key);
END $$;
COMMENT ON FUNCTION is_list_of_breakdown_keys IS
    'True for a list of 0 to 8 different keys of breakdowns. It excludes part, which names the offices of a region.';

CREATE FUNCTION is_null_or_text(jsonb) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN coalesce(jsonb_typeof($1) IN ('null', 'string'), false);
COMMENT ON FUNCTION is_null_or_text IS 'True for a JSON null or string; false for other values and for a missing field.';

-- The casts apply the rules of the domains, and report them under the names of the domains.
CREATE FUNCTION is_list_of_citations(citations jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
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
COMMENT ON FUNCTION is_list_of_citations IS
    'True for a list of objects with all four fields: source, locator, quote and note; null is written out.';

CREATE DOMAIN citations AS jsonb
    CONSTRAINT citation_names_a_source_and_a_locator_or_quote CHECK (is_list_of_citations(VALUE));
COMMENT ON DOMAIN citations IS 'A list of citations: a source code and a locator or quote in it.';

CREATE FUNCTION is_figure_key(key jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
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
COMMENT ON FUNCTION is_figure_key IS
    'True for an object with all fields of the key of a realization. Only the day of a stock can be unknown, and only in '
    'a period of several days.';

CREATE DOMAIN figure_key AS jsonb
    CONSTRAINT figure_key_names_a_realization CHECK (is_figure_key(VALUE));
COMMENT ON DOMAIN figure_key IS 'The key of a realization whose number is not stated.';

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
