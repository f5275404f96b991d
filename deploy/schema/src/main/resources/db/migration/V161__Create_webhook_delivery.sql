-- Events for endpoints, and the log of their delivery. The position is the order of events: for one competition an event
-- waits for the earlier ones.
CREATE TABLE webhook_delivery (
    id           uuid        NOT NULL,
    position     bigint GENERATED ALWAYS AS IDENTITY,
    endpoint_id  uuid        NOT NULL,
    event        text        NOT NULL,
    subject_id   uuid,
    country_id   text COLLATE "C",
    history_id   bigint,
    version      bigint,
    at           timestamptz NOT NULL,
    state        text        NOT NULL,
    attempt      integer     NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    lease_until  timestamptz,
    http_status  integer,
    ms           integer,
    error        text,
    CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_delivery_endpoint_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    CONSTRAINT webhook_delivery_state_check CHECK (state IN ('pending', 'succeeded', 'failed'))
);

CREATE INDEX webhook_delivery_log_idx ON webhook_delivery (endpoint_id, at, position);
CREATE INDEX webhook_delivery_pending_idx ON webhook_delivery (endpoint_id, position) WHERE state = 'pending';
CREATE INDEX webhook_delivery_subject_idx ON webhook_delivery (endpoint_id, subject_id, position) WHERE state = 'pending';
CREATE INDEX webhook_delivery_lease_idx ON webhook_delivery (endpoint_id, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX webhook_delivery_ping_idx ON webhook_delivery (endpoint_id) WHERE event = 'ping' AND state = 'pending';
CREATE INDEX webhook_delivery_at_idx ON webhook_delivery (at);

COMMENT ON COLUMN webhook_delivery.subject_id IS 'a competition, an export run or an API key; null for a ping';
COMMENT ON COLUMN webhook_delivery.country_id IS 'the country that a competition left, otherwise its country';
COMMENT ON COLUMN webhook_delivery.history_id IS 'entry of competition_history that is delivered';
COMMENT ON COLUMN webhook_delivery.version IS 'of the country''s calendar, before the change';
COMMENT ON COLUMN webhook_delivery.next_at IS 'time of the next attempt, if pending';
COMMENT ON COLUMN webhook_delivery.lease_until IS 'while a replica sends it';

-- Entries of competition_history up to which events were made, by country. Writers of a country are serialized by its lock,
-- so that ids of its entries are in the order of their commits.
CREATE TABLE webhook_cursor (
    country_id text COLLATE "C" NOT NULL,
    version    bigint           NOT NULL,
    history_id bigint           NOT NULL,
    CONSTRAINT webhook_cursor_pkey PRIMARY KEY (country_id)
) WITH (fillfactor = 50);

INSERT INTO webhook_cursor (country_id, version, history_id)
SELECT country_id, version, (SELECT coalesce(max(id), 0) FROM competition_history) FROM calendar_version;
