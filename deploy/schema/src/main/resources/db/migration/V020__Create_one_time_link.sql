-- Links sent by e-mail. Only a hash of the token is stored, so that a reader of the table cannot use a link.
CREATE TABLE one_time_link (
    token_hash text        NOT NULL,
    account_id uuid        NOT NULL,
    purpose    text        NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT one_time_link_pkey PRIMARY KEY (token_hash),
    CONSTRAINT one_time_link_account_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT one_time_link_purpose_check CHECK (purpose IN ('confirm', 'reset'))
);

CREATE INDEX one_time_link_account_idx ON one_time_link (account_id);
CREATE INDEX one_time_link_expires_idx ON one_time_link (expires_at);

COMMENT ON COLUMN one_time_link.token_hash IS 'SHA-256 in hexadecimal';
