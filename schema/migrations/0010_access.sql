-- migrate:up
-- What callers see of work in hand and what they may add. The service says in each transaction who is acting, with
-- set_config(…, true) (api/postgres/acting.py); where it does not, nobody acts and only what is public is seen.

CREATE FUNCTION acting(what text) RETURNS text
    STABLE PARALLEL SAFE RETURN nullif(current_setting('capaian.' || what, true), '');  -- '' in later transactions
CREATE FUNCTION acts_with(scope text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN coalesce(scope = ANY (string_to_array(acting('scopes'), ' ')), false);

-- Whose an entity is: the institution that leads it or states it; nobody's where there is none. What is published counts,
-- so that no draft of a program or a source gives away what hangs on it. An institution is not its own to write: its
-- rank decides whose word counts.
CREATE FUNCTION leader_of_program(program text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT p.lead_institution::text FROM program p WHERE p.code = $1
        ORDER BY p.status = 'published' DESC, p.revision DESC LIMIT 1 $$;
CREATE FUNCTION publisher_of_source(source text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT s.publisher::text FROM source s WHERE s.code = $1
        ORDER BY s.status = 'published' DESC, s.revision DESC LIMIT 1 $$;
REVOKE EXECUTE ON FUNCTION leader_of_program, publisher_of_source FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leader_of_program, publisher_of_source TO capaian_service;

-- Did the caller have a hand in the work that a revision is part of: since the publication or withdrawal before it, until
-- the next.
-- Asked of work in hand alone, and only when nothing simpler lets the caller see it. To take a publication back is no
-- hand in what somebody drafts beside it.
CREATE FUNCTION worked_on(noun text, key text, revision integer) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;
-- Where a chain stands, seen or not: so that nobody's unseen work is written over, and what somebody gave up, or drafts
-- beside a publication, keeps nobody from going on or from taking the publication back.
CREATE FUNCTION end_of_chain(noun text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_key text := CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id = $1::uuid' ELSE 'code = $1' END;
BEGIN
    EXECUTE format('SELECT revision, status, public, EXISTS (SELECT FROM %1$I WHERE %2$s AND status = ''published''
        AND replaced_at IS NULL) FROM %1$I WHERE %2$s ORDER BY revision DESC LIMIT 1', noun, of_key)
        INTO newest, status, public, published USING key;
END $$;

-- In terms of a row named %s, whose an entity is.
CREATE FUNCTION owner_in(noun text) RETURNS text
    IMMUTABLE PARALLEL SAFE RETURN CASE noun
        WHEN 'program' THEN '%s.lead_institution'
        WHEN 'indicator' THEN 'leader_of_program(%s.program)'
        WHEN 'source' THEN '%s.publisher'
        WHEN 'claim' THEN 'publisher_of_source(%s.source)'
        WHEN 'target' THEN '%s.institution'
        WHEN 'realization' THEN '%s.institution'
        ELSE 'NULL' END;

-- May whoever acts write on at all: an unbound key may, a bound one where both the newest and the published revision
-- are its institution's. The same is held below, of what is entered.
CREATE FUNCTION is_theirs(noun text, key text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;
REVOKE EXECUTE ON FUNCTION worked_on, end_of_chain, is_theirs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION worked_on, end_of_chain, is_theirs TO capaian_service;

-- All of it with read:drafts; else what they had a hand in, where the key is an institution's that institution's, and
-- whoever publishes for all sees what was submitted.
CREATE FUNCTION sees_work(noun text, key text, revision integer, status text, recorded_by text, owner text) RETURNS boolean
    STABLE RETURN coalesce(
        acts_with('read:drafts')
        OR recorded_by = acting('principal')
        OR owner = acting('institution') AND (acts_with('write') OR acts_with('publish'))
        OR status = 'submitted' AND acts_with('publish') AND acting('institution') IS NULL, false)
        OR acting('principal') IS NOT NULL AND worked_on(noun, key, revision);

-- Under their own name, with the scope that the status needs, and for their institution only.
CREATE FUNCTION may_add(status text, public boolean, recorded_by text, owner text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN coalesce(
        recorded_by = acting('principal')
        AND (acting('institution') IS NULL OR owner = acting('institution'))
        AND CASE
            WHEN recorded_by = 'system' THEN true
            WHEN status IN ('draft', 'submitted') THEN acts_with('write')
            WHEN status = 'withdrawn' AND NOT public THEN acts_with('write') OR acts_with('publish')
            ELSE acts_with('publish') END, false);

-- A policy sees the new row alone. This one asks the row before it and the last publication as well, so that nobody
-- bound to an institution takes another's entity over, neither by writing their own institution into it nor by
-- publishing what somebody else wrote so; and whoever only writes takes back no work that others did too.
-- TG_ARGV: the key's column, the owner in terms of `before`.
CREATE FUNCTION stay_with_owner() RETURNS trigger
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
                        AND before.revision IN (entered.revision - 1, (SELECT max(last.revision) FROM %1$I AS last
                            WHERE last.%2$I = entered.%2$I AND last.status = 'published'
                                AND last.revision < entered.revision)))
                    THEN 'an_entity_stays_with_its_institution'
                WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT acts_with('publish')
                    AND EXISTS (SELECT FROM %1$I AS work
                        WHERE work.%2$I = entered.%2$I AND work.revision < entered.revision
                            AND work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted')
                            AND work.revision > coalesce((SELECT max(last.revision) FROM %1$I AS last
                                WHERE last.%2$I = entered.%2$I AND last.public), 0))
                    THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1
        $sql$, TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1]) INTO fault;
    IF fault.rule IS NOT NULL THEN
        PERFORM refuse(fault.rule, fault.key, '42501');
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    noun text;
    key text;
    owner text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        key := CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END;
        owner := owner_in(noun);
        EXECUTE format('DROP POLICY service_sees_all ON %I', noun);
        EXECUTE format('DROP POLICY service_adds ON %I', noun);
        EXECUTE format('CREATE POLICY insiders_see_their_work ON %I FOR SELECT TO capaian_service
            USING (public OR sees_work(%L, %I::text, revision, status, recorded_by, %s))',
            noun, noun, key, format(owner, noun));
        EXECUTE format('CREATE POLICY insiders_add_what_is_theirs ON %I FOR INSERT TO capaian_service
            WITH CHECK (may_add(status, public, recorded_by, %s))', noun, format(owner, noun));
        EXECUTE format('CREATE TRIGGER belongs_to_its_owner AFTER INSERT ON %I REFERENCING NEW TABLE AS entered
            FOR EACH STATEMENT EXECUTE FUNCTION stay_with_owner(%L, %L)', noun, key, format(owner, 'before'));
    END LOOP;
END
$$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
