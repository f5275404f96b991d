CREATE TABLE idempotent_answer (
    account_id   uuid        NOT NULL,
    key          text        NOT NULL,
    body_sha256  bytea       NOT NULL,
    status       integer     NOT NULL,
    location     text,
    etag         text,
    body         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT idempotent_answer_pkey PRIMARY KEY (account_id, key)
);

CREATE INDEX idempotent_answer_created_idx ON idempotent_answer (created_at);
