-- Competitions of two countries are compared if they are near each other, by a grid of a quarter of a degree, or have one page.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS competition_cell_idx;
CREATE INDEX CONCURRENTLY competition_cell_idx
    ON competition ((floor(latitude * 4)::integer * 2000 + floor(longitude * 4)::integer), date)
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS competition_website_idx;
CREATE INDEX CONCURRENTLY competition_website_idx
    ON competition (hashtextextended(website, 0), date) WHERE website ~ '[0-9]';
