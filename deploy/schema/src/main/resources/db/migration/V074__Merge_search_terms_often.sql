-- Fresh search terms wait in a list until it is full, then one write merges all of them: 4 MB held up one create, and all
-- behind it, for 80 ms. Less at a time costs the same in sum, and a search has less to go through beside the index.
ALTER INDEX competition_search_idx SET (gin_pending_list_limit = 256);
