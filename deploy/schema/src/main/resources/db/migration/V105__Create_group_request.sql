-- Requests of accounts for a group, which superusers decide.
CREATE TABLE group_request (
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    group_name text        NOT NULL,
    message    text        NOT NULL,
    state      text        NOT NULL,
    created_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    reply      text,
    CONSTRAINT group_request_pkey PRIMARY KEY (id),
    CONSTRAINT group_request_account_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT group_request_actor_fkey FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT group_request_state_check CHECK (state IN ('open', 'granted', 'declined'))
);

CREATE INDEX group_request_account_idx ON group_request (account_id);
CREATE INDEX group_request_state_idx ON group_request (state, created_at);
