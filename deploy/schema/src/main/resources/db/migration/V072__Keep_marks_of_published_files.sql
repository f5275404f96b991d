-- Entity tag of the stored file, so that one listing of the bucket shows which files are unchanged.
ALTER TABLE published_file
    ADD COLUMN etag text NOT NULL DEFAULT '';
