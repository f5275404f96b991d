-- Marks the competition that the address by national id leads to: the national id itself, null in a further competition
-- with the same one, and in rows of older releases until they are written.
ALTER TABLE competition ADD COLUMN national_id_key text COLLATE "C";

COMMENT ON COLUMN competition.national_id_key IS 'national_id where the row alone has it in its country and year';
