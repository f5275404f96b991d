-- The release before does not store that a competition was moved to another country.
UPDATE duplicate_pair p SET first_country = c.country_id
  FROM competition c WHERE c.id = p.first_id AND c.country_id <> p.first_country;
UPDATE duplicate_pair p SET second_country = c.country_id
  FROM competition c WHERE c.id = p.second_id AND c.country_id <> p.second_country;
