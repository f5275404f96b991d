-- Imports of calendars, each with its progress: fetch, read, match, compare, write. The content is deleted as soon as its
-- rows are stored. Names avoid the SQL word import.
CREATE TABLE calendar_import (
    id             uuid             NOT NULL,
    account_id     uuid             NOT NULL,
    country_id     text COLLATE "C" NOT NULL,
    source         text COLLATE "C" NOT NULL,
    format         text             NOT NULL,
    url            text,
    date_order     text,
    columns        text             NOT NULL,
    gone           text             NOT NULL,
    dry_run        boolean          NOT NULL,
    content        bytea,
    state          text             NOT NULL,
    stage          text             NOT NULL,
    detail         text,
    previous_count integer          NOT NULL DEFAULT 0,
    generation     bigint           NOT NULL DEFAULT 0,
    next_at        timestamptz      NOT NULL,
    created_at     timestamptz      NOT NULL,
    finished_at    timestamptz,
    CONSTRAINT calendar_import_pkey PRIMARY KEY (id),
    CONSTRAINT calendar_import_format_check CHECK (format IN ('csv', 'ics', 'json')),
    CONSTRAINT calendar_import_gone_check CHECK (gone IN ('keep', 'cancel', 'delete')),
    CONSTRAINT calendar_import_state_check CHECK (state IN ('running', 'held', 'done', 'failed')),
    CONSTRAINT calendar_import_stage_check CHECK (stage IN ('fetch', 'read', 'match', 'compare', 'write'))
);

CREATE INDEX calendar_import_running_idx ON calendar_import (next_at) WHERE state = 'running';
CREATE INDEX calendar_import_source_idx ON calendar_import (country_id, source, created_at);
CREATE INDEX calendar_import_account_idx ON calendar_import (account_id, created_at);

COMMENT ON COLUMN calendar_import.columns IS 'JSON object: name of a column in the file to our member';
COMMENT ON COLUMN calendar_import.previous_count IS 'competitions of the source before the import';
COMMENT ON COLUMN calendar_import.generation IS 'grows with each claim; a replica with a lower one has lost its lease';
COMMENT ON COLUMN calendar_import.next_at IS 'the order of the queue, and the end of the lease while a replica works on it';

-- Report of an import, and its work: a row of the file, or a competition of the source that is gone from the file.
CREATE TABLE calendar_import_row (
    import_id      uuid    NOT NULL,
    position       integer NOT NULL,
    row_number     integer,
    key            text COLLATE "C",
    day            date,
    name_key       text COLLATE "C",
    content        text,
    competition_id uuid,
    outcome        text,
    detail         text,
    finished       boolean NOT NULL,
    CONSTRAINT calendar_import_row_pkey PRIMARY KEY (import_id, position),
    CONSTRAINT calendar_import_row_import_fkey FOREIGN KEY (import_id) REFERENCES calendar_import (id) ON DELETE CASCADE,
    CONSTRAINT calendar_import_row_outcome_check
        CHECK (outcome IN ('new', 'changed', 'unchanged', 'gone', 'duplicate', 'refused'))
);

CREATE INDEX calendar_import_row_unfinished_idx ON calendar_import_row (import_id, position) WHERE NOT finished;

COMMENT ON COLUMN calendar_import_row.row_number IS 'in the file; null for a competition that is gone';
COMMENT ON COLUMN calendar_import_row.key IS 'identity within the source; null if the row has none';
COMMENT ON COLUMN calendar_import_row.content IS 'JSON of the members; deleted when the import ends';
COMMENT ON COLUMN calendar_import_row.outcome IS 'what is to be done until finished, then what was done';
COMMENT ON COLUMN calendar_import_row.detail IS 'JSON: a text, or violations';

-- Competitions that a source made. Only these are touched by its imports.
CREATE TABLE imported_competition (
    competition_id uuid             NOT NULL,
    country_id     text COLLATE "C" NOT NULL,
    source         text COLLATE "C" NOT NULL,
    key            text COLLATE "C",
    CONSTRAINT imported_competition_pkey PRIMARY KEY (competition_id)
);

CREATE INDEX imported_competition_source_idx ON imported_competition (country_id, source);
