ALTER TABLE webhook_delivery ADD COLUMN former_attempts integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN webhook_delivery.attempt IS 'number of attempts; never falls, so that a result is stored for its own attempt only';
COMMENT ON COLUMN webhook_delivery.former_attempts IS 'attempts before the delivery was sent again, from which on delays begin anew';
