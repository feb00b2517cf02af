-- The identity of figures: the same institution that states a number about the same thing on the same day makes one
-- statement, however many documents print it. A second statement names the figures that it differs from.

CREATE OR REPLACE FUNCTION lock_identities(identities bigint[], is_published boolean) RETURNS void
    LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION lock_identities IS
    'Of two concurrent transactions with one statement, the second waits. Locks are limited: the drafts of a large import '
    'take none, and its publication excludes all other publications of figures.';
REVOKE EXECUTE ON FUNCTION lock_identities FROM PUBLIC;

DO $do$
DECLARE
    record_type text;
    plan text;
    identity_sql text := 'natural_key(%1$s.indicator, %1$s.nature, %1$s.region, %1$s.breakdown, %1$s.key_start, %1$s.period_end, '
        '%2$s, %1$s.institution, %1$s.stated_on, %1$s.stated_not_before, %1$s.stated_latest)';
    -- A revision that leaves the identity alone is never rejected for it. Every first publication is compared.
    is_compared text := $condition$entered.status IN ('draft', 'published') AND entered.recorded_by <> 'system'
            AND (entered.revision = 1 OR NOT EXISTS (SELECT FROM %1$I AS before
                WHERE before.id = entered.id AND before.revision < entered.revision
                    AND (before.replaced_at IS NULL OR before.replaced_at = entered.recorded_at)
                    AND (before.status = 'published' OR entered.status = 'draft' AND before.status <> 'withdrawn')
                    AND %3$s = %2$s AND before.distinct_from = entered.distinct_from))$condition$;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['target', 'realization'] LOOP
        plan := CASE record_type WHEN 'target' THEN '%s.plan' ELSE 'NULL' END;
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION check_identity_of_%1$s() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
DECLARE
    compared record;
    violation record;
    ignored text;
BEGIN
    SELECT array_agg(%2$s) AS identities, bool_or(status = 'published') AS any_published,
            bool_or(status = 'draft' AND distinct_from <> '{}') AS any_distinct
        INTO compared FROM entered WHERE %4$s;
    IF compared.identities IS NULL THEN
        RETURN NULL;
    END IF;
    ignored := lock_identities(compared.identities, compared.any_published);
    SELECT string_agg(DISTINCT same.id::text, ' ') AS ids INTO violation
        FROM entered CROSS JOIN LATERAL (SELECT t.id, t.distinct_from FROM %1$I AS t
            WHERE %3$s = %2$s AND t.replaced_at IS NULL AND t.status <> 'withdrawn' AND t.id <> entered.id
                -- Different figures may have the same hash, although rarely.
                AND (t.indicator, t.region, t.period_end, t.institution, t.stated_latest)
                    = (entered.indicator, entered.region, entered.period_end, entered.institution, entered.stated_latest)
                AND (t.status = 'published' OR entered.status = 'draft' AND can_read_unpublished(
                    %1$L, t.id::text, t.revision, t.status, t.recorded_by, t.institution))
            OFFSET 0) AS same
        WHERE %4$s AND same.id <> ALL (entered.distinct_from) AND entered.id <> ALL (same.distinct_from)
        GROUP BY entered.id LIMIT 1;
    IF violation.ids IS NOT NULL THEN
        PERFORM raise_rule_violation('figure_exists', violation.ids, '23505', %1$L);
    END IF;
    IF NOT compared.any_distinct THEN
        RETURN NULL;
    END IF;
    SELECT entered.id, CASE WHEN named.ids @> entered.distinct_from THEN 'same_citation' ELSE 'other_identity' END AS rule
        INTO violation
        FROM entered CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(t.id), '{}') AS ids, array_agg(cited - 'quote' - 'note') AS citations
            FROM %1$I AS t LEFT JOIN LATERAL jsonb_array_elements(t.citations) AS cited ON true
            WHERE t.id = ANY (entered.distinct_from) AND t.id <> entered.id AND %3$s = %2$s
                AND t.replaced_at IS NULL AND t.status <> 'withdrawn' AND (t.status = 'published' OR can_read_unpublished(
                    %1$L, t.id::text, t.revision, t.status, t.recorded_by, t.institution))) AS named
        WHERE %4$s AND entered.status = 'draft' AND entered.distinct_from <> '{}'
            AND (NOT named.ids @> entered.distinct_from OR NOT EXISTS (
                SELECT FROM jsonb_array_elements(entered.citations) AS own
                WHERE (own - 'quote' - 'note' = ANY (named.citations)) IS NOT TRUE))
        LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.id::text);
    END IF;
    RETURN NULL;
END $body$;
COMMENT ON FUNCTION check_identity_of_%1$s IS
    'Trigger: a statement is entered once; a second statement names the others and cites another source or locator.';
CREATE OR REPLACE TRIGGER after_insert_5_check_identity AFTER INSERT ON %1$I REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_identity_of_%1$s();
            $template$, record_type, format(identity_sql, 'entered', format(plan, 'entered')),
            format(identity_sql, 't', format(plan, 't')),
            format(is_compared, record_type, format(identity_sql, 'entered', format(plan, 'entered')),
                format(identity_sql, 'before', format(plan, 'before'))));
    END LOOP;
END
$do$;
