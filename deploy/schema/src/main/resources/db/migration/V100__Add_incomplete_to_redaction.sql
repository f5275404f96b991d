-- A redaction follows the rights of its account: countries that the account administers no more are left out.
ALTER TABLE redaction ADD COLUMN incomplete boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN redaction.incomplete IS 'the account lost the right to a country before the end';
