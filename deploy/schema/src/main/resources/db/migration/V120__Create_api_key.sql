-- Keys of programs. Only a hash of the secret is stored, so that a reader of the table cannot use a key.
CREATE TABLE api_key (
    id             text        NOT NULL,
    secret_hash    bytea       NOT NULL,
    account_id     uuid        NOT NULL,
    federation     boolean     NOT NULL,
    name           text        NOT NULL,
    scopes         text[]      NOT NULL,
    countries      text[]      NOT NULL,
    networks       text[],
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    changed_at     timestamptz NOT NULL,
    notice_days    integer,
    last_used_at   timestamptz,
    last_used_from text,
    CONSTRAINT api_key_pkey PRIMARY KEY (id),
    CONSTRAINT api_key_account_fkey FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE INDEX api_key_account_idx ON api_key (account_id);
CREATE INDEX api_key_changed_idx ON api_key (changed_at);
CREATE INDEX api_key_expires_idx ON api_key (expires_at);
CREATE INDEX api_key_federation_idx ON api_key USING gin (countries) WHERE federation;

COMMENT ON COLUMN api_key.id IS 'public part of the key after its environment';
COMMENT ON COLUMN api_key.secret_hash IS 'SHA-256 of 190 random bits, for which a slow hash is not needed';
COMMENT ON COLUMN api_key.account_id IS 'the account that made it, whose rights it has unless it is a federation''s';
COMMENT ON COLUMN api_key.federation IS 'has the rights of the admins of its countries, as long as there is one';
COMMENT ON COLUMN api_key.changed_at IS 'when validity last changed; services follow it';
COMMENT ON COLUMN api_key.notice_days IS 'days before expiry of the last notice that was mailed; 0 for a key that was replaced';
COMMENT ON COLUMN api_key.last_used_at IS 'to the minute';
