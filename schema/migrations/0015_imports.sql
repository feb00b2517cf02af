-- migrate:up
-- Imports: files of targets, realizations or sources, entered at once. What a file says is staged row by row; then each
-- row is judged against what is held (created, updated, unchanged, rejected), and what is to be entered is entered as
-- drafts in one transaction, by whoever sent the file and under the same rules as any other revision.

CREATE TABLE import (
    id uuid NOT NULL CONSTRAINT import_has_one_id PRIMARY KEY,
    collection text NOT NULL CONSTRAINT import_is_of_a_collection
        CHECK (collection IN ('targets', 'realizations', 'sources')),
    mode text NOT NULL CONSTRAINT import_mode_is_known CHECK (mode IN ('atomic', 'partial')),
    state text NOT NULL DEFAULT 'receiving' CONSTRAINT import_state_is_known CHECK (state IN
        ('receiving', 'queued', 'running', 'planned', 'done', 'refused', 'failed', 'cancelled')),
    doing text NOT NULL CONSTRAINT import_does_what_is_known
        CHECK (doing IN ('plan', 'enter', 'submit', 'publish', 'reject', 'withdraw')),
    stage text CONSTRAINT import_stage_is_a_status  -- of its rows; null as long as nothing is entered
        CHECK (stage IN ('draft', 'submitted', 'published', 'rejected', 'withdrawn')),
    media_type text NOT NULL,
    file jsonb NOT NULL DEFAULT '{}',  -- what was found of it: bytes, hash, encoding, delimiter
    columns text[] NOT NULL DEFAULT '{}',  -- as the file names them, for the file of its faulty rows
    rows integer NOT NULL DEFAULT 0,
    rows_done integer NOT NULL DEFAULT 0,
    created integer,
    updated integer,
    unchanged integer,
    rejected integer,
    moved integer,  -- by the last step
    plan bytea CONSTRAINT import_plan_is_a_hash CHECK (length(plan) = 32),
    told jsonb NOT NULL,  -- who acts in what is under way: see api/postgres/acting.py
    reason prose,
    problem jsonb,  -- why the last run came to nothing
    stop_asked boolean NOT NULL DEFAULT false,
    recorded_by label NOT NULL,
    institution code,
    received_at moment NOT NULL DEFAULT now(),
    began_at moment,
    ended_at moment,
    stood_at moment  -- when its rows were entered or last moved: a revision of another moment is somebody else's
);
CREATE INDEX import_is_of_a_principal ON import (recorded_by, received_at, id);
CREATE INDEX import_is_under_way ON import (received_at) WHERE state IN ('receiving', 'queued', 'running');
CREATE INDEX import_is_listed ON import (received_at, id);

-- What the file says, as it was read. `candidate` is the key of the entity if it is new; rows that state the same
-- figure have the same one.
CREATE TABLE import_row (
    import uuid NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    candidate text NOT NULL,
    content jsonb NOT NULL,
    beside jsonb NOT NULL,  -- what has to agree with the indicator: its unit, its program
    faults jsonb,
    raw jsonb NOT NULL,
    CONSTRAINT import_row_has_one_number PRIMARY KEY (import, number)
);

-- What comes of each row. `led_by` is the row by which this one, which states the same figure, is entered as well.
CREATE TABLE import_outcome (
    import uuid NOT NULL,
    number integer NOT NULL,
    action text NOT NULL CONSTRAINT import_action_is_known
        CHECK (action IN ('created', 'updated', 'unchanged', 'rejected')),
    entity text,
    newest integer NOT NULL,  -- the revision after which it is entered
    base integer,  -- the revision that it changes
    citations jsonb,  -- of this row and those it leads
    led_by integer,
    faults jsonb,
    CONSTRAINT import_outcome_has_one_number PRIMARY KEY (import, number)
);

CREATE INDEX import_outcome_is_led ON import_outcome (import, led_by) WHERE led_by IS NOT NULL;

-- Saved descriptions of files, under a name; the newest revision counts.
CREATE TABLE mapping (
    name code NOT NULL,
    revision integer NOT NULL CONSTRAINT mapping_revisions_count_from_1 CHECK (revision > 0),
    content jsonb NOT NULL,
    recorded_by label NOT NULL,
    recorded_at moment NOT NULL DEFAULT now(),
    CONSTRAINT mapping_has_one_row_per_revision PRIMARY KEY (name, revision)
);

-- Whoever sent it, their institution, whoever sees all drafts, and those who publish for all, once it is handed over.
CREATE FUNCTION sees_import(recorded_by text, institution text, stage text) RETURNS boolean
    STABLE PARALLEL SAFE RETURN coalesce(
        acting('principal') IN (recorded_by, 'system')
        OR acts_with('read:drafts')
        OR institution = acting('institution') AND (acts_with('write') OR acts_with('publish'))
        OR stage <> 'draft' AND acts_with('publish') AND acting('institution') IS NULL, false);

ALTER TABLE import ENABLE ROW LEVEL SECURITY;
CREATE POLICY insiders_see_their_imports ON import FOR SELECT TO capaian_service
    USING (sees_import(recorded_by, institution, stage));
CREATE POLICY writers_send_their_own ON import FOR INSERT TO capaian_service WITH CHECK (
    recorded_by = acting('principal') AND acts_with('write') AND institution IS NOT DISTINCT FROM acting('institution'));
