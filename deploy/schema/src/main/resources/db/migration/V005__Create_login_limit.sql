-- Failed logins of the last minutes by e-mail or by address, the same for every replica. The subject is a hash: it
-- also counts for e-mails that have no account, and tells nobody which.
CREATE TABLE login_limit (
    subject    bytea         NOT NULL,
    failures   timestamptz[] NOT NULL DEFAULT '{}',
    in_flight  timestamptz[] NOT NULL DEFAULT '{}',
    expires_at timestamptz   NOT NULL,
    CONSTRAINT login_limit_pkey PRIMARY KEY (subject)
);

CREATE INDEX login_limit_expires_idx ON login_limit (expires_at);
