ALTER TABLE audit_entry ADD COLUMN key_id text;
