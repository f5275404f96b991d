-- Time between two restores of the database, one row. The stamp identifies the database in which the epoch began, so that a
-- restored one is recognized; set it to the empty text after a restore that has the same files and timeline.
CREATE TABLE change_epoch (
    epoch         bigint      NOT NULL,
    signing_key   bytea       NOT NULL,
    stamp         text        NOT NULL,
    purged_before timestamptz NOT NULL
);
INSERT INTO change_epoch VALUES (0, sha256(CAST(gen_random_uuid() || ' ' || gen_random_uuid() AS bytea)), '', to_timestamp(0));

COMMENT ON COLUMN change_epoch.signing_key IS 'of the tokens of followers; a token opens nothing that is not open to each account';
COMMENT ON COLUMN change_epoch.purged_before IS 'time before which removals were deleted; older tokens are void';
