-- A slug has at most 80 characters including its number.
CREATE FUNCTION numbered_slug(wanted text, number integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN number = 1 THEN wanted ELSE left(wanted, 80 - length('-' || number)) || '-' || number END
$$;

CREATE FUNCTION slug_is_taken(in_country text, in_year integer, wanted text, itself uuid)
    RETURNS boolean
    LANGUAGE plpgsql
    STABLE
    SET search_path = ${flyway:defaultSchema}
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM competition c
         WHERE c.country_id = in_country AND c.year = in_year AND c.slug = wanted AND c.id IS DISTINCT FROM itself);
END
$$;
