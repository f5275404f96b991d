-- One index per list query, in the order of the result.
CREATE INDEX competition_country_list_idx ON competition (country_id, date, full_name, id);
CREATE INDEX competition_list_idx ON competition (date, full_name, id);
CREATE INDEX competition_national_id_idx ON competition (country_id, year, national_id) WHERE national_id <> '';
CREATE INDEX competition_updated_idx ON competition (updated_at);
CREATE INDEX competition_search_idx ON competition USING gin (array_to_tsvector(search_terms));
