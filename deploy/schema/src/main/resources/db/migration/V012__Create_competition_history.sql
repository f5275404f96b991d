CREATE TABLE competition_history (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    competition_id uuid             NOT NULL,
    country_id     text COLLATE "C" NOT NULL,
    at             timestamptz      NOT NULL,
    account_id     uuid             NOT NULL,
    action         text             NOT NULL,
    changes        text             NOT NULL,
    CONSTRAINT competition_history_pkey PRIMARY KEY (id),
    CONSTRAINT competition_history_action_check CHECK (action IN ('created', 'changed', 'deleted'))
);

CREATE INDEX competition_history_competition_idx ON competition_history (competition_id, id);

COMMENT ON COLUMN competition_history.changes IS 'a JSON object: member to its old and new value';
