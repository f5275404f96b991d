ALTER TABLE redaction ADD COLUMN awaits_imports boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN redaction.awaits_imports IS 'whether there were unread uploads when the pass began; another pass follows then';
