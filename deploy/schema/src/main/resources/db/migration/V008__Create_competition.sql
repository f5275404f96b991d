-- Members of the API, then derived columns. Text is collated by code point, because the order of a list is part of
-- the contract. Rows up to a page are not toasted: a list reads `rendered`, and decompression would cost more than
-- the read.
CREATE TABLE competition (
    id                      uuid             NOT NULL,
    full_name               text COLLATE "C" NOT NULL,
    short_name              text             NOT NULL,
    slug                    text COLLATE "C" NOT NULL,
    name_local              text             NOT NULL,
    country_id              text COLLATE "C" NOT NULL,
    address                 text             NOT NULL,
    city                    text             NOT NULL,
    venue_id                uuid,
    latitude                double precision,
    longitude               double precision,
    altitude                double precision,
    date                    date             NOT NULL,
    finish_date             date             NOT NULL,
    wa_rankings_category_id integer,
    age_groups              text[],
    national_id             text COLLATE "C" NOT NULL,
    basic_description       text             NOT NULL,
    contact_details         text             NOT NULL,
    organiser_id            uuid,
    website                 text,
    entry_link              text,
    results_link            text,
    year                    integer          NOT NULL,
    events                  text,
    name_key                text COLLATE "C" NOT NULL,
    place_key               text COLLATE "C" NOT NULL,
    distinct_key            text COLLATE "C" NOT NULL,
    age_group_parts         text[]           NOT NULL,
    search_terms            text[]           NOT NULL,
    rendered                text             NOT NULL,
    etag                    text             NOT NULL,
    revision                integer          NOT NULL,
    created_at              timestamptz      NOT NULL,
    updated_at              timestamptz      NOT NULL,
    CONSTRAINT competition_pkey PRIMARY KEY (id),
    CONSTRAINT competition_slug_nkey UNIQUE (country_id, year, slug),
    CONSTRAINT competition_same_nkey UNIQUE (country_id, date, name_key, place_key, distinct_key),
    CONSTRAINT competition_country_check CHECK (country_id ~ '^[A-Z]{3}$'),
    CONSTRAINT competition_finish_check CHECK (finish_date >= date AND finish_date <= date + 366),
    CONSTRAINT competition_year_check CHECK (year = extract(year FROM date))
) WITH (toast_tuple_target = 8160);

COMMENT ON COLUMN competition.events IS 'the JSON array as it came, without blanks between tokens';
COMMENT ON COLUMN competition.distinct_key IS 'empty, or the row''s own id where it stands beside an equal one on purpose';
COMMENT ON COLUMN competition.rendered IS 'the competition''s JSON, the same bytes in every answer and file';
COMMENT ON COLUMN competition.revision IS 'how often it was written; the SEQUENCE of its calendar entry';