CREATE POLICY insiders_go_on_with_them ON import FOR UPDATE TO capaian_service
    USING (sees_import(recorded_by, institution, stage));
GRANT SELECT, INSERT (id, collection, mode, doing, media_type, told, recorded_by, institution),
    UPDATE (state, doing, stage, file, columns, rows, rows_done, created, updated, unchanged, rejected, moved, plan, told,
        reason, problem, stop_asked, began_at, ended_at, stood_at) ON import TO capaian_service;
-- COPY knows no row policies: rows are added to imports of one's own, by the trigger, and seen through functions alone.
GRANT INSERT ON import_row TO capaian_service;
ALTER TABLE mapping ENABLE ROW LEVEL SECURITY;
CREATE POLICY callers_use_them ON mapping FOR SELECT TO capaian_service USING (acting('principal') IS NOT NULL);
CREATE POLICY administrators_of_all_save_them ON mapping FOR INSERT TO capaian_service
    WITH CHECK (acts_with('admin') AND acting('institution') IS NULL AND recorded_by = acting('principal'));
GRANT SELECT, INSERT (name, revision, content, recorded_by) ON mapping TO capaian_service;
CREATE TRIGGER history_is_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON mapping
    FOR EACH STATEMENT EXECUTE FUNCTION keep_history();

CREATE FUNCTION check_staged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT import FROM entered) AS named WHERE NOT EXISTS (
            SELECT FROM import WHERE id = named.import AND state = 'receiving' AND recorded_by = acting('principal'))) THEN
        PERFORM refuse('rows_are_staged_while_their_import_is_received', '', '42501');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rows_are_of_ones_own AFTER INSERT ON import_row REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION check_staged();

-- What a figure is known by, in one number: whoever states the same of the same is found by it, whatever the planner
-- believes of a table that is being filled. A stock stands on the last day of its period.
CREATE FUNCTION natural_key(indicator text, nature text, region text, breakdown text, first_day date, last_day date,
        institution text, stated_on date, stated_not_before date, stated_latest date) RETURNS bigint
    IMMUTABLE PARALLEL SAFE RETURN hash_record_extended(ROW(
        indicator COLLATE "C", nature COLLATE "C", region COLLATE "C", breakdown COLLATE "C",
        CASE WHEN nature = 'flow' THEN first_day END, last_day, institution COLLATE "C",
        stated_on, stated_not_before, stated_latest), 0);
CREATE INDEX target_is_known_by_what_it_states ON target (natural_key(indicator, nature, region, breakdown, period_start,
        period_end, institution, stated_on, stated_not_before, stated_latest))
    WHERE replaced_at IS NULL AND status <> 'withdrawn';
CREATE INDEX realization_is_known_by_what_it_states ON realization (natural_key(indicator, nature, region, breakdown,
        period_start, period_end, institution, stated_on, stated_not_before, stated_latest))
    WHERE replaced_at IS NULL AND status <> 'withdrawn';

-- As many as one can write; an import joins those of several files.
ALTER TABLE target ADD CONSTRAINT figure_has_at_most_100_citations CHECK (jsonb_array_length(citations) <= 100);
ALTER TABLE realization ADD CONSTRAINT figure_has_at_most_100_citations CHECK (jsonb_array_length(citations) <= 100);

-- Judging and entering are for the run of an import alone, under the rights of whoever asked for it.
CREATE FUNCTION require_running(the_import uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM import WHERE id = the_import AND state = 'running'
            AND told->>'principal' = acting('principal')) THEN
        PERFORM refuse('an_import_runs_for_whoever_asked', the_import::text, '42501');
    END IF;
END $$;

-- The report: rows with what came of them, for those who see the import.
CREATE FUNCTION rows_of_import(the_import uuid, after integer, most integer, wanted text[])
    RETURNS TABLE (number integer, line integer, action text, entity text, base integer, led_by integer, faults jsonb, raw jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.number, r.line, o.action, o.entity, o.base, o.led_by, o.faults, r.raw
    FROM import_outcome o
        LEFT JOIN LATERAL (SELECT * FROM import_row r WHERE r.import = o.import AND r.number = o.number OFFSET 0) AS r ON true
    WHERE o.import = the_import AND o.number > after AND (wanted IS NULL OR o.action = ANY (wanted))
        AND EXISTS (SELECT FROM import i WHERE i.id = the_import AND sees_import(i.recorded_by, i.institution, i.stage))
    ORDER BY o.number LIMIT most $$;

-- What was staged of a file that came to nothing, and, after a while, of all: what it brought stays in the chains.
CREATE FUNCTION discard_rows(the_import uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM import i WHERE i.id = the_import AND i.state IN ('failed', 'cancelled')
            AND sees_import(i.recorded_by, i.institution, i.stage)) THEN
        DELETE FROM import_row WHERE import = the_import;
    END IF;
END $$;
CREATE FUNCTION forget_rows(most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM import_row r USING (
            SELECT old.import, old.number FROM import i JOIN import_row old ON old.import = i.id
            WHERE coalesce(i.ended_at, i.received_at) < now() - interval '30 days' AND i.state NOT IN ('queued', 'running')
            LIMIT most) AS old
        WHERE r.import = old.import AND r.number = old.number RETURNING 1)
    SELECT count(*) FROM gone $$;
REVOKE EXECUTE ON FUNCTION require_running, rows_of_import, discard_rows, forget_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rows_of_import, discard_rows, forget_rows TO capaian_service;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
