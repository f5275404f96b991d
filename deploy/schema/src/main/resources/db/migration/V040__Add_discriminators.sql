-- Facts in the name that distinguish competitions (age group, sex, number in a series, distance, ...) as one text.
-- The duplicate check reads only rows with the same value, so that thousands of rows of one day that differ in a
-- number are not read. Derived from name_key: equal names have equal discriminators.
ALTER TABLE competition
    ADD COLUMN discriminators       text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN local_discriminators text COLLATE "C";

COMMENT ON COLUMN competition.local_discriminators IS 'those of name_local, where they are others than of full_name';
