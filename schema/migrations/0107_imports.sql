-- migrate:up
-- Imports: files of targets, realizations or sources. The rows of a file are staged first. Then the database plans what
-- happens to each row (created, updated, unchanged, rejected), and adds all drafts in one transaction, with the rights of
-- the sender and under the same rules as any other revision.

CREATE TABLE import (
    id uuid NOT NULL CONSTRAINT import_has_one_id PRIMARY KEY,
    collection text NOT NULL CONSTRAINT import_is_of_a_collection
        CHECK (collection IN ('targets', 'realizations', 'sources')),
    mode text NOT NULL CONSTRAINT import_mode_is_known CHECK (mode IN ('atomic', 'partial')),
    status text NOT NULL DEFAULT 'receiving' CONSTRAINT import_state_is_known CHECK (status IN
        ('receiving', 'queued', 'running', 'checked', 'done', 'rejected', 'failed', 'cancelled')),
    action text NOT NULL CONSTRAINT import_does_what_is_known
        CHECK (action IN ('check', 'apply', 'submit', 'publish', 'reject', 'withdraw', 'restore')),
    revision integer NOT NULL DEFAULT 1,
    records_status text CONSTRAINT import_stage_is_a_status
        CHECK (records_status IN ('draft', 'submitted', 'published', 'rejected', 'withdrawn')),
    media_type text NOT NULL,
    file jsonb NOT NULL DEFAULT '{}',
    columns text[] NOT NULL DEFAULT '{}',
    rows integer NOT NULL DEFAULT 0,
    rows_done integer NOT NULL DEFAULT 0,
    created integer,
    updated integer,
    unchanged integer,
    rejected integer,
    moved integer,
    totals jsonb,
    plan bytea CONSTRAINT import_plan_is_a_hash CHECK (length(plan) = 32),
    session_variables jsonb NOT NULL,
    reason long_text,
    problem jsonb,
    cancel_requested boolean NOT NULL DEFAULT false,
    include_sources boolean NOT NULL DEFAULT false,
    recorded_by label NOT NULL,
    submitted_by label,
    institution code,
    owner code,
    received_at timestamp_value NOT NULL DEFAULT now(),
    started_at timestamp_value,
    ended_at timestamp_value,
    status_changed_at timestamp_value,
    staged_bytes bigint NOT NULL DEFAULT 0,
    settled_at timestamp_value
);
CREATE INDEX import_is_of_a_principal ON import (recorded_by, received_at, id);
CREATE INDEX import_is_under_way ON import (received_at) WHERE status IN ('receiving', 'queued', 'running');
CREATE INDEX import_is_listed ON import (received_at, id);
CREATE INDEX import_has_staged_rows ON import (recorded_by) WHERE staged_bytes > 0;
CREATE INDEX import_changed_records_at ON import (status_changed_at);
CREATE INDEX import_waits_for_a_publisher ON import (status_changed_at) WHERE records_status = 'submitted';
CREATE INDEX import_is_to_be_settled ON import (received_at) WHERE settled_at IS NULL;
COMMENT ON TABLE import IS 'Imports: one row per file.';
COMMENT ON COLUMN import.id IS 'Identifier of the import.';
COMMENT ON COLUMN import.collection IS 'Collection that the rows belong to.';
COMMENT ON COLUMN import.mode IS 'atomic: no row is added if one is rejected. partial: the other rows are added.';
COMMENT ON COLUMN import.status IS 'Status of the import.';
COMMENT ON COLUMN import.action IS 'Action that is queued, runs or ran last.';
COMMENT ON COLUMN import.revision IS
    'Number of times that the import has planned, added or changed its records, or another user has revised one, from 1. A step names the revision that its caller read.';
COMMENT ON COLUMN import.records_status IS 'Status of the records of the import; null before they are added.';
COMMENT ON COLUMN import.media_type IS 'Media type of the file.';
COMMENT ON COLUMN import.file IS 'Properties of the file: size in bytes, hash, encoding, delimiter.';
COMMENT ON COLUMN import.columns IS 'Column names of the file, used for the file of rejected rows.';
COMMENT ON COLUMN import.rows IS 'Number of rows that were read.';
COMMENT ON COLUMN import.rows_done IS 'Number of rows that the current action has processed.';
COMMENT ON COLUMN import.created IS 'Number of rows that create a record.';
COMMENT ON COLUMN import.updated IS 'Number of rows that change a record.';
COMMENT ON COLUMN import.unchanged IS 'Number of rows that equal their record.';
COMMENT ON COLUMN import.rejected IS 'Number of rows with errors.';
COMMENT ON COLUMN import.moved IS 'Number of records that the last action submitted, published, rejected, withdrew or restored.';
COMMENT ON COLUMN import.totals IS 'Totals of the valid figures, computed when the rows were planned or added; null if there are none.';
COMMENT ON COLUMN import.plan IS 'Hash of the plan; applying checks that the plan is still the same.';
COMMENT ON COLUMN import.session_variables IS 'Session variables of the user who requested the current action.';
COMMENT ON COLUMN import.reason IS 'Reason of the corrections, or of the last rejection, withdrawal or restoration.';
COMMENT ON COLUMN import.problem IS 'Why the last action failed, as a problem document.';
COMMENT ON COLUMN import.cancel_requested IS 'True if a user cancelled the running action.';
COMMENT ON COLUMN import.include_sources IS 'True if the current action also publishes the submitted sources that the records cite.';
COMMENT ON COLUMN import.recorded_by IS 'Name of the user who sent the file.';
COMMENT ON COLUMN import.institution IS 'Institution that the key of the sender is restricted to.';
COMMENT ON COLUMN import.submitted_by IS 'Name of the user who submitted the records last; null before.';
COMMENT ON COLUMN import.owner IS 'Institution that owns all imported records; null if they have several owners.';
COMMENT ON COLUMN import.received_at IS 'Time when the file began to arrive.';
COMMENT ON COLUMN import.started_at IS 'Time when the last action began.';
COMMENT ON COLUMN import.ended_at IS 'Time when the last action ended.';
COMMENT ON COLUMN import.status_changed_at IS
    'recorded_at of the revisions that the import added last. A record with a later revision was changed by another user.';
