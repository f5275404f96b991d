-- Files in the bucket as published by this service.
CREATE TABLE published_file (
    name         text COLLATE "C" NOT NULL,
    rows         bigint           NOT NULL,
    bytes        bigint           NOT NULL,
    sha256       text             NOT NULL,
    generation   bigint           NOT NULL,
    published_at timestamptz      NOT NULL,
    CONSTRAINT published_file_pkey PRIMARY KEY (name)
);
