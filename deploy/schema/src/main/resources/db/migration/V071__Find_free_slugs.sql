-- Free slugs among wanted, wanted-2, wanted-3, ... in a country's year, found by exponential and binary search.
CREATE FUNCTION free_slugs(in_country text, in_year integer, wanted text, itself uuid, many integer)
    RETURNS text[]
    LANGUAGE plpgsql
    STABLE
    SET search_path = ${flyway:defaultSchema}
AS $$
DECLARE
    free text[]  := '{}';
    low  integer := 1;
    high integer := 1;
    middle integer;
    candidate text;
BEGIN
    WHILE slug_is_taken(in_country, in_year, numbered_slug(wanted, high), itself) LOOP
        low := high;
        high := high * 2;
    END LOOP;
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        IF slug_is_taken(in_country, in_year, numbered_slug(wanted, middle), itself) THEN
            low := middle;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    WHILE cardinality(free) < many LOOP
        candidate := numbered_slug(wanted, high);
        IF NOT slug_is_taken(in_country, in_year, candidate, itself) THEN
            free := free || candidate;
        END IF;
        high := high + 1;
    END LOOP;
    RETURN free;
END
$$;
