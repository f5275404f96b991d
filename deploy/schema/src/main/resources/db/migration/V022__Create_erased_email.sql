-- E-mails of accounts that were just erased, until they are cut out of the competitions that publish them as well.
CREATE TABLE erased_email (
    email     text        NOT NULL,
    erased_at timestamptz NOT NULL,
    CONSTRAINT erased_email_pkey PRIMARY KEY (email)
);
