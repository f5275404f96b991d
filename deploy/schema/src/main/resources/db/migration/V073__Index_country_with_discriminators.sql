-- A day may have thousands of competitions of one country, which the planner does not expect: it read them all by
-- competition_country_list_idx and threw nearly all away, 1.4 ms instead of 0.1 for one check. Country and discriminators
-- as one value leave it no other way than this.
CREATE INDEX competition_said_idx ON competition ((country_id || ' ' || discriminators), date, finish_date);
CREATE INDEX competition_local_said_idx ON competition ((country_id || ' ' || local_discriminators), date)
    WHERE local_discriminators IS NOT NULL;
DROP INDEX competition_discriminators_idx;
DROP INDEX competition_local_discriminators_idx;
