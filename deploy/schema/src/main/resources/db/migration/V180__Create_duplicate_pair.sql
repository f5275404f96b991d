-- Pairs of competitions that may be one, for the admins of their countries. A pair is queued once: a decision about it stays.
-- No foreign keys: a pair outlives the competition that was merged.
CREATE TABLE duplicate_pair (
    id               uuid             NOT NULL,
    first_id         uuid             NOT NULL,
    second_id        uuid             NOT NULL,
    first_country    text COLLATE "C" NOT NULL,
    second_country   text COLLATE "C" NOT NULL,
    state            text             NOT NULL,
    source           text             NOT NULL,
    score            double precision NOT NULL,
    reasons          text             NOT NULL,
    since            timestamptz      NOT NULL,
    proposed_country text COLLATE "C",
    kept_id          uuid,
    taken            text,
    decided_by       uuid,
    CONSTRAINT duplicate_pair_pkey PRIMARY KEY (id),
    CONSTRAINT duplicate_pair_competitions_nkey UNIQUE (first_id, second_id),
    CONSTRAINT duplicate_pair_order_check CHECK (first_id < second_id),
    CONSTRAINT duplicate_pair_state_check CHECK (state IN ('open', 'proposed', 'same', 'different')),
    CONSTRAINT duplicate_pair_source_check CHECK (source IN ('possible', 'override', 'border'))
);

CREATE INDEX duplicate_pair_first_idx ON duplicate_pair (first_country, state, since, id);
CREATE INDEX duplicate_pair_second_idx ON duplicate_pair (second_country, state, since, id);
CREATE INDEX duplicate_pair_second_id_idx ON duplicate_pair (second_id);
CREATE INDEX duplicate_pair_pending_idx ON duplicate_pair (state) WHERE state IN ('open', 'proposed');

COMMENT ON COLUMN duplicate_pair.reasons IS 'a JSON array of texts';
COMMENT ON COLUMN duplicate_pair.since IS 'time at which the state began';
COMMENT ON COLUMN duplicate_pair.proposed_country IS 'whose admin proposed a merge, as the pair crosses a border';
COMMENT ON COLUMN duplicate_pair.kept_id IS 'of a proposed or merged pair, otherwise null';
COMMENT ON COLUMN duplicate_pair.taken IS 'members to be copied to the kept one, joined by commas';
COMMENT ON COLUMN duplicate_pair.decided_by IS 'account of the last decision or proposal';
