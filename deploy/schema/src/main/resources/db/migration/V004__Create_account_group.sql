CREATE TABLE account_group (
    account_id uuid        NOT NULL,
    group_name text        NOT NULL,
    granted_at timestamptz NOT NULL,
    CONSTRAINT account_group_pkey PRIMARY KEY (account_id, group_name),
    CONSTRAINT account_group_account_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT account_group_name_check CHECK (group_name ~ '^(SUPERUSER|ADMIN_[A-Z]{3})$')
);
