-- migrate:up
-- A program's figures in the orders that a list may ask for: its newest, its latest recorded. Without these, a planner
-- walks all figures in that order until it has met enough of the program's, which are few among many: the whole table,
-- where they lie at the other end. Drafts are in none of them, so to enter one costs no more than before.

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['target', 'realization'] LOOP
        EXECUTE format($sql$
            CREATE INDEX %1$s_reads_of_a_program_by_period ON %1$I (program, period_end, period_start, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_of_a_program_by_statement ON %1$I (program, stated_latest, id)
                WHERE status = 'published';
            CREATE INDEX %1$s_reads_of_a_program_by_recording ON %1$I (program, recorded_at, id)
                WHERE status = 'published';
            $sql$, noun);
    END LOOP;
END
$$;

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
