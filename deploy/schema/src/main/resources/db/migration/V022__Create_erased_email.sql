-- E-mail addresses of erased accounts, until they are redacted from competitions.
CREATE TABLE erased_email (
    email     text        NOT NULL,
    erased_at timestamptz NOT NULL,
    CONSTRAINT erased_email_pkey PRIMARY KEY (email)
);
