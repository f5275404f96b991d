-- Requests to remove an e-mail address from competitions and their histories, with their progress. The address is
-- deleted from here as soon as it is found nowhere else.
CREATE TABLE redaction (
    id           uuid        NOT NULL,
    account_id   uuid        NOT NULL,
    email        text,
    countries    text[],
    in_histories boolean     NOT NULL DEFAULT false,
    position     text        NOT NULL,
    passes       integer     NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    CONSTRAINT redaction_pkey PRIMARY KEY (id),
    CONSTRAINT redaction_finished_check CHECK ((email IS NULL) = (finished_at IS NOT NULL))
);

CREATE INDEX redaction_unfinished_idx ON redaction (next_at) WHERE finished_at IS NULL;

COMMENT ON COLUMN redaction.countries IS 'those that the account administered; null for all';
COMMENT ON COLUMN redaction.in_histories IS 'false while competitions are searched, which come first';
COMMENT ON COLUMN redaction.position IS 'id of the first row that is not yet searched';
COMMENT ON COLUMN redaction.passes IS 'number of searches that ended; after a failure another one follows';
COMMENT ON COLUMN redaction.next_at IS 'the order of the queue, and the end of the lease while a replica works on it';

-- What a redaction found.
CREATE TABLE redaction_result (
    redaction_id    uuid    NOT NULL,
    competition_id  uuid    NOT NULL,
    members         text[]  NOT NULL DEFAULT '{}',
    history_entries integer NOT NULL DEFAULT 0,
    failed          boolean NOT NULL DEFAULT false,
    CONSTRAINT redaction_result_pkey PRIMARY KEY (redaction_id, competition_id),
    CONSTRAINT redaction_result_redaction_fkey FOREIGN KEY (redaction_id) REFERENCES redaction (id)
);

-- A new kind of history entry. Not validated: the rows that exist satisfy the former check, which allowed less.
ALTER TABLE competition_history DROP CONSTRAINT competition_history_action_check;
ALTER TABLE competition_history ADD CONSTRAINT competition_history_action_check
    CHECK (action IN ('created', 'changed', 'deleted', 'redacted')) NOT VALID;
