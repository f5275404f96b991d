-- Number of writes to a country's calendar, incremented in the writing transaction under the country's lock. Equal
-- versions mean equal calendars, which the ETag relies on. Each country that ever had a competition has a row.
CREATE TABLE calendar_version (
    country_id text COLLATE "C" NOT NULL,
    version    bigint           NOT NULL,
    CONSTRAINT calendar_version_pkey PRIMARY KEY (country_id)
) WITH (fillfactor = 50);
