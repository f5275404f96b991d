-- Limits the pending list of the search index: merging a full list of 4 MB blocked creates. Smaller merges cost the
-- same in total, and searches scan less beside the index.
ALTER INDEX competition_search_idx SET (gin_pending_list_limit = 256);
