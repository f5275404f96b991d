-- An erased account keeps only its id, so that audit entries keep their reference.
CREATE TABLE account (
    id            uuid        NOT NULL,
    email         text,
    email_key     text,
    full_name     text,
    password_hash text,
    enabled       boolean     NOT NULL DEFAULT true,
    confirmed     boolean     NOT NULL DEFAULT true,
    token_version integer     NOT NULL DEFAULT 0,
    standing_at   timestamptz NOT NULL,
    created_at    timestamptz NOT NULL,
    erased_at     timestamptz,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_email_nkey UNIQUE (email_key),
    CONSTRAINT account_erased_check CHECK (
        erased_at IS NULL
        OR (email IS NULL AND email_key IS NULL AND full_name IS NULL AND password_hash IS NULL AND NOT enabled))
);

COMMENT ON COLUMN account.email_key IS 'the e-mail as compared: NFKC, case folded';
COMMENT ON COLUMN account.token_version IS 'access tokens that carry a lower one are refused';
COMMENT ON COLUMN account.standing_at IS 'when enabled or token_version last changed; services follow it';
