-- Subject of an event about an API key, whose id is no UUID.
ALTER TABLE webhook_delivery ADD COLUMN key_id text;

COMMENT ON COLUMN webhook_delivery.key_id IS 'of the event key.expiring';
COMMENT ON COLUMN webhook_delivery.subject_id IS 'a competition or an export run; null otherwise';
COMMENT ON COLUMN api_key.notice_days IS 'days before expiry of the last notice, by e-mail and webhook; 0 for a key that was replaced';
