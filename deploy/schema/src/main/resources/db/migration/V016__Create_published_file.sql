-- What lies in the bucket now, as far as this suite put it there.
CREATE TABLE published_file (
    name         text COLLATE "C" NOT NULL,
    rows         bigint           NOT NULL,
    bytes        bigint           NOT NULL,
    sha256       text             NOT NULL,
    generation   bigint           NOT NULL,
    published_at timestamptz      NOT NULL,
    CONSTRAINT published_file_pkey PRIMARY KEY (name)
);
