-- migrate:up
-- A person's word against the rule: which of several realizations of one key is to be preferred, and why. Kept as
-- revisions of its own; the last one says whether the preference stands.

CREATE TABLE preference (
    realization uuid NOT NULL,
    revision integer NOT NULL CONSTRAINT preference_revisions_count_from_1 CHECK (revision > 0),
    stands boolean NOT NULL,
    reason prose NOT NULL,
    -- The key that was decided about, the realization's as it was published then: whoever is moved to another key takes
    -- no preference along, and that of a key is found without looking at all its realizations.
    indicator code NOT NULL,
    nature text NOT NULL,
    region region_code NOT NULL,
    breakdown breakdown NOT NULL,
    first_day day NOT NULL,
    last_day day NOT NULL,
    recorded_at moment NOT NULL DEFAULT now(),
    recorded_by label NOT NULL,
    replaced_at moment CONSTRAINT a_preference_is_replaced_after_it_was_recorded CHECK (replaced_at > recorded_at),
    CONSTRAINT preference_has_one_row_per_revision PRIMARY KEY (realization, revision)
);
CREATE INDEX preference_is_found_by_key ON preference (indicator, nature, region, breakdown, last_day, recorded_at)
    WHERE stands;

-- Whoever leads the program decides between its figures; nobody bound to another institution does. What is published
-- counts, so that no draft of a figure or a program makes its author the judge.
CREATE FUNCTION leader_of_realization(realization uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT p.lead_institution::text FROM realization r JOIN program p ON p.code = r.program
        WHERE r.id = $1 AND r.status = 'published' AND p.status = 'published'
        ORDER BY r.revision DESC, p.revision DESC LIMIT 1 $$;
REVOKE EXECUTE ON FUNCTION leader_of_realization FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leader_of_realization TO capaian_service;

ALTER TABLE preference ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody_sees ON preference FOR SELECT TO capaian_reader, capaian_service USING (true);
CREATE POLICY publishers_decide ON preference FOR INSERT TO capaian_service WITH CHECK (
    recorded_by = acting('principal') AND acts_with('publish')
    AND (acting('institution') IS NULL OR leader_of_realization(realization) = acting('institution')));
GRANT SELECT ON preference TO capaian_reader, capaian_service;
GRANT INSERT (realization, revision, stands, reason, recorded_by) ON preference TO capaian_service;

-- A preference is for a published realization; its end is for what it stood for, published or not by then.
CREATE FUNCTION find_preferred_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- See extend_chain().
        PERFORM refuse('revisions_are_entered_under_read_committed', current_setting('transaction_isolation'), '25000');
    END IF;
    PERFORM hold_places('realization', ARRAY[NEW.realization::text]);
    IF NEW.stands THEN
        SELECT held.indicator, held.nature, held.region, held.breakdown, held.period_start, held.period_end
            INTO NEW.indicator, NEW.nature, NEW.region, NEW.breakdown, NEW.first_day, NEW.last_day
            FROM realization AS held
            WHERE held.id = NEW.realization AND held.status = 'published' AND held.replaced_at IS NULL;
        IF NOT FOUND THEN
            PERFORM refuse('a_preferred_realization_is_published', NEW.realization::text, '23503');
        END IF;
    ELSE
        SELECT before.indicator, before.nature, before.region, before.breakdown, before.first_day, before.last_day
            INTO NEW.indicator, NEW.nature, NEW.region, NEW.breakdown, NEW.first_day, NEW.last_day
            FROM preference AS before
            WHERE before.realization = NEW.realization AND before.revision = NEW.revision - 1 AND before.stands;
        IF NOT FOUND THEN
            PERFORM refuse('a_withdrawn_preference_stood', NEW.realization::text);
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION extend_preference() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    before preference;
BEGIN
    SELECT * INTO before FROM preference
        WHERE preference.realization = NEW.realization AND preference.revision = NEW.revision - 1;
    IF NEW.revision > 1 AND before.revision IS NULL THEN
        PERFORM refuse('preference_revisions_have_no_gap', NEW.realization::text);
    ELSIF before.recorded_at >= NEW.recorded_at THEN
        PERFORM refuse('revisions_follow_each_other_in_time', NEW.realization::text, '40001');
    END IF;
    UPDATE preference SET replaced_at = NEW.recorded_at
        WHERE preference.realization = NEW.realization AND preference.revision = NEW.revision - 1;
    INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, revision, content_sha256)
        VALUES (NEW.recorded_by, acting('key_id'), acting('address'), acting('request_id'),
            coalesce(acting('action'), 'record'), 'preference', NEW.realization::text, NEW.revision,
            content_hash(to_jsonb(NEW)));
    INSERT INTO change (kind, noun, key, revision)
        VALUES (CASE WHEN NEW.stands THEN 'preferred' ELSE 'unpreferred' END, 'realization', NEW.realization::text, NEW.revision);
    PERFORM pg_notify('capaian_changes', '');
    RETURN NULL;
END $$;
CREATE TRIGGER key_is_found BEFORE INSERT ON preference FOR EACH ROW EXECUTE FUNCTION find_preferred_key();
CREATE TRIGGER chain_grows AFTER INSERT ON preference FOR EACH ROW EXECUTE FUNCTION extend_preference();
CREATE TRIGGER history_is_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF realization, revision, stands, reason,
    indicator, nature, region, breakdown, first_day, last_day, recorded_at, recorded_by
    ON preference FOR EACH STATEMENT EXECUTE FUNCTION keep_history();
CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON preference
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION keep_history();

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
