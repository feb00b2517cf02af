-- API keys: who creates and ends them. An administrator whose key is restricted to an institution sees, creates and ends the
-- keys of that institution only, and grants no more than the own key has.

CREATE OR REPLACE FUNCTION is_key_change_allowed(institution text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN session_variable('principal') IS NOT NULL AND has_scope('admin')
        AND coalesce(session_variable('institution') IS NULL OR institution = session_variable('institution'), false);
COMMENT ON FUNCTION is_key_change_allowed IS 'True if the user may see, create and end keys of the institution.';

DROP POLICY IF EXISTS admins_see_keys ON api_key;
CREATE POLICY admins_see_keys ON api_key FOR SELECT TO capaian_service USING (is_key_change_allowed(institution));
DROP POLICY IF EXISTS admins_create_keys ON api_key;
CREATE POLICY admins_create_keys ON api_key FOR INSERT TO capaian_service WITH CHECK (is_key_change_allowed(institution));
DROP POLICY IF EXISTS admins_end_keys ON api_key;
CREATE POLICY admins_end_keys ON api_key FOR UPDATE TO capaian_service USING (is_key_change_allowed(institution));
-- Before authentication there is no user: the service looks up a key and records its use. It cannot create or end one then.
DROP POLICY IF EXISTS authentication_finds_keys ON api_key;
CREATE POLICY authentication_finds_keys ON api_key FOR SELECT TO capaian_service USING (session_variable('principal') IS NULL);
DROP POLICY IF EXISTS authentication_records_use ON api_key;
CREATE POLICY authentication_records_use ON api_key FOR UPDATE TO capaian_service USING (session_variable('principal') IS NULL);
-- Sessions also belong to authentication: a transaction with a user neither sees nor changes them.
DROP POLICY IF EXISTS authentication_uses_sessions ON session;
CREATE POLICY authentication_uses_sessions ON session TO capaian_service
    USING (session_variable('principal') IS NULL) WITH CHECK (session_variable('principal') IS NULL);
DROP POLICY IF EXISTS users_map_their_files ON session_file;
CREATE POLICY users_map_their_files ON session_file TO capaian_service USING (principal = session_variable('principal'))
    WITH CHECK (principal = session_variable('principal') AND has_scope('write'));

-- api/auth/principal_names.py has the same rules; a test compares both.
CREATE OR REPLACE FUNCTION comparable_name(name text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE RETURN translate(
        btrim(regexp_replace(replace(lower(replace(normalize(name, NFKC), 'İ', 'i')), 'ß', 'ss'), ' +', ' ', 'g'), ' '),
        U&'\0430\0432\0441\0435\04BB\043D\0456\043A\043C\043E\0440\0455\0442\0443\0445\0458\0501\051B\051D\0475\04CF'  -- Cyrillic
        '\03B1\03B2\03B5\03B6\03B7\03B9\03BA\03BC\03BD\03BF\03C1\03C4\03C5\03C7'  -- Greek
        '\0131\03C2',  -- the i without a dot, and the sigma at the end of a word
        U&'abcehhikmopstyxjdqwvlabezhikmnoptyxi\03C3');
COMMENT ON FUNCTION comparable_name IS
    'A name without differences that readers overlook: width, case, composition, number of spaces, and Cyrillic and Greek '
    'letters that look like Latin ones.';

CREATE OR REPLACE FUNCTION mixes_scripts(name text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE RETURN
        (normalize(name, NFKC) ~ '[a-zA-Z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab64]')::integer
        + (normalize(name, NFKC) ~ '[\u0370-\u03ff\u1f00-\u1fff]')::integer
        + (normalize(name, NFKC) ~ '[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]')::integer
        + (normalize(name, NFKC) ~ '[\u0530-\u1c7f\u1c90-\u1cff\u2c00-\u2c5f\u2c80-\u2ddf\u3040-\ua63f'
            '\ua6a0-\ua6ff\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff\U00010000-\U0001cfff\U0001e000-\U0001efff\U00020000-\U0003ffff]')::integer > 1;
COMMENT ON FUNCTION mixes_scripts IS
    'True if a name has letters of two of these: Latin, Greek, Cyrillic, any other script. Their letters look the same.';

-- A name is one user for all institutions, and a user sees all work that he or she took part in. So a
-- restricted administrator cannot create a key with a name that a key of another institution has. The table principal has
-- one row per comparable name, so that one name cannot be written in two ways, even by concurrent transactions.
CREATE OR REPLACE FUNCTION check_new_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    new_name text := comparable_name(NEW.name);
BEGIN
    IF new_name IN ('console', 'system') THEN
        PERFORM raise_rule_violation('api_key_is_not_named_like_the_console', NEW.name);
    ELSIF NEW.name IS NOT NFC NORMALIZED OR NEW.name ~
            '[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]' THEN
        PERFORM raise_rule_violation('api_key_name_hides_nothing', NEW.name);
    ELSIF new_name ~ '#' THEN
        PERFORM raise_rule_violation('api_key_is_named_neither_system_nor_like_a_token', NEW.name);
    ELSIF mixes_scripts(NEW.name) THEN
        PERFORM raise_rule_violation('api_key_name_has_one_script', NEW.name);
    ELSIF NEW.created_by <> session_variable('principal') THEN
        PERFORM raise_rule_violation('api_key_names_who_made_it', NEW.created_by, '42501');
    ELSIF session_variable('institution') IS NOT NULL THEN
        IF NEW.institution IS DISTINCT FROM session_variable('institution') THEN
            PERFORM raise_rule_violation('a_bound_administrator_makes_keys_of_their_institution', NEW.name, '42501');
        ELSIF 'read:drafts' = ANY (NEW.scopes) AND NOT has_scope('read:drafts') THEN
            PERFORM raise_rule_violation('a_bound_administrator_passes_on_what_they_have', NEW.name, '42501');
        ELSIF EXISTS (SELECT FROM api_key AS other
                JOIN principal ON principal.name = other.name
                WHERE principal.comparable_name = new_name AND other.institution IS DISTINCT FROM NEW.institution) THEN
            PERFORM raise_rule_violation('a_bound_administrator_names_nobody_from_elsewhere', NEW.name, '42501');
        END IF;
    END IF;
    PERFORM require_institution(ARRAY[NEW.institution::text], true, 'api_key_names_its_institution');
    INSERT INTO principal (comparable_name, name) VALUES (new_name, NEW.name) ON CONFLICT DO NOTHING;
    IF NEW.name <> (SELECT name FROM principal WHERE principal.comparable_name = new_name) THEN
        PERFORM raise_rule_violation('a_principal_is_written_in_one_way', NEW.name);
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_new_key IS
    'Trigger: the name is not reserved, has one script and no invisible characters, and is written as in other keys of the '
    'same user; a restricted administrator stays within the limits.';
CREATE OR REPLACE TRIGGER before_insert_check_new_key BEFORE INSERT ON api_key
    FOR EACH ROW EXECUTE FUNCTION check_new_key();

CREATE OR REPLACE FUNCTION check_end_of_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF session_variable('principal') IS NULL THEN
        PERFORM raise_rule_violation('somebody_ends_a_key', NEW.id, '42501');
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION check_end_of_key IS 'Trigger: only a known user ends a key, because the audit entry names the user.';
CREATE OR REPLACE TRIGGER before_update_check_end_of_key BEFORE UPDATE OF expires_at, revoked_at ON api_key
    FOR EACH ROW EXECUTE FUNCTION check_end_of_key();

CREATE OR REPLACE FUNCTION write_key_audit_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_entry (principal, key_id, client_ip, request_id, action, record_type, record_id, record_institution, detail)
    VALUES (coalesce(session_variable('principal'), NEW.created_by), session_variable('key_id'), session_variable('client_ip'), session_variable('request_id'),
        CASE WHEN TG_OP = 'INSERT' THEN 'create' WHEN NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN 'revoke'
            ELSE 'expire' END,
        'key', NEW.id, NEW.institution, jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'scopes', NEW.scopes,
            'institution', NEW.institution, 'expires_at', NEW.expires_at AT TIME ZONE 'UTC')));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION write_key_audit_entry IS
    'Trigger: write an audit entry when a key is created, revoked or given an end, but not when it is used.';
CREATE OR REPLACE TRIGGER after_change_write_audit_entry AFTER INSERT OR UPDATE OF expires_at, revoked_at ON api_key
    FOR EACH ROW EXECUTE FUNCTION write_key_audit_entry();
