-- The highest number of PBKDF2 iterations among accounts imported from Django, which each login reads.
CREATE INDEX account_imported_idx
    ON account ((substring(password_hash FROM '^pbkdf2_sha256\$([1-9][0-9]{0,7})\$')::integer))
 WHERE password_hash LIKE 'pbkdf2_sha256$%';
