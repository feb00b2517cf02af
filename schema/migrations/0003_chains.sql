-- migrate:up
-- Every entity is a chain of revisions. A row is written once; only `replaced_at` is ever set, once,
-- by the trigger below, when a later revision takes the row's place. So "now" is `replaced_at IS NULL`
-- and any past moment T is `recorded_at <= T AND (replaced_at IS NULL OR replaced_at > T)`.
-- A published row stays in place while a draft grows beside it; all other rows yield to their successor.

CREATE TABLE chain (
    revision integer NOT NULL
        CONSTRAINT revisions_count_from_1 CHECK (revision > 0),
    status text NOT NULL
        CONSTRAINT status_is_one_of_five
        CHECK (status IN ('draft', 'submitted', 'published', 'rejected', 'withdrawn')),
    public boolean NOT NULL  -- may everybody see it: a publication, or the withdrawal of one
        CONSTRAINT public_is_what_is_published_or_withdrawn_from_publication
        CHECK (public OR status <> 'published')
        CONSTRAINT unpublished_work_is_not_public CHECK (NOT public OR status IN ('published', 'withdrawn')),
    reason prose
        CONSTRAINT a_rejection_or_withdrawal_has_a_reason
        CHECK (reason IS NOT NULL OR status NOT IN ('rejected', 'withdrawn'))
        CONSTRAINT only_a_rejection_or_withdrawal_has_a_reason
        CHECK (reason IS NULL OR status IN ('rejected', 'withdrawn')),
    recorded_at moment NOT NULL DEFAULT now(),
    recorded_by label NOT NULL,
    replaced_at moment
        CONSTRAINT a_revision_is_replaced_after_it_was_recorded CHECK (replaced_at > recorded_at)
);

CREATE FUNCTION may_follow(before text, after text, by_system boolean) RETURNS boolean
    IMMUTABLE PARALLEL SAFE RETURN CASE
        WHEN by_system AND after = 'published' THEN before IS NULL OR before = 'published'
        ELSE coalesce(before, 'nothing') || ' to ' || after IN (
            'nothing to draft',
            'draft to draft', 'draft to submitted', 'draft to withdrawn',
            'submitted to draft', 'submitted to published', 'submitted to rejected', 'submitted to withdrawn',
            'rejected to draft', 'rejected to submitted', 'rejected to withdrawn',
            'published to draft', 'published to withdrawn',
            'withdrawn to draft', 'withdrawn to withdrawn')
    END;

CREATE FUNCTION refuse(rule text, because text, sqlstate_code text DEFAULT '23514') RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = sqlstate_code, CONSTRAINT = rule, MESSAGE = rule || ': ' || because;
END $$;

-- Whoever names an entity holds its place shared, until commit; whoever takes back or replaces what is published
-- holds it alone. So neither slips in between the other's check and commit. Places are few and shared out by hash,
-- for a million rows must not need a million locks; targets and realizations, which claims name alike, have one set.
CREATE FUNCTION place_of(key text) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE RETURN hashtext(key) & 127;
CREATE FUNCTION places_of(noun text) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE
    RETURN hashtext('capaian ' || CASE WHEN noun IN ('target', 'realization') THEN 'figure' ELSE noun END);

CREATE FUNCTION hold_places(noun text, keys text[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    -- In one order, so that two who hold several do not wait for each other.
    PERFORM pg_advisory_xact_lock_shared(places_of(noun), place)
        FROM (SELECT DISTINCT place_of(key) AS place FROM unnest(keys) AS key WHERE key IS NOT NULL ORDER BY 1) AS sorted;
END $$;

-- Set-wise, so that a million imported rows cost one statement. TG_ARGV[0] is the chain's key column. The lateral
-- look-ups go by the primary key whatever the planner believes of a table that is being filled: without statistics
-- it takes a plan that is quadratic in the rows entered.
CREATE FUNCTION extend_chain() RETURNS trigger
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
                SELECT FROM %1$I AS held
                WHERE held.%2$I = entered.%2$I AND held.status = 'published' AND held.revision < entered.revision))
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
                    SELECT FROM %1$I AS work
                    WHERE work.%2$I = entered.%2$I AND work.recorded_by = entered.recorded_by AND work.status <> 'rejected'
                        AND work.revision < entered.revision AND work.revision > coalesce(published.revision, 0))
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

-- What an entity names exists; what a published entity names is published. It is asked again of whatever is
-- submitted or published; a rejection or withdrawal promises nothing and may always be entered.
CREATE FUNCTION require(noun text, wanted text[], is_published boolean, rule text) RETURNS void
    LANGUAGE plpgsql AS $$
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
END $$;

-- And it stays published as long as it is named. TG_ARGV holds pairs: who names it, and by which condition on
-- `namer` and the named one's `key`. The plan looks every key up, for it is asked of few and sees millions.
CREATE FUNCTION keep_what_is_named() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
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
END $$;

CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('history_is_append_only', TG_OP || ' ' || TG_TABLE_NAME, '42501');
    RETURN NULL;
END $$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
