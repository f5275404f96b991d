CREATE INDEX competition_discriminators_idx ON competition (country_id, discriminators, date, finish_date);
CREATE INDEX competition_local_discriminators_idx ON competition (country_id, local_discriminators, date)
    WHERE local_discriminators IS NOT NULL;
