-- Manual preferences between realizations with the same key.

CREATE OR REPLACE FUNCTION leader_of_realization(realization uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT p.lead_institution::text FROM realization r JOIN program p ON p.code = r.program
        WHERE r.id = $1 AND r.status = 'published' AND p.status = 'published'
        ORDER BY r.revision DESC, p.revision DESC LIMIT 1 $$;
COMMENT ON FUNCTION leader_of_realization IS
    'Institution that leads the program of a published realization. Drafts do not count, so that their author cannot choose.';
REVOKE EXECUTE ON FUNCTION leader_of_realization FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leader_of_realization TO capaian_service;

DROP POLICY IF EXISTS all_read_preferences ON preference;
CREATE POLICY all_read_preferences ON preference FOR SELECT TO capaian_reader, capaian_service USING (true);
DROP POLICY IF EXISTS leading_publishers_add_preferences ON preference;
CREATE POLICY leading_publishers_add_preferences ON preference FOR INSERT TO capaian_service WITH CHECK (
    recorded_by = session_variable('principal') AND has_scope('publish')
    AND (session_variable('institution') IS NULL OR leader_of_realization(realization) = session_variable('institution')));

CREATE OR REPLACE FUNCTION find_preferred_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
COMMENT ON FUNCTION find_preferred_key IS
    'Trigger: fill in the key, from the published realization for a new preference, or from the preference that ends.';
CREATE OR REPLACE TRIGGER before_insert_find_preferred_key BEFORE INSERT ON preference
    FOR EACH ROW EXECUTE FUNCTION find_preferred_key();

CREATE OR REPLACE FUNCTION add_preference_revision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
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
COMMENT ON FUNCTION add_preference_revision IS
    'Trigger: replace the previous revision, and write the audit entry and the change.';
CREATE OR REPLACE TRIGGER after_insert_add_revision AFTER INSERT ON preference
    FOR EACH ROW EXECUTE FUNCTION add_preference_revision();
