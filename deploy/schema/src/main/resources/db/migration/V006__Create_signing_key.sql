-- Public keys only. A private key is in a mounted secret, never in the database.
CREATE TABLE signing_key (
    kid          text        NOT NULL,
    public_key   text        NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT signing_key_pkey PRIMARY KEY (kid)
);

COMMENT ON COLUMN signing_key.public_key IS 'X.509 SubjectPublicKeyInfo, base64';
