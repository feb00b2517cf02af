-- Who may read unpublished work and who may add revisions.
--
-- The service names the user in each transaction with set_config(…, true); see api/database/session.py. Without a user, only
-- public rows are visible.

CREATE OR REPLACE FUNCTION session_variable(what text) RETURNS text
    -- The value is '' in transactions after the one that set it.
    STABLE PARALLEL SAFE RETURN nullif(current_setting('capaian.' || what, true), '');
COMMENT ON FUNCTION session_variable IS
    'A variable of the session: principal, scopes, institution, key_id, client_ip, request_id or action; null if it is not set.';

CREATE OR REPLACE FUNCTION has_scope(scope text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN coalesce(scope = ANY (string_to_array(session_variable('scopes'), ' ')), false);
COMMENT ON FUNCTION has_scope IS 'True if the key of the user has the scope.';

-- The institution that owns a record is the one that leads it, publishes it or states it. Units, institutions and regions
-- have no owner: an institution that could edit itself could raise its own rank, which decides between realizations.
-- Published revisions take precedence, so that a draft of a program or source does not transfer what depends on it.
CREATE OR REPLACE FUNCTION leader_of_program(program text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT p.lead_institution::text FROM program p WHERE p.code = $1
        ORDER BY p.status = 'published' DESC, p.revision DESC LIMIT 1 $$;
COMMENT ON FUNCTION leader_of_program IS 'Institution that leads a program: of the published revision, else of the latest one.';

CREATE OR REPLACE FUNCTION publisher_of_source(source text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT s.publisher::text FROM source s WHERE s.code = $1
        ORDER BY s.status = 'published' DESC, s.revision DESC LIMIT 1 $$;
COMMENT ON FUNCTION publisher_of_source IS 'Institution that published a source: of the published revision, else of the latest one.';
REVOKE EXECUTE ON FUNCTION leader_of_program, publisher_of_source FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leader_of_program, publisher_of_source TO capaian_service;

CREATE OR REPLACE FUNCTION institution_sql(record_type text) RETURNS text
    IMMUTABLE PARALLEL SAFE RETURN CASE record_type
        WHEN 'program' THEN '%s.lead_institution'
        WHEN 'indicator' THEN 'leader_of_program(%s.program)'
        WHEN 'source' THEN '%s.publisher'
        WHEN 'claim' THEN 'publisher_of_source(%s.source)'
        WHEN 'target' THEN '%s.institution'
        WHEN 'realization' THEN '%s.institution'
        ELSE 'NULL' END;
COMMENT ON FUNCTION institution_sql IS 'SQL expression for the institution that owns a row of this type; %s is the alias of the row.';

CREATE OR REPLACE FUNCTION took_part_in(record_type text, key text, revision integer) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;
COMMENT ON FUNCTION took_part_in IS
    'True if the user wrote part of the work that the revision belongs to: the revisions after the previous publication or '
    'withdrawal, up to the next one. The withdrawal of a publication does not count as work on a draft next to it.';

CREATE OR REPLACE FUNCTION latest_revision(record_type text, key text, OUT newest integer, OUT status text, OUT public boolean, OUT published boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_key text := CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id = $1::uuid' ELSE 'code = $1' END;
BEGIN
    EXECUTE format('SELECT revision, status, public, EXISTS (SELECT FROM %1$I WHERE %2$s AND status = ''published''
        AND replaced_at IS NULL) FROM %1$I WHERE %2$s ORDER BY revision DESC LIMIT 1', record_type, of_key)
        INTO newest, status, public, published USING key;
END $$;
COMMENT ON FUNCTION latest_revision IS
    'The latest revision of a record, whether or not the user may read it. So no write overwrites work that is hidden from '
    'the user, and a withdrawn draft, or a draft next to a publication, does not block other users.';

CREATE OR REPLACE FUNCTION is_own_record(record_type text, key text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;
COMMENT ON FUNCTION is_own_record IS
    'True if the user may continue the record: the key is not restricted to an institution, or that institution owns the '
    'latest and the published revision. A trigger applies the same rule to new revisions.';

CREATE OR REPLACE FUNCTION entered_by(record_type text, key text, revision integer) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;
COMMENT ON FUNCTION entered_by IS
    'The user who wrote the content of a revision: of the draft that was published, also for its withdrawal and restoration. '
    'Null for seed data.';
REVOKE EXECUTE ON FUNCTION entered_by FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entered_by TO capaian_reader, capaian_service;
REVOKE EXECUTE ON FUNCTION took_part_in, latest_revision, is_own_record FROM PUBLIC;
GRANT EXECUTE ON FUNCTION took_part_in, latest_revision, is_own_record TO capaian_service;

-- took_part_in comes last, because it reads the table.
CREATE OR REPLACE FUNCTION can_read_unpublished(record_type text, key text, revision integer, status text, recorded_by text, owner text) RETURNS boolean
    STABLE RETURN coalesce(
        has_scope('read:drafts')
        OR recorded_by = session_variable('principal')
        OR owner = session_variable('institution') AND (has_scope('write') OR has_scope('publish'))
        OR status = 'submitted' AND has_scope('publish') AND session_variable('institution') IS NULL, false)
        OR session_variable('principal') IS NOT NULL AND took_part_in(record_type, key, revision);
COMMENT ON FUNCTION can_read_unpublished IS
    'True if the user may read an unpublished revision: with read:drafts, own work, work of the institution of the key, or '
    'submitted work for a publisher whose key is not restricted.';

CREATE OR REPLACE FUNCTION is_revision_allowed(status text, public boolean, recorded_by text, owner text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN coalesce(
        recorded_by = session_variable('principal')
        AND (session_variable('institution') IS NULL OR owner = session_variable('institution'))
        AND CASE
            WHEN recorded_by = 'system' THEN true
            WHEN status IN ('draft', 'submitted') THEN has_scope('write')
            WHEN status = 'withdrawn' AND NOT public THEN has_scope('write') OR has_scope('publish')
            ELSE has_scope('publish') END, false);
COMMENT ON FUNCTION is_revision_allowed IS
    'True if the user may add the revision: under the own name, for the institution of the key, with the scope that the '
    'status requires.';

-- A row policy sees the new row only. This trigger also checks the previous revision and the last publication. So a user
-- whose key is restricted to an institution cannot take over a record of another institution, neither by writing the own
-- institution into it nor by publishing a draft that does. Without the scope publish, users withdraw only own drafts.
--
-- The functions below, as those in revisions.sql and audit.sql, are created once per table from one template. So their
-- statements are static and planned once per session. The planner settings keep every lookup on the primary key, because a
-- plan that is made for one row is also used for 20,000 rows, and the other way round.
DO $do$
DECLARE
    record_type text;
    key text;
BEGIN
    FOREACH record_type IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        key := CASE WHEN record_type IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END;
        EXECUTE format($template$
CREATE OR REPLACE FUNCTION check_institution_of_%1$s() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
DECLARE
    violation record;
BEGIN
    IF session_variable('principal') = 'system' OR NOT EXISTS (SELECT FROM entered WHERE revision > 1) THEN
        RETURN NULL;
    END IF;
    SELECT entered.%2$I::text AS key, CASE
            WHEN session_variable('institution') IS NOT NULL AND EXISTS (SELECT FROM %1$I AS before
                WHERE before.%2$I = entered.%2$I AND (%3$s) IS DISTINCT FROM session_variable('institution')
                    AND before.revision IN (entered.revision - 1, (
                        SELECT max(last.revision) FILTER (WHERE last.status = 'published') FROM %1$I AS last
                        WHERE last.%2$I = entered.%2$I AND last.revision < entered.revision)))
                THEN 'an_entity_stays_with_its_institution'
            WHEN entered.status = 'withdrawn' AND NOT entered.public AND NOT has_scope('publish')
                AND EXISTS (
                    SELECT FROM (SELECT earlier.recorded_by, earlier.status FROM %1$I AS earlier
                        WHERE earlier.%2$I = entered.%2$I AND earlier.revision < entered.revision
                            AND earlier.revision > coalesce((SELECT max(last.revision) FILTER (WHERE last.public)
                                FROM %1$I AS last WHERE last.%2$I = entered.%2$I), 0) OFFSET 0) AS work
                    WHERE work.recorded_by <> entered.recorded_by AND work.status IN ('draft', 'submitted'))
                THEN 'writers_withdraw_only_their_own_drafts' END AS rule
        INTO violation
        FROM entered WHERE entered.revision > 1
        ORDER BY rule LIMIT 1;
    IF violation.rule IS NOT NULL THEN
        PERFORM raise_rule_violation(violation.rule, violation.key, '42501');
    END IF;
    RETURN NULL;
END $body$;
COMMENT ON FUNCTION check_institution_of_%1$s IS
    'Trigger: records stay with their institution, and without the scope publish users withdraw only own drafts.';
CREATE OR REPLACE TRIGGER after_insert_1_check_institution AFTER INSERT ON %1$I REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_institution_of_%1$s();

DROP POLICY IF EXISTS public_reads_public_rows ON %1$I;
CREATE POLICY public_reads_public_rows ON %1$I FOR SELECT TO capaian_reader USING (public);
DROP POLICY IF EXISTS service_reads_visible_rows ON %1$I;
CREATE POLICY service_reads_visible_rows ON %1$I FOR SELECT TO capaian_service
    USING (public OR can_read_unpublished(%1$L, %1$I.%2$I::text, revision, status, recorded_by, %4$s));
DROP POLICY IF EXISTS service_adds_revisions ON %1$I;
CREATE POLICY service_adds_revisions ON %1$I FOR INSERT TO capaian_service
    WITH CHECK (is_revision_allowed(status, public, recorded_by, %4$s));
            $template$, record_type, key,
            format(institution_sql(record_type), 'before'), format(institution_sql(record_type), record_type));
    END LOOP;
END
$do$;
