-- The duplicate check searches competitions that overlap a date. Most last a few days and are found by a short range
-- of competition_country_list_idx; the few longer ones are found here.
CREATE INDEX competition_long_idx ON competition (country_id, finish_date) WHERE finish_date > date + 7;
