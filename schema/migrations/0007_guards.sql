-- migrate:up
-- What holds for every table alike: its chain, its checks, its history, and who may see and add what.

DO $$
DECLARE
    noun text;
    key text;
    given text;
    kept text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['unit', 'institution', 'region', 'program', 'indicator', 'source', 'target', 'realization', 'claim'] LOOP
        key := CASE WHEN noun IN ('target', 'realization', 'claim') THEN 'id' ELSE 'code' END;
        SELECT string_agg(quote_ident(attname), ', ') FILTER (WHERE attgenerated = '' AND attname NOT IN ('recorded_at', 'replaced_at')),
               string_agg(quote_ident(attname), ', ') FILTER (WHERE attgenerated = '' AND attname <> 'replaced_at')
            INTO given, kept FROM pg_attribute WHERE attrelid = noun::regclass AND attnum > 0 AND NOT attisdropped;

        EXECUTE format('CREATE TRIGGER chain_grows AFTER INSERT ON %I REFERENCING NEW TABLE AS entered
            FOR EACH STATEMENT EXECUTE FUNCTION extend_chain(%L)', noun, key);
        EXECUTE format('CREATE TRIGGER history_is_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF %s ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION keep_history()', kept, noun);
        -- The one update there is comes from within chain_grows.
        EXECUTE format('CREATE TRIGGER history_closes_itself BEFORE UPDATE OF replaced_at ON %I
            FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION keep_history()', noun);
        EXECUTE format('CREATE INDEX %I ON %I (recorded_at, %I)', noun || '_was_recorded', noun, key);

        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY everybody_sees_what_is_public ON %I FOR SELECT TO capaian_reader USING (public)', noun);
        EXECUTE format('CREATE POLICY service_sees_all ON %I FOR SELECT TO capaian_service USING (true)', noun);
        EXECUTE format('CREATE POLICY service_adds ON %I FOR INSERT TO capaian_service WITH CHECK (true)', noun);
        EXECUTE format('GRANT SELECT ON %I TO capaian_reader, capaian_service', noun);
        -- Not recorded_at: the moment of recording is the database's to say. Not replaced_at: history closes itself.
        EXECUTE format('GRANT INSERT (%s) ON %I TO capaian_service', given, noun);
    END LOOP;
END
$$;

CREATE TRIGGER names_hold AFTER INSERT ON program REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_program();
CREATE TRIGGER names_hold AFTER INSERT ON region REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_region();
CREATE TRIGGER names_hold AFTER INSERT ON indicator REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_indicator();
CREATE TRIGGER names_hold AFTER INSERT ON source REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_source();
CREATE TRIGGER names_hold AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_figure();
CREATE TRIGGER superseding_holds AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_superseding();
CREATE TRIGGER names_hold AFTER INSERT ON realization REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_figure();
CREATE TRIGGER names_hold AFTER INSERT ON claim REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_claim();

CREATE TRIGGER what_is_named_stays AFTER INSERT ON unit REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named('indicator', 'namer.unit = key');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON institution REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named(
        'program', 'namer.lead_institution = key', 'source', 'namer.publisher = key',
        'target', 'namer.institution = key', 'realization', 'namer.institution = key',
        'target', 'namer.on_behalf_of = key', 'realization', 'namer.on_behalf_of = key');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON region REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named(
        'region', 'namer.parent = key', 'target', 'namer.region = key', 'realization', 'namer.region = key');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON program REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named('indicator', 'namer.program = key');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON indicator REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named(
        'indicator', 'namer.population_indicator = key',
        'target', 'namer.indicator = key AND namer.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)',
        'realization', 'namer.indicator = key AND namer.program = (SELECT program FROM indicator WHERE code = key LIMIT 1)');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON source REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named(
        'claim', 'namer.source = key',
        'target', 'namer.citations @> jsonb_build_array(jsonb_build_object(''source'', key))',
        'realization', 'namer.citations @> jsonb_build_array(jsonb_build_object(''source'', key))');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON target REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named(
        'target', 'namer.supersedes = key::uuid', 'claim', 'namer.subjects || namer.base_figure @> ARRAY[key::uuid]');
CREATE TRIGGER what_is_named_stays AFTER INSERT ON realization REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_named(
        'claim', 'namer.subjects || namer.base_figure @> ARRAY[key::uuid]');

-- Steps of the triggers, which call them with the owner's rights.
REVOKE EXECUTE ON FUNCTION require, hold_places, has_figures FROM PUBLIC;

-- The patterns of the tables above; nothing is ever stored in them.
DROP TABLE figure;
DROP TABLE chain;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
