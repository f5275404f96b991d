-- Bulk calls with an Idempotency-Key that are in progress. Their transactions are many, so that no lock of one shows to another
-- replica that a call has not ended.
CREATE TABLE bulk_call_lease (
    account_id  uuid        NOT NULL,
    key         text        NOT NULL,
    lease_until timestamptz NOT NULL,
    CONSTRAINT bulk_call_lease_pkey PRIMARY KEY (account_id, key)
) WITH (fillfactor = 50);

COMMENT ON COLUMN bulk_call_lease.lease_until IS 'after which the replica is taken for dead, and the call may be repeated';
