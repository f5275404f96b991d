-- Addresses from which a source is imported each night.
CREATE TABLE calendar_source (
    country_id text COLLATE "C" NOT NULL,
    source     text COLLATE "C" NOT NULL,
    account_id uuid             NOT NULL,
    format     text             NOT NULL,
    url        text             NOT NULL,
    date_order text,
    columns    text             NOT NULL,
    gone       text             NOT NULL,
    next_at    timestamptz      NOT NULL,
    CONSTRAINT calendar_source_pkey PRIMARY KEY (country_id, source)
);

CREATE INDEX calendar_source_next_idx ON calendar_source (next_at);
