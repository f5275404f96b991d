-- Each login updated its row in this index too. Its only user, the hourly cleanup, reads the whole small table
-- instead.
DROP INDEX login_limit_expires_idx;
