CREATE TABLE export_file (
    run_id  uuid             NOT NULL,
    name    text COLLATE "C" NOT NULL,
    rows    bigint           NOT NULL,
    bytes   bigint           NOT NULL,
    sha256  text             NOT NULL,
    action  text             NOT NULL,
    note    text,
    CONSTRAINT export_file_pkey PRIMARY KEY (run_id, name),
    CONSTRAINT export_file_run_fkey FOREIGN KEY (run_id) REFERENCES export_run (id) ON DELETE CASCADE,
    CONSTRAINT export_file_action_check CHECK (action IN ('written', 'unchanged', 'kept', 'failed'))
);
