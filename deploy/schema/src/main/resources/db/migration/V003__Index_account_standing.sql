CREATE INDEX account_standing_idx ON account (standing_at);
