-- What the name says that one competition cannot say otherwise (age group, sex, number in a series, distance, ...), as
-- one text. The duplicate check reads only rows that say the same: thousands of rows of one day that differ in a number
-- are not read to refuse one. Derived from name_key, so that equal names have equal discriminators.
ALTER TABLE competition
    ADD COLUMN discriminators       text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN local_discriminators text COLLATE "C";

COMMENT ON COLUMN competition.local_discriminators IS 'those of name_local, where they are others than of full_name';
