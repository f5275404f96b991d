-- E-mails to account holders, added by the transaction that they are about and sent by any replica. A link is made when its
-- e-mail is sent, so that no token is stored.
CREATE TABLE outgoing_mail (
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    template   text        NOT NULL,
    arguments  text[]      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    next_at    timestamptz NOT NULL DEFAULT now(),
    attempt    integer     NOT NULL DEFAULT 0,
    ended_at   timestamptz,
    CONSTRAINT outgoing_mail_pkey PRIMARY KEY (id),
    CONSTRAINT outgoing_mail_account_fkey FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE INDEX outgoing_mail_account_idx ON outgoing_mail (account_id);
CREATE INDEX outgoing_mail_next_idx ON outgoing_mail (next_at) WHERE ended_at IS NULL;

COMMENT ON COLUMN outgoing_mail.arguments IS 'of the template; empty once it has ended';
COMMENT ON COLUMN outgoing_mail.next_at IS 'time of the next attempt; during one, the end of its lease';
COMMENT ON COLUMN outgoing_mail.attempt IS 'fencing token of the replica that claimed it last';
COMMENT ON COLUMN outgoing_mail.ended_at IS 'when it was sent or given up; kept for an hour, for the limit of links';
