-- Each login moved its row in this index too. What it served, the hourly clearing, reads the whole of a table that has a
-- row for each e-mail and address of the last quarter of an hour.
DROP INDEX login_limit_expires_idx;
