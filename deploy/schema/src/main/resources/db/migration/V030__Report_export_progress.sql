-- Progress and durations of a run. A failed run is followed by another attempt.
ALTER TABLE export_run
    ADD COLUMN attempt        integer NOT NULL DEFAULT 1,
    ADD COLUMN phase          text    NOT NULL DEFAULT 'building',
    ADD COLUMN rows_read      bigint  NOT NULL DEFAULT 0,
    ADD COLUMN files_done     integer NOT NULL DEFAULT 0,
    ADD COLUMN files_total    integer NOT NULL DEFAULT 0,
    ADD COLUMN copying_millis bigint  NOT NULL DEFAULT 0,
    ADD COLUMN shaping_millis bigint  NOT NULL DEFAULT 0,
    ADD COLUMN sending_millis bigint  NOT NULL DEFAULT 0,
    ADD CONSTRAINT export_run_phase_check CHECK (phase IN ('building', 'sending', 'done'));
