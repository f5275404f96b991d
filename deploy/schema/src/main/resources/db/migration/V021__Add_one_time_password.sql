ALTER TABLE account ADD COLUMN one_time_until timestamptz;

COMMENT ON COLUMN account.one_time_until IS
    'the password is good for one login before then; past after that login; null: it is the person''s own';
