-- A day may have thousands of competitions of one country, which the planner does not expect: it read them all by
-- competition_country_list_idx. An expression over country and discriminators leaves it no other plan.
CREATE INDEX competition_said_idx ON competition ((country_id || ' ' || discriminators), date, finish_date);
CREATE INDEX competition_local_said_idx ON competition ((country_id || ' ' || local_discriminators), date)
    WHERE local_discriminators IS NOT NULL;
DROP INDEX competition_discriminators_idx;
DROP INDEX competition_local_discriminators_idx;
