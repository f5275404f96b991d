package run.opentrack.tests.support;

import java.util.Map;

/** As many competitions as wanted, copies of one, by SQL: a million creates would take hours. */
public final class CompetitionCopies {
    private CompetitionCopies() {}

    /**
     * All over ten years from 1900.
     *
     * @return the id of the one that they are copies of
     */
    public static String of(ApiClient api, TestDatabase sql, Map<String, Object> competition, int rows) {
        String id =
                api.post(TestCompetitions.PATH, competition).json().get("id").asText();
        // The function stands in FROM: as (f(…)).* it would be called once for each column.
        sql.update("INSERT INTO opentrack.competition SELECT copy.*"
                + " FROM opentrack.competition c, generate_series(1, " + rows + ") n,"
                + " LATERAL (SELECT date '1900-01-01' + n % 3650 AS day) d,"
                + " LATERAL jsonb_populate_record(null::opentrack.competition, to_jsonb(c)"
                + " || jsonb_build_object('id', gen_random_uuid(), 'slug', 's' || n, 'year', extract(year from d.day)::int,"
                + " 'date', d.day, 'finish_date', d.day, 'distinct_key', n::text)) copy WHERE c.id = '" + id + "'");
        sql.update("ANALYZE opentrack.competition");
        return id;
    }

    public static void remove(TestDatabase sql, String country) {
        sql.update("DELETE FROM opentrack.competition WHERE country_id = '" + country + "'");
    }
}
