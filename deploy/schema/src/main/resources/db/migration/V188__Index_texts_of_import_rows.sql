-- A redaction searches the rows that have a text, which few rows of ended imports have.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS calendar_import_row_text_idx;
CREATE INDEX CONCURRENTLY calendar_import_row_text_idx
    ON calendar_import_row (import_id) WHERE content IS NOT NULL OR detail IS NOT NULL;
