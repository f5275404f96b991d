-- The deletion of a competition ends the merges into it: another one may get its id later. A merge that has ended can still be
-- undone, so that its row stays.
ALTER TABLE merged_competition ADD COLUMN ended_at timestamptz;

COMMENT ON COLUMN merged_competition.ended_at IS 'deletion of the competition that was kept, otherwise null';

-- As a deletion would have done it. An id that is in use again may have been given to another competition.
UPDATE merged_competition m SET ended_at = now()
 WHERE NOT EXISTS (SELECT FROM merged_competition n WHERE n.id = m.merged_into)
   AND NOT EXISTS (SELECT FROM competition c WHERE c.id = m.merged_into AND c.created_at <= m.merged_at);

-- The competition at the end of a chain of merges; null if one of the chain was deleted, or nothing was merged.
CREATE OR REPLACE FUNCTION merge_target(merged uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain (id) AS (
        SELECT merged_into FROM opentrack.merged_competition WHERE id = merged AND ended_at IS NULL
         UNION
        SELECT m.merged_into FROM chain JOIN opentrack.merged_competition m ON m.id = chain.id AND m.ended_at IS NULL)
    SELECT c.id FROM chain JOIN opentrack.competition c ON c.id = chain.id
$$;
