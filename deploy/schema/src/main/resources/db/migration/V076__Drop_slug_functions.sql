-- competition-service finds free slugs by a statement of its own.
DROP FUNCTION free_slugs(text, integer, text, uuid, integer);
DROP FUNCTION slug_is_taken(text, integer, text, uuid);
DROP FUNCTION numbered_slug(text, integer);
