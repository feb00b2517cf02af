-- migrate:up
-- The documents that state figures.

CREATE TABLE source (
    code code NOT NULL,
    kind text NOT NULL CONSTRAINT source_kind_is_known
        CHECK (kind IN ('regulation', 'report', 'press_release', 'news', 'speech', 'dataset')),
    title label NOT NULL,
    publisher code,
    authors label[] NOT NULL
        CONSTRAINT source_has_at_most_50_authors CHECK (cardinality(authors) <= 50)
        CONSTRAINT source_authors_are_a_plain_list CHECK (
            cardinality(authors) = 0 OR array_ndims(authors) = 1 AND array_position(authors, NULL) IS NULL),
    url address,
    archived_url address,
    published_on day,
    published_not_before day,
    published_not_after day,
    date_basis text NOT NULL CONSTRAINT source_date_basis_is_known
        CHECK (date_basis IN ('stated', 'inferred', 'unknown')),
    language text CONSTRAINT source_language_is_bcp_47 CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    retrieved_at moment,
    content_sha256 text CONSTRAINT source_sha256_is_64_hex_digits CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    note prose,
    LIKE chain INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    CONSTRAINT source_has_one_row_per_revision PRIMARY KEY (code, revision),
    CONSTRAINT source_date_basis_agrees_with_its_dates CHECK (CASE date_basis
        WHEN 'stated' THEN published_on IS NOT NULL AND num_nonnulls(published_not_before, published_not_after) = 0
        WHEN 'inferred' THEN published_on IS NOT NULL AND num_nonnulls(published_not_before, published_not_after) = 0
            OR published_on IS NULL AND num_nonnulls(published_not_before, published_not_after) = 2
        ELSE published_on IS NULL END),
    CONSTRAINT source_bounds_are_in_order CHECK (published_not_before <= published_not_after)
);

CREATE FUNCTION check_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM require('institution', array_agg(publisher::text), status = 'published', 'source_names_its_publisher')
        FROM entered WHERE status NOT IN ('rejected', 'withdrawn') GROUP BY status = 'published';
    RETURN NULL;
END $$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
