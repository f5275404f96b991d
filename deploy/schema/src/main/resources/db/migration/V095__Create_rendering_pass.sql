-- State of the pass that renders all competitions anew, one row. A pass of another version begins at the first
-- competition; one that is complete (position 0) is followed by a pass over those that were written since it began, by
-- pods of an older version.
CREATE TABLE rendering_pass (
    version    text        NOT NULL,
    position   uuid        NOT NULL,
    since      timestamptz,
    started_at timestamptz NOT NULL
);
INSERT INTO rendering_pass VALUES ('', '00000000-0000-0000-0000-000000000000', NULL, now());
