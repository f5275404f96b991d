-- Addresses to which changes are sent. The secrets sign what is sent, so that they are stored as they are; only the service
-- that sends may read them.
CREATE TABLE webhook_endpoint (
    id              uuid        NOT NULL,
    account_id      uuid        NOT NULL,
    url             text        NOT NULL,
    events          text[]      NOT NULL,
    countries       text[],
    payload         text        NOT NULL,
    state           text        NOT NULL,
    secret          text        NOT NULL,
    previous_secret text,
    previous_until  timestamptz,
    failures        integer     NOT NULL DEFAULT 0,
    failing_since   timestamptz,
    next_at         timestamptz NOT NULL,
    notice_due      boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL,
    CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_endpoint_account_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT webhook_endpoint_payload_check CHECK (payload IN ('full', 'thin')),
    CONSTRAINT webhook_endpoint_state_check CHECK (state IN ('pending', 'active', 'failing', 'disabled'))
);

CREATE INDEX webhook_endpoint_account_idx ON webhook_endpoint (account_id);
CREATE INDEX webhook_endpoint_notice_idx ON webhook_endpoint (id) WHERE notice_due;

COMMENT ON COLUMN webhook_endpoint.countries IS 'null for all';
COMMENT ON COLUMN webhook_endpoint.previous_secret IS 'signs too, until previous_until';
COMMENT ON COLUMN webhook_endpoint.failures IS 'attempts since the last success';
COMMENT ON COLUMN webhook_endpoint.next_at IS 'while the endpoint fails, the time of its next attempt';
COMMENT ON COLUMN webhook_endpoint.notice_due IS 'auth-service is to mail the owner that the endpoint was disabled';
