ALTER TABLE calendar_import ADD COLUMN attempts integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN calendar_import.attempts IS 'claims since one had a result; an import that ends its replicas fails';
