-- Public keys that were removed for good. A replica that still has the private key must not publish it again.
CREATE TABLE withdrawn_key (
    public_key   text        NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    CONSTRAINT withdrawn_key_pkey PRIMARY KEY (public_key)
);
