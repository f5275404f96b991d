-- Repeated in the replay, as the first response has them.
ALTER TABLE idempotent_answer ADD COLUMN possible_duplicates uuid[];
