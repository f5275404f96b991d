CREATE TABLE audit_entry (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL,
    actor_id   uuid        NOT NULL,
    action     text        NOT NULL,
    account_id uuid        NOT NULL,
    group_name text,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (id),
    CONSTRAINT audit_entry_actor_fkey FOREIGN KEY (actor_id) REFERENCES account (id),
    CONSTRAINT audit_entry_account_fkey FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE INDEX audit_entry_account_idx ON audit_entry (account_id, id);
