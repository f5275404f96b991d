-- Places in the calendar that a competition has left: it was deleted, merged, or moved to another country or date. Followers of
-- changes whose copy has it must learn that. A competition that is in the copy again is not reported. No personal data.
CREATE TABLE competition_removal (
    competition_id uuid             NOT NULL,
    country_id     text COLLATE "C" NOT NULL,
    date           date             NOT NULL,
    national_id    text COLLATE "C" NOT NULL,
    reason         text             NOT NULL,
    merged_into    uuid,
    version        bigint           NOT NULL,
    at             timestamptz      NOT NULL,
    CONSTRAINT competition_removal_pkey PRIMARY KEY (competition_id, country_id, date),
    CONSTRAINT competition_removal_reason_check CHECK (reason IN ('deleted', 'left', 'merged'))
);

CREATE INDEX competition_removal_change_idx ON competition_removal (country_id, version, competition_id, date);
CREATE INDEX competition_removal_at_idx ON competition_removal (at);

COMMENT ON COLUMN competition_removal.date IS 'of the competition until then; followers may copy some years only';
COMMENT ON COLUMN competition_removal.version IS 'calendar_version of the country at the removal';