COMMENT ON COLUMN import.staged_bytes IS 'Size of the rows that are still staged, in bytes; the sum per user is limited.';
COMMENT ON COLUMN import.settled_at IS 'Time when the staged rows that are no longer needed were deleted.';

CREATE TABLE import_row (
    import uuid NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    candidate text NOT NULL,
    content jsonb NOT NULL,
    must_match_indicator jsonb NOT NULL,
    errors jsonb,
    raw jsonb NOT NULL,
    value_position integer,
    CONSTRAINT import_row_has_one_number PRIMARY KEY (import, number)
);
COMMENT ON TABLE import_row IS 'The rows of a file, as read.';
COMMENT ON COLUMN import_row.import IS 'Id of the import.';
COMMENT ON COLUMN import_row.number IS 'Number of the row, from 1.';
COMMENT ON COLUMN import_row.line IS 'Line in the file, or row in the worksheet.';
COMMENT ON COLUMN import_row.candidate IS 'Id of the record if it is new; rows that state the same figure have the same one.';
COMMENT ON COLUMN import_row.content IS 'The fields that the row states.';
COMMENT ON COLUMN import_row.must_match_indicator IS 'Fields that must equal those of the indicator: its unit, its program.';
COMMENT ON COLUMN import_row.errors IS 'Errors that were found while reading; null if there are none.';
COMMENT ON COLUMN import_row.raw IS 'The cells of the row as text.';
COMMENT ON COLUMN import_row.value_position IS 'Index in raw of the value, from 0; null for a JSON line and a source.';

CREATE TABLE import_outcome (
    import uuid NOT NULL,
    number integer NOT NULL,
    line integer NOT NULL,
    action text NOT NULL CONSTRAINT import_action_is_known
        CHECK (action IN ('created', 'updated', 'unchanged', 'rejected')),
    record_id text,
    newest integer NOT NULL,
    base integer,
    citations jsonb,
    first_row integer,
    errors jsonb,
    CONSTRAINT import_outcome_has_one_number PRIMARY KEY (import, number)
);
CREATE INDEX import_outcome_is_led ON import_outcome (import, first_row) WHERE first_row IS NOT NULL;
COMMENT ON TABLE import_outcome IS 'What happens to each row of an import.';
COMMENT ON COLUMN import_outcome.import IS 'Id of the import.';
COMMENT ON COLUMN import_outcome.number IS 'Number of the row.';
COMMENT ON COLUMN import_outcome.line IS 'Line in the file, or row in the worksheet; the staged row is deleted earlier.';
COMMENT ON COLUMN import_outcome.action IS 'created, updated, unchanged or rejected.';
COMMENT ON COLUMN import_outcome.record_id IS 'Code or id of the record.';
COMMENT ON COLUMN import_outcome.newest IS 'Latest revision of the record before the import; 0 for a new record.';
COMMENT ON COLUMN import_outcome.base IS 'The revision whose content the row changes.';
COMMENT ON COLUMN import_outcome.citations IS 'Citations of this row and of the rows with the same figure that refer to it.';
COMMENT ON COLUMN import_outcome.first_row IS 'Number of the first row with the same figure, which adds this one too.';
COMMENT ON COLUMN import_outcome.errors IS 'Errors of the row; null if there are none.';

CREATE TABLE import_mapping (
    name code NOT NULL,
    revision integer NOT NULL CONSTRAINT mapping_revisions_count_from_1 CHECK (revision > 0),
    content jsonb,
    recorded_by label NOT NULL,
    recorded_at timestamp_value NOT NULL DEFAULT now(),
    CONSTRAINT mapping_has_one_row_per_revision PRIMARY KEY (name, revision)
);
COMMENT ON TABLE import_mapping IS 'Named descriptions of file formats; one row per revision, the latest one applies.';
COMMENT ON COLUMN import_mapping.name IS 'Name of the mapping.';
COMMENT ON COLUMN import_mapping.revision IS 'Number of the revision, from 1.';
COMMENT ON COLUMN import_mapping.content IS 'Which column of the file is which field, and how to read it; null if an administrator deleted the mapping.';
COMMENT ON COLUMN import_mapping.recorded_by IS 'Name of the user who saved the revision or deleted the mapping.';
COMMENT ON COLUMN import_mapping.recorded_at IS 'Time when the revision was saved.';

ALTER TABLE import ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT (id, collection, mode, action, media_type, reason, session_variables, recorded_by, institution),
    UPDATE (status, action, revision, records_status, file, columns, rows, rows_done, created, updated, unchanged, rejected, moved, totals, plan, session_variables,
        reason, problem, cancel_requested, include_sources, submitted_by, owner, started_at, ended_at, status_changed_at, staged_bytes) ON import TO capaian_service;
-- COPY does not support row policies. So a trigger checks whose import the rows are added to, and functions return them.
GRANT INSERT ON import_row TO capaian_service;
ALTER TABLE import_mapping ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT (name, revision, content, recorded_by) ON import_mapping TO capaian_service;

-- migrate:down
-- Migrations are not reverted: the next migration corrects an error.
