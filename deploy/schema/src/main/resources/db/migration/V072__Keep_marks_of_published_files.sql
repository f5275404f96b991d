-- The store's mark of a file's bytes: one listing of the bucket then tells which files lie there as they were published.
ALTER TABLE published_file
    ADD COLUMN etag text NOT NULL DEFAULT '';
