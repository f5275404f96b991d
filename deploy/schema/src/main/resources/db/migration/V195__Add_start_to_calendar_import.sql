ALTER TABLE calendar_import ADD COLUMN started_at timestamptz;

COMMENT ON COLUMN calendar_import.started_at IS 'first claim since the request or its confirmation; failures are repeated for a day from then';
