-- A nightly run belongs to one day; at most one run is in progress at a time. The generation grows with each claim,
-- so that a stale worker can detect that it lost the run.
CREATE TABLE export_run (
    id            uuid        NOT NULL,
    night         date,
    status        text        NOT NULL,
    generation    bigint      NOT NULL,
    lease_until   timestamptz NOT NULL,
    accept_shrink boolean     NOT NULL,
    started_at    timestamptz NOT NULL,
    finished_at   timestamptz,
    note          text,
    CONSTRAINT export_run_pkey PRIMARY KEY (id),
    CONSTRAINT export_run_night_nkey UNIQUE (night),
    CONSTRAINT export_run_status_check CHECK (status IN ('running', 'succeeded', 'partly_failed', 'failed')),
    CONSTRAINT export_run_finished_check CHECK ((status = 'running') = (finished_at IS NULL))
);

CREATE SEQUENCE export_generation_seq;
CREATE UNIQUE INDEX export_run_running_nkey ON export_run ((true)) WHERE status = 'running';
CREATE INDEX export_run_started_idx ON export_run (started_at DESC);
