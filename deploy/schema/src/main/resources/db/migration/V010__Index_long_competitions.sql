-- The duplicate check asks which competitions overlap a date. Nearly all last a few days, so it reads a short stretch
-- of competition_country_list_idx; the few longer ones are found here, however long ago they began.
CREATE INDEX competition_long_idx ON competition (country_id, finish_date) WHERE finish_date > date + 7;
