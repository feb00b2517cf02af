-- migrate:up
-- Keys, held to whoever makes and ends them. Administrators may be bound to an institution; then they see, make and end
-- the keys of that institution alone, and pass on no more than they have.

CREATE FUNCTION may_keep_key(institution text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN acting('principal') IS NOT NULL AND acts_with('admin')
        AND coalesce(acting('institution') IS NULL OR institution = acting('institution'), false);

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY administrators_see_theirs ON api_key FOR SELECT TO capaian_service USING (may_keep_key(institution));
CREATE POLICY administrators_make_theirs ON api_key FOR INSERT TO capaian_service WITH CHECK (may_keep_key(institution));
CREATE POLICY administrators_end_theirs ON api_key FOR UPDATE TO capaian_service USING (may_keep_key(institution));
-- Where nobody acts, it is being asked whose a key is, and noted that it was used; neither makes a key, nor ends one.
CREATE POLICY whose_it_is_is_asked ON api_key FOR SELECT TO capaian_service USING (acting('principal') IS NULL);
CREATE POLICY its_use_is_noted ON api_key FOR UPDATE TO capaian_service USING (acting('principal') IS NULL);

-- A principal is a person wherever their keys are good, and sees the work they had a hand in everywhere: so nobody
-- bound to an institution makes a key under a name that is borne elsewhere. `console` is who runs the service.
-- What two names have in common that a reader takes for one: width, case and composition; not letters of another script.
CREATE FUNCTION as_read(name text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE RETURN lower(normalize(name, NFKC));

CREATE FUNCTION check_new_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF as_read(NEW.name) IN ('console', 'system') THEN
        PERFORM refuse('api_key_is_not_named_like_the_console', NEW.name);
    ELSIF NEW.name IS NOT NFC NORMALIZED OR NEW.name ~
            '[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]' THEN
        PERFORM refuse('api_key_name_hides_nothing', NEW.name);
    ELSIF NEW.created_by <> acting('principal') THEN
        PERFORM refuse('api_key_names_who_made_it', NEW.created_by, '42501');
    ELSIF acting('institution') IS NOT NULL THEN
        IF NEW.institution IS DISTINCT FROM acting('institution') THEN
            PERFORM refuse('a_bound_administrator_makes_keys_of_their_institution', NEW.name, '42501');
        ELSIF 'read:drafts' = ANY (NEW.scopes) AND NOT acts_with('read:drafts') THEN
            PERFORM refuse('a_bound_administrator_passes_on_what_they_have', NEW.name, '42501');
        ELSIF EXISTS (SELECT FROM api_key AS held
                WHERE as_read(held.name) = as_read(NEW.name) AND held.institution IS DISTINCT FROM NEW.institution) THEN
            PERFORM refuse('a_bound_administrator_names_nobody_from_elsewhere', NEW.name, '42501');
        END IF;
    END IF;
    PERFORM require('institution', ARRAY[NEW.institution::text], true, 'api_key_names_its_institution');
    RETURN NEW;
END $$;
CREATE TRIGGER rules_hold BEFORE INSERT ON api_key FOR EACH ROW EXECUTE FUNCTION check_new_key();

-- The trail has to say who ended a key.
CREATE FUNCTION check_end_of_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF acting('principal') IS NULL THEN
        PERFORM refuse('somebody_ends_a_key', NEW.id, '42501');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER somebody_ends_it BEFORE UPDATE OF expires_at, revoked_at ON api_key
    FOR EACH ROW EXECUTE FUNCTION check_end_of_key();

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
