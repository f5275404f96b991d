-- Recent failed logins by e-mail or IP address, shared by all replicas. The subject is a hash and exists for unknown
-- e-mails too, so that the table reveals no account.
CREATE TABLE login_limit (
    subject    bytea         NOT NULL,
    failures   timestamptz[] NOT NULL DEFAULT '{}',
    in_flight  timestamptz[] NOT NULL DEFAULT '{}',
    expires_at timestamptz   NOT NULL,
    CONSTRAINT login_limit_pkey PRIMARY KEY (subject)
);

CREATE INDEX login_limit_expires_idx ON login_limit (expires_at);
