-- No release reads the source. The release before writes it, later ones do not.
ALTER TABLE duplicate_pair ALTER COLUMN source SET DEFAULT 'possible';
