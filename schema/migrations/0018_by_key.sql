-- migrate:up
-- The triggers look an entity's earlier revisions up by the primary key alone, and then at their status. Asked for
-- "published" in the same breath, a planner whose statistics were taken before anything was published reads an index of
-- all published figures from end to end for each row that is entered: publishing an import grew with its square.

-- Set-wise, so that a million imported rows cost one statement. TG_ARGV[0] is the chain's key column. The lateral
-- look-ups go by the primary key whatever the planner believes of a table that is being filled: without statistics
-- it takes a plan that is quadratic in the rows entered.
CREATE OR REPLACE FUNCTION extend_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

-- A policy sees the new row alone. This one asks the row before it and the last publication as well, so that nobody
-- bound to an institution takes another's entity over, neither by writing their own institution into it nor by
-- publishing what somebody else wrote so; and whoever only writes takes back no work that others did too.
-- TG_ARGV: the key's column, the owner in terms of `before`.
CREATE OR REPLACE FUNCTION stay_with_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

-- Every revision leaves its trace, whoever entered it and by whatever way; set-wise, as it may be one of a million.
-- TG_ARGV[0] is the chain's key column.
CREATE OR REPLACE FUNCTION leave_trace() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
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
END $$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
